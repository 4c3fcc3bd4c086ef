"""Our own queries, for pages and exports: asked from plain functions, in workers without a stranger's limits."""

from __future__ import annotations

import asyncio
import json
import os
import queue
import signal
import socket
from contextlib import suppress
from typing import Any

from ..engine import StoreError
from . import messages as frames
from .supervisor import Nursery

SECONDS = 60.0
"""Our own queries are short; one that is not has a fault."""
NUMBER = 3
ENOUGH = 1 << 62


class Clerk:
    """One worker with a blocking channel."""

    def __init__(self, nursery: Nursery, channel: socket.socket, pid: int) -> None:
        self.nursery = nursery
        self._channel, self._pid = channel, pid
        channel.setblocking(True)
        channel.settimeout(SECONDS)

    def ask(self, query: str) -> bytes:
        """The whole answer: JSON results or N-Triples. Raises StoreError; EOFError when the worker is gone."""
        job: dict[str, Any] = {
            "query": query, "default": (), "named": (), "base": None, "gzip": False, "service": False,
            "results": "application/sparql-results+json", "graph": "application/n-triples",
            "rows": ENOUGH, "bytes": ENOUGH,
        }  # fmt: skip
        try:
            frames.send(self._channel, frames.JOB, json.dumps(job).encode())
            kind, payload = frames.receive(self._channel)
            if kind == frames.REFUSED:
                raise StoreError(json.loads(payload)["reason"])
            parts = [payload[3 + payload[2] :]]
            while kind != frames.WHOLE:
                kind, payload = frames.receive(self._channel)
                if kind == frames.END:
                    break
                parts.append(payload)
        except (OSError, EOFError) as error:
            raise _BrokenError(f"one of our own queries was not answered in {SECONDS:g} s") from error
        return b"".join(parts)

    def close(self) -> None:
        self._channel.close()
        with suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)
        self.nursery.forget(self._pid)


class _BrokenError(StoreError):
    """The clerk is gone, or in the middle of something."""


class Clerks:
    """The clerks of the current nursery, shared by all threads."""

    def __init__(self) -> None:
        self._free: queue.LifoQueue[Clerk] = queue.LifoQueue()
        self._nursery: Nursery | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    async def open(self, nursery: Nursery) -> None:
        """Asks *nursery* from now on."""
        self._loop = asyncio.get_running_loop()
        fresh = [await _hire(nursery) for _ in range(NUMBER)]
        self._nursery = nursery
        stale = []
        with suppress(queue.Empty):
            while True:
                stale.append(self._free.get_nowait())
        for clerk in fresh:
            self._free.put(clerk)
        for clerk in stale:
            clerk.close()

    def ask(self, query: str) -> bytes:
        """The whole answer to one of our own queries; blocks the calling thread. Raises StoreError."""
        if self._nursery is None:
            raise StoreError("the store is not open")
        try:
            clerk = self._free.get(timeout=SECONDS)
        except queue.Empty as error:
            raise StoreError("no process is free for our own queries") from error
        try:
            body = clerk.ask(query)
        except _BrokenError:
            self._replace(clerk)
            raise
        except StoreError:
            self._give_back(clerk)
            raise
        self._give_back(clerk)
        return body

    def _give_back(self, clerk: Clerk) -> None:
        if clerk.nursery is self._nursery:
            self._free.put(clerk)
        else:
            clerk.close()

    def _replace(self, clerk: Clerk) -> None:
        clerk.close()
        nursery, loop = self._nursery, self._loop
        if nursery is not None and loop is not None and nursery.alive:
            asyncio.run_coroutine_threadsafe(self._add(nursery), loop)

    async def _add(self, nursery: Nursery) -> None:
        with suppress(StoreError):
            self._give_back(await _hire(nursery))


async def _hire(nursery: Nursery) -> Clerk:
    channel, pid = await nursery.fork(limited=False)
    return Clerk(nursery, channel, pid)
