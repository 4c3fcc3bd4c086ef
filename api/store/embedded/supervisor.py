"""The server's side of the process that holds the store (template.py): starts it, has workers forked, ends it."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from collections import deque
from typing import Any, cast

from ..engine import StoreError
from ..messages import (
    DATAGRAM,
    Change,
    Ended,
    Fork,
    Forked,
    Message,
    Open,
    Opened,
    Refused,
    Unchanged,
    decode,
    encode,
)
from .channel import Worker

START_SECONDS = 600.0
"""How long the process may take to open its store: a large one is copied first."""
FORK_SECONDS = 30.0
_CLOSED = "the store is being closed"

TUNED = {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1", "OPENBLAS_NUM_THREADS": "1"}
"""Large pages for the store in memory: heavy queries take a fifth less time, and a fork a tenth. No thread of a library
that would not live on in a fork."""


class Supervisor:
    """One template process, for one state of the data after the other."""

    def __init__(self) -> None:
        self.quads = 0
        self.generation = 0
        """Counts the states. Whoever is forked from now on finds this one."""
        self.workers: dict[int, Worker] = {}
        """Those that have not ended yet, by process id."""
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._opened: asyncio.Future[int] | None = None
        self._forks: deque[tuple[Worker, asyncio.Future[None]]] = deque()

    async def start(self, source: Open) -> None:
        """Starts the process and waits until its store is open. Raises StoreError."""
        loop = asyncio.get_running_loop()
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control.setblocking(False)
        command = [sys.executable, "-m", "duikou.api.store.embedded.template"]
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603
                command, stdin=theirs.fileno(), stdout=subprocess.DEVNULL, env=os.environ | TUNED
            )
        self._opened = loop.create_future()
        loop.add_reader(self._control.fileno(), self._heard)
        try:
            self._control.send(encode(source))
            self.quads = await asyncio.wait_for(self._opened, START_SECONDS)
        except BaseException:
            self.close()
            raise

    async def change(self, change: Change) -> None:
        """Changes what is open; who was forked before keeps what it has. Raises StoreError when that is to be opened
        anew, by another process."""
        if self._control is None:
            raise StoreError(_CLOSED)
        self._opened = asyncio.get_running_loop().create_future()
        self.generation += 1  # the process hears of forks after this
        try:
            self._control.send(encode(change))
            self.quads = await asyncio.wait_for(self._opened, START_SECONDS)
        except OSError as error:
            raise StoreError(_CLOSED) from error

    async def fork(self, worker: Worker, memory: int) -> socket.socket:
        """Starts *worker*, which may add *memory* bytes (0: any); our end of its channel. Raises StoreError."""
        control = self._control
        if control is None:
            raise StoreError(_CLOSED)
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        forked: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        try:
            with theirs:
                socket.send_fds(control, [encode(Fork(memory))], [theirs.fileno()])
            worker.generation = self.generation
            self._forks.append((worker, forked))
            await asyncio.wait_for(forked, FORK_SECONDS)
        except (OSError, TimeoutError) as error:
            ours.close()
            raise StoreError("the process that holds the store does not answer, or has ended") from error
        except BaseException:
            ours.close()
            raise
        return ours

    @property
    def pid(self) -> int:
        return self._process.pid if self._process else 0

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def close(self) -> None:
        """Ends the process and every worker of it."""
        self._lost(_CLOSED)
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def _heard(self) -> None:
        """A message from the process, or its end."""
        try:
            data = cast(socket.socket, self._control).recv(DATAGRAM)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if data:
            self._take(decode(data))
        else:
            self._lost("the process that holds the store has ended")

    def _take(self, message: Message) -> None:
        match message:
            case Forked():
                worker, forked = self._forks.popleft()
                worker.pid = message.pid
                self.workers[worker.pid] = worker
                if forked.done():  # nobody waits for this worker any more
                    worker.kill()
                else:
                    forked.set_result(None)
            case Ended() if (ended := self.workers.pop(message.pid, None)) is not None:
                ended.ended.set_result(message.status)
            case Opened() if self._opened is not None and not self._opened.done():
                self._opened.set_result(message.quads)
            case Unchanged() if self._opened is not None and not self._opened.done():
                self._opened.set_exception(StoreError(message.reason))
            case Refused():
                self._lost(message.reason)

    def _lost(self, reason: str) -> None:
        if self._control is not None:
            asyncio.get_running_loop().remove_reader(self._control.fileno())
        waiting: list[asyncio.Future[Any]] = [forked for _, forked in self._forks]
        for future in [*waiting, *([self._opened] if self._opened else [])]:
            if not future.done():
                future.set_exception(StoreError(reason))
        self._forks.clear()
        self.workers.clear()
