"""Worker processes over one state of the data: some within a stranger's limits, some without, for our own queries."""

from __future__ import annotations

import asyncio
import queue
from collections import deque
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

from ..engine import StoreError
from ..messages import Change, Job, Open
from ..sparql.results import OWN_RESULTS
from .channel import OWN_SECONDS, Channel, OwnWorker, Worker
from .supervisor import Supervisor

SPARE = 2
"""Workers that are kept ready beyond those that are busy."""
IDLE = 6
"""Idle workers above this number are ended."""
OWN = 3
"""Our own queries that run at a time."""


class Pool:
    """The workers of one server process; *memory* is what a stranger's query may add, in bytes."""

    def __init__(self, memory: int) -> None:
        self._memory = memory
        self._idle: deque[Channel] = deque()
        self._forking = 0
        self._supervisor: Supervisor | None = None
        self._retired: set[Supervisor] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._own: queue.LifoQueue[OwnWorker | None] = queue.LifoQueue()
        for _ in range(OWN):
            self._own.put(None)  # a place whose worker is not forked yet
        self._loop: asyncio.AbstractEventLoop | None = None

    async def prepare(self, source: Open) -> Supervisor:
        """Opens *source* beside what is served. Raises StoreError."""
        supervisor = Supervisor()
        await supervisor.start(source)
        return supervisor

    async def serve(self, supervisor: Supervisor) -> None:
        """Serves what was prepared from now on; queries on the state before it run to their end."""
        self._loop = asyncio.get_running_loop()
        if self._supervisor is not None:
            self._retired.add(self._supervisor)
        self._supervisor = supervisor
        await self._renew()

    async def change(self, change: Change) -> None:
        """Changes the state that is served; queries on the one before run to their end. Raises StoreError when it is to
        be opened beside it instead."""
        await self._current().change(change)
        await self._renew()

    async def _renew(self) -> None:
        """Has workers with the state of the data that is served now, and no other."""
        self.sweep()
        for _ in range(SPARE):
            await self._grow()

    def close(self) -> None:
        """Ends every worker."""
        for task in self._tasks:
            task.cancel()
        for supervisor in [*self._retired, *([self._supervisor] if self._supervisor else [])]:
            supervisor.close()
        self._retired.clear()
        self._supervisor = None

    @property
    def quads(self) -> int:
        """Number of quads that are served. Raises StoreError when there is no store."""
        return self._current().quads

    @property
    def holder(self) -> int:
        """The process that the workers are forked from. Raises StoreError when there is no store."""
        return self._current().pid

    @property
    def alive(self) -> bool:
        return self._supervisor is not None and self._supervisor.alive

    def _current(self) -> Supervisor:
        if self._supervisor is None:
            raise StoreError("the store is not open")
        return self._supervisor

    # Workers

    async def worker(self) -> Channel:
        """An idle worker, forked when there is none; give_back() must follow. Raises StoreError."""
        worker = None
        while self._idle and worker is None:
            worker = self._idle.pop()
            if not self._usable(worker):
                worker.kill()
                worker = None
        worker = worker or await self._fork()
        if not self._idle and not self._forking:
            self._task(self._grow())
        return worker

    def give_back(self, worker: Channel) -> None:
        """Takes a worker back after its query, or ends it when it is not fit for another."""
        if self._usable(worker) and len(self._idle) < IDLE:
            self._idle.append(worker)
        else:
            worker.kill()

    def sweep(self) -> None:
        """Ends what is no longer needed; called now and then."""
        for worker in [w for w in self._idle if not self._usable(w)]:
            self._idle.remove(worker)
            worker.kill()
        own = []
        with suppress(queue.Empty):
            while True:
                own.append(self._own.get_nowait())
        for each in reversed(own):
            if each is not None and not self._usable(each):
                each.kill()
            self._own.put(each if each is not None and each.fit else None)
        for supervisor in [s for s in self._retired if not s.workers]:
            self._retired.discard(supervisor)
            supervisor.close()

    def _usable(self, worker: Worker) -> bool:
        current = self._supervisor
        if current is None or not worker.fit or worker.generation != current.generation:
            return False
        return current.workers.get(worker.pid) is worker

    async def _fork(self) -> Channel:
        self._forking += 1
        try:
            worker = Channel()
            channel = await self._current().fork(worker, self._memory)
            await asyncio.get_running_loop().create_connection(lambda: worker, sock=channel)
            return worker
        finally:
            self._forking -= 1

    async def _grow(self) -> None:
        """Forks one more idle worker."""
        with suppress(StoreError):
            self.give_back(await self._fork())

    def _task(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # Our own queries

    def ask(self, query: str) -> bytes:
        """The whole answer to one of our own queries, as OWN_RESULTS or N-Triples. Raises StoreError.

        Blocks, so it is for plain functions in threads, never for the event loop itself.
        """
        try:
            worker = self._own.get(timeout=OWN_SECONDS)
        except queue.Empty as error:
            raise StoreError("no process is free for our own queries") from error
        try:
            if worker is None or not self._usable(worker):
                if worker is not None:
                    worker.kill()
                worker = self._fork_own()
            return worker.ask(Job(query, results=OWN_RESULTS))
        finally:
            self._own.put(worker)

    def _fork_own(self) -> OwnWorker:
        async def fork() -> OwnWorker:
            worker = OwnWorker()
            worker.channel = await self._current().fork(worker, 0)
            return worker

        if self._loop is None or self._loop.is_closed():
            raise StoreError("the store is not open")
        return asyncio.run_coroutine_threadsafe(fork(), self._loop).result()
