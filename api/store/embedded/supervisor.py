"""The server's side of a nursery and its workers."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from ..engine import StoreError
from . import messages as frames
from .template import MESSAGE

START_SECONDS = 600.0
"""How long a nursery may take to open its store: a large one is copied first."""
FULL = 2 * 1024 * 1024
"""Bytes waiting for a client at which the worker is made to wait too."""

TUNED = {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"}
"""Large pages for the store in memory: heavy queries take a fifth less time, and a fork a tenth. Others ignore it."""
_LAST = {frames.WHOLE, frames.END, frames.REFUSED}


@dataclass(frozen=True)
class Source:
    """What a nursery opens: the *store* folder (None: an empty store) and how."""

    store: Path | None
    version: str
    memory_quads: int = 0
    scratch: Path | None = None


class Nursery:
    """One nursery process, for one state of the data."""

    def __init__(self, source: Source, worker_memory: int) -> None:
        self.source = source
        self.quads = 0
        self.live = 0
        """Workers that have not ended yet."""
        self._memory = worker_memory
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._forks: deque[asyncio.Future[int]] = deque()
        self._ended: dict[int, asyncio.Future[int]] = {}
        self._ready: asyncio.Future[int] | None = None

    async def start(self) -> None:
        """Starts the process and waits until its store is open. Raises StoreError."""
        loop = asyncio.get_running_loop()
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control.setblocking(False)
        options = {
            "store": str(self.source.store) if self.source.store else None,
            "memory_quads": self.source.memory_quads,
            "scratch": str(self.source.scratch) if self.source.scratch else None,
        }
        command = [sys.executable, "-m", "duikou.api.store.embedded.template", json.dumps(options)]
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603
                command, stdin=theirs.fileno(), stdout=subprocess.DEVNULL, env=os.environ | TUNED
            )
        self._ready = loop.create_future()
        loop.add_reader(self._control.fileno(), self._heard)
        try:
            self.quads = await asyncio.wait_for(self._ready, START_SECONDS)
        except (TimeoutError, StoreError, asyncio.CancelledError):
            self.close()
            raise

    async def fork(self, *, limited: bool = True) -> tuple[socket.socket, int]:
        """A new worker: our end of its channel, and its process id."""
        control = self._control
        if control is None:
            raise StoreError("the store is being closed")
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        done: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        with theirs:
            self._forks.append(done)
            message = json.dumps({"memory": self._memory if limited else 0}).encode()
            try:
                socket.send_fds(control, [message], [theirs.fileno()])
            except OSError as error:
                self._forks.remove(done)
                ours.close()
                raise StoreError("the process that holds the store has ended") from error
        try:
            pid = await asyncio.wait_for(done, 30)
        except TimeoutError as error:
            ours.close()
            raise StoreError("the process that holds the store does not answer") from error
        self.live += 1
        self._ended[pid] = asyncio.get_running_loop().create_future()
        return ours, pid

    async def ending(self, pid: int) -> int | None:
        """How worker *pid* ended: its exit status, or minus the signal; None when nobody knows in time."""
        ended = self._ended.get(pid)
        if ended is None:
            return None
        try:
            return await asyncio.wait_for(asyncio.shield(ended), 0.5)
        except TimeoutError:
            return None

    def forget(self, pid: int) -> None:
        """Nobody will ask for the ending of *pid* any more."""
        if self._ended.pop(pid, None) is not None:
            self.live -= 1

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def close(self) -> None:
        """Ends the process and every worker of it."""
        if self._control is not None:
            asyncio.get_running_loop().remove_reader(self._control.fileno())
            self._control.close()
            self._control = None
        for fork in self._forks:
            if not fork.done():
                fork.set_exception(StoreError("the store is being closed"))
        self._forks.clear()
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def _heard(self) -> None:
        """A message from the nursery, or its end."""
        try:
            data = cast(socket.socket, self._control).recv(MESSAGE)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._lost()
            return
        message: dict[str, Any] = json.loads(data)
        if "pid" in message:
            fork = self._forks.popleft()
            if not fork.done():
                fork.set_result(message["pid"])
            else:  # nobody waits for this worker any more
                with contextlib.suppress(ProcessLookupError):
                    os.kill(message["pid"], signal.SIGKILL)
        elif "ended" in message:
            ended = self._ended.get(message["ended"])
            if ended is not None and not ended.done():
                ended.set_result(message["status"])
        elif self._ready is not None and not self._ready.done():
            if "error" in message:
                self._ready.set_exception(StoreError(message["error"]))
            else:
                self._ready.set_result(message["quads"])

    def _lost(self) -> None:
        if self._control is not None:
            asyncio.get_running_loop().remove_reader(self._control.fileno())
        gone = StoreError("the process that holds the store has ended")
        for future in [*self._forks, *([self._ready] if self._ready else [])]:
            if not future.done():
                future.set_exception(gone)
        self._forks.clear()


class Worker(asyncio.Protocol):
    """One worker's channel. A job's frames arrive in order; reading pauses while too much of them waits."""

    def __init__(self, nursery: Nursery, pid: int) -> None:
        self.nursery, self.pid = nursery, pid
        self.lost = False
        self.tired = False
        """Has run for long: its priority is low and its memory grown, so it is not used again."""
        self.busy = False
        """Has a job whose last frame has not been taken yet."""
        self._transport: asyncio.Transport | None = None
        self._buffer = bytearray()
        self._frames: deque[tuple[bytes, bytes]] = deque()
        self._waiting = 0
        self._paused = False
        self._wake: asyncio.Future[None] | None = None

    @classmethod
    async def fork(cls, nursery: Nursery) -> Worker:
        """A fresh worker of *nursery*, connected."""
        channel, pid = await nursery.fork()
        worker = cls(nursery, pid)
        await asyncio.get_running_loop().create_connection(lambda: worker, sock=channel)
        return worker

    def send(self, payload: bytes) -> None:
        """Gives the worker a job."""
        self.busy = True
        if self._transport is not None:
            self._transport.write(frames.HEAD.pack(frames.JOB, len(payload)) + payload)

    async def receive(self) -> tuple[bytes, bytes] | None:
        """The next frame; None when the worker is gone."""
        while not self._frames:
            if self.lost:
                return None
            self._wake = asyncio.get_running_loop().create_future()
            await self._wake
        frame = self._frames.popleft()
        if frame[0] in _LAST:
            self.busy = False
        self._waiting -= len(frame[1])
        if self._paused and self._waiting < FULL // 2 and self._transport is not None:
            self._paused = False
            self._transport.resume_reading()
        return frame

    @property
    def waits_for_client(self) -> bool:
        """Is the worker held up because the client does not read?"""
        return self._paused

    def kill(self) -> None:
        """Ends the process at once, whatever it does."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        if self._transport is not None:
            self._transport.abort()

    # asyncio.Protocol

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        for frame in frames.split(self._buffer):
            self._frames.append(frame)
            self._waiting += len(frame[1])
        if self._waiting > FULL and not self._paused and self._transport is not None:
            self._paused = True
            self._transport.pause_reading()
        if self._frames:
            self._notify()

    def connection_lost(self, exc: Exception | None) -> None:
        self.lost = True
        self._notify()

    def _notify(self) -> None:
        if self._wake is not None and not self._wake.done():
            self._wake.set_result(None)
