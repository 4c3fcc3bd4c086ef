"""What a process that runs strangers' queries may not do, enforced by the kernel."""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import resource
import signal
import struct
import sys
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38
_PR_SET_SECCOMP = 22
_SECCOMP_MODE_FILTER = 2
_SOCKET_CALL = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
"""Audit architecture and number of the socket system call (Linux, include/uapi/linux/audit.h and unistd.h)."""


def _prctl(*arguments: int | ctypes.c_void_p) -> bool:
    libc = ctypes.CDLL(None, use_errno=True)
    return bool(libc.prctl(*arguments) == 0)


def die_with_parent() -> None:
    """Asks the kernel to kill this process when its parent ends, however it ends. Nothing happens outside Linux."""
    if sys.platform == "linux":
        _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def forbid_sockets() -> bool:
    """Makes every later socket() of this process and its children fail with EACCES. False where it cannot be done.

    A seccomp filter needs no privileges and cannot be taken off again.
    """
    if sys.platform != "linux" or platform.machine() not in _SOCKET_CALL:
        return False
    architecture, call = _SOCKET_CALL[platform.machine()]
    load, jump_equal, ret = 0x20, 0x15, 0x06  # BPF_LD|BPF_W|BPF_ABS, BPF_JMP|BPF_JEQ|BPF_K, BPF_RET|BPF_K
    allow, refuse, kill = (
        0x7FFF0000,
        0x00050000 | 13,
        0x80000000,
    )  # SECCOMP_RET_ALLOW, _ERRNO with EACCES, _KILL_PROCESS
    program = b"".join(
        struct.pack("HBBI", code, true, false, value)
        for code, true, false, value in (
            (load, 0, 0, 4),  # seccomp_data.arch
            (jump_equal, 1, 0, architecture),
            (ret, 0, 0, kill),
            (load, 0, 0, 0),  # seccomp_data.nr
            (jump_equal, 0, 1, call),
            (ret, 0, 0, refuse),
            (ret, 0, 0, allow),
        )
    )
    buffer = ctypes.create_string_buffer(program, len(program))
    header = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(buffer)))
    if not _prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        return False
    return _prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.c_void_p(ctypes.addressof(header)))


def limit_memory(extra: int) -> None:
    """Lets this process allocate *extra* bytes of address space beyond what it has now."""
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (_address_space() + extra,) * 2)


def limit_files(more: int = 0) -> None:
    """At most *more* files or sockets can be opened from now on; those that are open stay."""
    highest = max(int(entry.name) for entry in Path("/dev/fd").iterdir()) if more else -1
    resource.setrlimit(resource.RLIMIT_NOFILE, (highest + 1 + more,) * 2)


def no_core_dumps() -> None:
    """A killed process leaves no copy of its memory on disk."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def lower_priority(pid: int, *, idle: bool) -> None:
    """Gives the process *pid* a small share of the processor, or, *idle*, only what nobody else wants."""
    with contextlib.suppress(OSError):
        if idle and hasattr(os, "SCHED_IDLE"):
            os.sched_setscheduler(pid, os.SCHED_IDLE, os.sched_param(0))
        else:
            os.setpriority(os.PRIO_PROCESS, pid, 19 if idle else 15)


def _address_space() -> int:
    """Bytes of address space in use; 0 where the system does not say."""
    try:
        return int(Path("/proc/self/statm").read_bytes().split()[0]) * resource.getpagesize()
    except OSError:
        return 0
