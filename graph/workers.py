"""Work on strangers' files: each piece in a process of a few, within its own limits of time, memory and disk.

A piece that takes more, or whose process crashes, is a failure of that piece; the others go on. The processes are
forked from one that has all that they share in memory (the supervisor), and end with the one that asked.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from multiprocessing.connection import Connection, Pipe
from multiprocessing.reduction import send_handle
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from .forks import Forked, fork, may_fork

if TYPE_CHECKING:  # who has them has loaded it
    from ..settings import Settings

Item = TypeVar("Item")
Answer = TypeVar("Answer")

_KNOWLEDGE = "duikou.extract.knowledge"

MEBIBYTE = 1024 * 1024
PATIENCE = 3
"""How many seconds by the clock a piece may take for each of the processor: others may be at work on the machine."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one piece of work may take."""

    seconds: float = 60.0
    """Of the processor; PATIENCE times as many by the clock."""
    memory: int = 2048 * MEBIBYTE
    """Bytes beyond what the program itself has in memory."""
    size: int = 128 * MEBIBYTE
    """Bytes of the largest file, read or written."""

    @classmethod
    def of(cls, settings: Settings) -> Limits:
        return cls(settings.document_seconds, settings.document_memory, settings.document_bytes)


@dataclass(frozen=True, slots=True)
class Failed:
    """Why there is no answer, in words that go on from the name of what was worked on."""

    reason: str


@dataclass(frozen=True, slots=True)
class Task(Generic[Item, Answer]):
    """All that the supervisor needs to know of one call of :func:`run`; goes to it pickled."""

    work: Callable[[Item], Answer]
    items: tuple[Item, ...]
    jobs: int
    limits: Limits


@dataclass(frozen=True, slots=True)
class Branch:
    """A call that the supervisor makes in a process forked from it, with a channel that comes along; goes to it
    pickled."""

    call: Callable[[Connection], None]


class Process(Protocol):
    """What is asked of the process of a supervisor, by the names that subprocess.Popen has for it."""

    def poll(self) -> int | None: ...

    def kill(self) -> None: ...

    def wait(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Done:
    """The end of a task: the peak memory of its largest process, in bytes."""

    peak: int


class WorkersError(RuntimeError):
    """The processes cannot be started (what the program knows cannot be read), or have all ended together."""


_supervisor: tuple[Process, Connection] | None = None
_peak = 0


def run(
    work: Callable[[Item], Answer], items: Iterable[Item], jobs: int = 1, limits: Limits | None = None
) -> Iterator[tuple[Item, Answer | Failed]]:
    """*work* on each item, with its answer, as they come.

    *work* is pickled, and called in the processes; where it has a method ``prepare``, that is called in the one that
    they are forked from, and once in each before the limits are set. Raises WorkersError, but never for what an item
    does.
    """
    given = tuple(items)
    if not given:
        return
    channel = _channel()
    whole = False
    try:
        with contextlib.suppress(BrokenPipeError):  # it has ended; what it said of the reason is still to be read
            channel.send(Task(work, given, max(1, min(jobs, len(given))), limits or Limits()))
        while not isinstance(message := channel.recv(), Done):
            if isinstance(message, Failed):
                raise WorkersError(message.reason)
            place, answer = message
            yield given[place], answer
        _note(message.peak)
        whole = True
    except (EOFError, OSError) as error:
        raise WorkersError("the processes that read documents have ended") from error
    finally:
        if not whole:  # the caller has had enough, or something is wrong: nothing may go on
            close()


def start(*modules: str) -> None:
    """Starts the supervisor if there is none, and does not wait: whoever knows that there will be work can see to other
    things in the seconds that it takes. It is a fork of this process, which has loaded already a part of what it needs,
    and loads the *modules* that both need; but a program of its own where this one has more than one thread, or
    knowledge of another time in memory."""
    fresh = _supervisor is None and _KNOWLEDGE not in sys.modules
    for name in modules if fresh else ():
        import_module(name)
    if fresh and may_fork():
        ours, theirs = Pipe()
        adopt(Forked(fork(_attend, theirs, ours)), ours)
    else:
        _channel()


def _attend(client: Connection) -> None:
    os.dup2(0, 1)  # what libraries have to say is not for who reads what the program writes
    from .supervisor import attend  # noqa: PLC0415 - for that process alone

    attend(client)


def branch(call: Callable[[Connection], None]) -> Connection:
    """Has *call* made in a process that has all in memory that the workers share, and that ends with them. Returns the
    way to it, which is closed where nothing becomes of it. Raises WorkersError.

    Not while :func:`run` is at work: what is asked for then comes after that.
    """
    ours, theirs = Pipe()
    try:
        channel = _channel()
        channel.send(Branch(call))
        send_handle(channel, theirs.fileno(), None)
    except OSError as error:
        ours.close()
        raise WorkersError("the processes that read documents have ended") from error
    finally:
        theirs.close()
    return ours


def adopt(supervisor: Process, channel: Connection) -> None:
    """Has a *supervisor* work for this process that was forked from it, by that *channel*."""
    global _supervisor  # noqa: PLW0603
    close()
    _supervisor = supervisor, channel


def peak_memory() -> int:
    """Bytes of the largest process that has worked for this one so far."""
    return _peak


def close() -> None:
    """Ends the processes; the next call of :func:`run` starts them anew."""
    global _supervisor  # noqa: PLW0603 - one for the whole program: it takes seconds to start
    if _supervisor is not None:
        process, channel = _supervisor
        _supervisor = None
        channel.close()
        process.kill()
        process.wait()


def _note(peak: int) -> None:
    global _peak  # noqa: PLW0603
    _peak = max(_peak, peak)


def _channel() -> Connection:
    """The way to the supervisor, which is started when there is none."""
    global _supervisor  # noqa: PLW0603
    if _supervisor is not None and _supervisor[0].poll() is not None:
        close()
    if _supervisor is None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        with theirs:
            # -P: the folder that the user is in may hold files of any name, and is no place to import from.
            command = [sys.executable, "-P", "-m", "duikou.graph.supervisor", str(os.getpid())]
            process = subprocess.Popen(command, stdin=theirs.fileno(), stdout=subprocess.DEVNULL)  # noqa: S603
        _supervisor = process, Connection(ours.detach())
    return _supervisor[1]


@atexit.register
def _close_at_exit() -> None:
    with contextlib.suppress(OSError):
        close()
