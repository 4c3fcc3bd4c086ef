"""The supervisor: the process that the workers are forked from, and that watches over them.

    python -m duikou.graph.supervisor PARENT < a socket that carries tasks and answers

It reads the program and its data once, so that a worker starts in half a second and shares them. It has one thread, as
a process must that forks; the neural tagger's threads start in the workers.
"""

from __future__ import annotations

import contextlib
import errno
import gc
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from importlib import import_module
from multiprocessing.connection import Connection, Pipe, wait
from multiprocessing.reduction import recv_handle
from typing import Any

from .. import machine
from ..extract.checked import check_knowledge
from ..extract.model import Source
from ..extract.pipeline import facts_of, hasten
from ..extract.readers import text
from ..printable import printable
from ..settings import Settings
from . import loaded
from .forks import Forked, fork
from .knowledge import use_settings
from .workers import MEBIBYTE, PATIENCE, Branch, Done, Failed, Limits, Task, adopt

SEVERAL = 3
"""From so many items on it pays to load what they share before the first."""
START_SECONDS = 120.0
"""How long a worker may take to be ready."""
_SAMPLE = "广州市与龙岩市对口合作实施方案\n一、重点任务\n(一)支持龙岩市与广州开发区共建产业园。(责任单位:市商务局)\n"
_READERS = ("doc", "docx", "html", "odt", "ofd", "parts", "pdf", "rtf", "sheets")
LONGEST = 500  # characters of what is said about a fault


class Renewed:
    """A worker begins a part of its item that has the time of a whole one."""


@dataclass(frozen=True, slots=True)
class Said:
    """What became of an item."""

    answer: Any
    fit: bool = True
    """The worker can go on with the next."""
    again: bool = False
    """It may have been for want of what earlier items took of the worker: a fresh one will tell."""


class Worker:
    """A process that works on one item after the other; *others* are the channels that are none of its business."""

    def __init__(self, work: Callable[[Any], Any], limits: Limits, others: Iterable[Connection]) -> None:
        self.channel, theirs = Pipe()
        self.item = -1
        self.finished = 0
        self.peak = 0
        self._limits = limits
        self._ready = False
        self._deadline = 0.0
        parent = os.getpid()
        self._pid = os.fork()
        if not self._pid:
            for channel in (self.channel, *others):
                channel.close()
            try:
                _serve(theirs, work, limits, parent)
            finally:
                os._exit(0)
        theirs.close()

    def give(self, number: int, item: Any) -> None:
        """Hands over an item; its time runs from when the worker is ready."""
        self.item = number
        self._deadline = time.monotonic() + (self._limits.seconds * PATIENCE if self._ready else START_SECONDS)
        with contextlib.suppress(OSError):  # it has ended, which is heard next
            self.channel.send(item)

    @property
    def left(self) -> float:
        """Seconds that its item may still take."""
        return max(0.0, self._deadline - time.monotonic())

    def heard(self) -> Said | None:
        """What the worker says, or what is to be said of it when it has ended or is late; None when it is ready or has
        its time anew."""
        if not self.channel.poll():
            self.end()
            return Said(Failed(f"took more than {self._limits.seconds * PATIENCE:g} s"), fit=False)
        try:
            said = self.channel.recv()
        except (EOFError, OSError):
            return self._ended()
        if said is None or isinstance(said, Renewed):
            self._ready = True
            self._deadline = time.monotonic() + self._limits.seconds * PATIENCE
            return None
        assert isinstance(said, Said)
        if not said.fit:
            self.end()
        return said

    def end(self) -> int:
        """Ends the process, unless it has ended by itself. Returns how it ended, as os.waitpid does."""
        os.kill(self._pid, signal.SIGKILL)
        _, status, usage = os.wait4(self._pid, 0)
        self.peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
        self.channel.close()
        return status

    def _ended(self) -> Said:
        status = self.end()
        number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
        if number == signal.SIGXCPU:
            return Said(Failed(f"took more than {self._limits.seconds:g} s of the processor"), fit=False)
        how = f"crashed with {signal.Signals(number).name}" if number else "ended"
        memory = f"perhaps for want of memory (it may take {_size(self._limits.memory)})"
        return Said(Failed(f"the process that worked on it {how}, {memory}"), fit=False, again=True)


def main() -> None:
    """Works on one task after the other until whoever sends them ends, which has started this process."""
    machine.die_with_parent(int(sys.argv[1]))
    attend(Connection(os.dup(sys.stdin.fileno())))


