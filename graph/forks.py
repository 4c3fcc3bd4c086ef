"""Processes forked from this one."""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

from .. import machine

_THREADS = Path("/proc/self/task")


def may_fork() -> bool:
    """Whether this process has one thread, as it must to fork and go on; False where that cannot be told."""
    try:
        return len([*_THREADS.iterdir()]) == 1
    except OSError:
        return False


class Forked:
    """A process that this one has forked."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._ended: int | None = None

    def poll(self) -> int | None:
        """How it ended; None while it goes on."""
        return self._wait(os.WNOHANG)

    def kill(self) -> None:
        if self.poll() is None:
            os.kill(self._pid, signal.SIGKILL)

    def wait(self) -> int:
        """How it ended, when it has."""
        return self._wait(0) or 0

    def _wait(self, options: int) -> int | None:
        if self._ended is None:
            pid, status = os.waitpid(self._pid, options)
            self._ended = os.waitstatus_to_exitcode(status) if pid else None
        return self._ended


def fork(call: Callable[[Connection], None], channel: Connection, *others: Connection) -> int:
    """The number of a process that makes the *call* with the *channel*, which is closed here; *others* are none of its
    business."""
    parent = os.getpid()
    pid = os.fork()
    if pid:
        channel.close()
        return pid
    try:
        machine.die_with_parent(parent)
        nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(nothing, 0)  # a channel of the process that it was forked from
        for other in others:
            other.close()
        call(channel)
    except Exception:
        traceback.print_exc()
    finally:
        os._exit(0)
