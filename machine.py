"""What the machine, or the container, has to give, and what a process of ours may take of it."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import sys
from collections.abc import Callable
from pathlib import Path

_LIMITS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))
"""A container's limit under control groups v2 and v1 (Linux, Documentation/admin-guide/cgroup-v2.rst, cgroup-v1)."""
_PR_SET_PDEATHSIG = 1


def memory(limits: tuple[Path, ...] = _LIMITS) -> int:
    """Bytes of memory that processes here may use: the machine's, or less where one of the files *limits* says so."""
    total = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    for file in limits:
        try:
            total = min(total, int(file.read_text(encoding="ascii")))
        except (OSError, ValueError):  # no such limit, or the word max
            continue
    return total


def alive(pid: int) -> bool:
    """Whether there is a process of this number."""
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:  # another user's
        return True
    return True


def die_with_parent(parent: int) -> None:
    """Has the kernel kill this process when the process *parent*, which started it, ends, however it ends.

    Nothing happens outside Linux.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:  # it has ended already
            os.kill(os.getpid(), signal.SIGKILL)


def limit_memory(more: int) -> None:
    """Lets this process allocate *more* bytes of address space beyond what it has now."""
    _lower(resource.RLIMIT_AS, _address_space() + more)


_renewal: list[Callable[[], None]] = []


def on_renewal(call: Callable[[], None]) -> None:
    """Lets *call* be what renew() does in this process."""
    _renewal[:] = [call]


def renew() -> None:
    """Says that a part of a piece of work begins that may take as long as a whole one: a scanned page. Nothing where
    nobody counts the time."""
    for call in _renewal:
        call()


def limit_processor(more: float) -> None:
    """Lets this process use *more* seconds of the processor beyond what it has used; then SIGXCPU ends it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _lower(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime + more) + 1)


def limit_files(size: int) -> None:
    """Lets this process write no file of more than *size* bytes, and leave no copy of its memory on disk."""
    _lower(resource.RLIMIT_FSIZE, size)
    _lower(resource.RLIMIT_CORE, 0)


def _lower(limit: int, value: int) -> None:
    """Sets a soft limit; one that the user has set lower for all programs stays. Some systems do not know them all."""
    with contextlib.suppress(OSError, ValueError):
        hard = resource.getrlimit(limit)[1]
        resource.setrlimit(limit, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))


def _address_space() -> int:
    """Bytes of address space in use; 0 where the system does not say."""
    try:
        return int(Path("/proc/self/statm").read_bytes().split()[0]) * resource.getpagesize()
    except OSError:
        return 0