def attend(client: Connection) -> None:
    """Loads what all workers share, and works for the *client* until it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the client says when to stop
    gc.disable()  # nothing that is loaded is let go
    try:
        share()
    except ValueError as error:
        client.send(Failed(printable(str(error))))
        return
    gc.enable()
    gc.freeze()  # what is there now is never looked at again, so its pages stay shared
    serve(client)


def serve(client: Connection) -> None:
    """Does what the *client* asks for, one thing after the other, until it ends."""
    branches: list[int] = []
    with contextlib.suppress(EOFError, OSError):
        while True:
            asked = client.recv()
            branches = [pid for pid in branches if not os.waitpid(pid, os.WNOHANG)[0]]
            if isinstance(asked, Branch):
                branches.append(fork(asked.call, Connection(recv_handle(client)), client))
            else:
                client.send(supervise(asked, client))


def split_off(*others: Connection) -> None:
    """Gives this process, which has one thread, a supervisor of its own that has in memory what it has itself; the
    channels *others* are none of its business."""
    ours, theirs = Pipe()
    adopt(Forked(fork(serve, theirs, ours, *others)), ours)


def share() -> None:
    """Loads what all workers can share, by extracting a few lines. Raises ValueError naming the file, the line and what
    is wrong of knowledge that cannot be read."""
    settings = Settings()
    use_settings(settings)
    loaded.note()
    check_knowledge()
    facts_of(Source("sample", "sample", "text/plain", "utf-8", "", _SAMPLE, text.blocks(_SAMPLE)))


def share_readers() -> None:
    """Loads what not every document needs, for several of them to share: the readers, and whole what one of them would
    look up piece by piece."""
    for name in _READERS:
        import_module(f"{text.__package__}.{name}")
    hasten()


def supervise(task: Task[Any, Any], client: Connection) -> Done:
    """Works on *task* and sends the *client* each item's number with its answer."""
    if len(task.items) >= SEVERAL:
        share_readers()
    with contextlib.suppress(Exception):  # of what cannot be prepared the workers tell
        getattr(task.work, "prepare", int)()
    waiting = deque(range(len(task.items)))
    workers: list[Worker] = []
    peak = 0
    while waiting or workers:
        while waiting and len(workers) < task.jobs:
            workers.append(_worker(task, waiting.popleft(), client, workers))
        for worker in _speaking(workers, client):
            said = worker.heard()
            if said is None:
                continue
            if said.again and worker.finished:
                workers.append(_worker(task, worker.item, client, workers))
            else:
                client.send((worker.item, said.answer))
            worker.finished += 1
            if said.fit and waiting:
                worker.give(number := waiting.popleft(), task.items[number])
                continue
            if said.fit:
                worker.end()
            workers.remove(worker)
            peak = max(peak, worker.peak)
    return Done(peak)


def _worker(task: Task[Any, Any], number: int, client: Connection, others: Iterable[Worker]) -> Worker:
    channels = [client, *(other.channel for other in others if not other.channel.closed)]
    worker = Worker(task.work, task.limits, channels)
    worker.give(number, task.items[number])
    return worker


def _speaking(workers: list[Worker], client: Connection) -> Iterator[Worker]:
    """The workers that have something to say, or no time left."""
    ready = wait([client, *(worker.channel for worker in workers)], min(worker.left for worker in workers))
    if client in ready:  # it says nothing during a task: it has ended, and the workers end with this process
        os._exit(1)
    yield from [worker for worker in workers if worker.channel in ready or not worker.left]


def _serve(channel: Connection, work: Callable[[Any], Any], limits: Limits, parent: int) -> None:
    """What a worker does, from its fork to its end."""
    machine.die_with_parent(parent)
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):  # what libraries have to say is not for the terminal
        os.dup2(nothing, stream)
    prepared = _attempt(getattr(work, "prepare", int), limits)
    if isinstance(prepared.answer, Failed):  # of whatever item comes first
        channel.send(replace(prepared, fit=False))
        return
    machine.limit_memory(limits.memory)
    machine.limit_files(limits.size)
    channel.send(None)

    def renew() -> None:
        machine.limit_processor(limits.seconds)
        channel.send(Renewed())

    machine.on_renewal(renew)
    while True:
        item = channel.recv()
        machine.limit_processor(limits.seconds)
        channel.send(_attempt(partial(work, item), limits))


def _attempt(call: Callable[[], Any], limits: Limits) -> Said:
    try:
        return Said(call())
    except MemoryError:
        return Said(Failed(f"needs more than {_size(limits.memory)} of memory"), fit=False, again=True)
    except BaseException as error:  # a library may even ask to exit
        if isinstance(error, OSError) and error.errno == errno.EFBIG:
            return Said(Failed(f"gives more than {_size(limits.size)}"))
        return Said(Failed(f"a fault in the program, please report it: {printable(repr(error))[:LONGEST]}"))


def _size(number: int) -> str:
    return f"{number // MEBIBYTE} MiB"


if __name__ == "__main__":
    main()
