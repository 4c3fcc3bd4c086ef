"""Runs strangers' queries in worker processes within the limits: time, memory, rows, bytes, how many at a time."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter, deque
from pathlib import Path
from typing import Any

from ....settings import Settings
from ...http.errors import RefusedError
from ..engine import Answer, Query, Row, StoreError
from ..running import Registry
from ..sparql.federation import Call as ServiceCall
from ..sparql.federation import ServiceError, fill
from ..sparql.outbound import Guard
from ..sparql.results import read_rows
from .query_run import Run
from .supervisor import Nursery, Source, Worker

SPARE = 2
"""Workers that are kept ready beyond those that are busy."""
IDLE = 6
"""Idle workers above this number are ended."""
SERVICE_BYTES = 8 * 1024 * 1024


class Pool:
    """The workers of one server process. Limits that hold for the whole server are divided among its processes."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self._settings = settings
        self._limit = max(1, settings.queries // settings.processes)
        self._waiting_limit = settings.queries_waiting // settings.processes
        self._idle: deque[Worker] = deque()
        self._busy = 0
        self._forking = 0
        self._turns: deque[asyncio.Future[None]] = deque()
        self._clients: Counter[str] = Counter()
        self._nursery: Nursery | None = None
        self._retired: set[Nursery] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._guard = Guard(settings.service)
        self.running = Registry(folder)

    # Life

    async def open(self, source: Source) -> None:
        """Serves *source* from now on; queries on the state before it run to their end."""
        nursery = Nursery(source, self._settings.query_memory)
        await nursery.start()
        before, self._nursery = self._nursery, nursery
        stale, self._idle = self._idle, deque()
        if before is not None:
            self._retired.add(before)
        for worker in stale:
            self._end(worker)
        self._close_retired()
        for _ in range(SPARE):
            await self._grow()

    def close(self) -> None:
        """Ends every worker."""
        for task in self._tasks:
            task.cancel()
        for turn in self._turns:
            turn.cancel()
        for nursery in [*self._retired, *([self._nursery] if self._nursery else [])]:
            nursery.close()
        self._retired.clear()
        self._nursery = None

    @property
    def busy(self) -> int:
        """Queries that run now."""
        return self._busy

    @property
    def nursery(self) -> Nursery:
        """The current nursery. Raises StoreError when there is none."""
        if self._nursery is None:
            raise StoreError("the store is not open")
        return self._nursery

    # One query

    async def evaluate(self, query: Query) -> Answer:
        """Runs a query. Raises RefusedError with what the client gets instead of an answer."""
        await self.enter(query.client)
        run = Run(self, query)
        try:
            answer = await run.first()
        except BaseException:
            run.close()
            raise
        if answer.chunks is None:
            run.close()
        return answer

    async def enter(self, client: str) -> None:
        """Waits until *client* may run one more query; done() must follow. Raises RefusedError (429, 503)."""
        if client and self._clients[client] >= self._settings.queries_per_client:
            raise RefusedError(429, "this address runs as many queries at a time as it may", {"Retry-After": "1"})
        self._clients[client] += 1
        try:
            await self._take_turn()
        except BaseException:
            self._leave(client)
            raise

    async def _take_turn(self) -> None:
        """Waits until one more query may run. Raises RefusedError when too many wait already, or it takes too long."""
        if self._busy < self._limit and not self._turns:
            self._busy += 1
            return
        if len(self._turns) >= self._waiting_limit:
            raise RefusedError(503, "too many queries are running; try again in a moment", {"Retry-After": "2"})
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._turns.append(turn)
        try:
            await asyncio.wait_for(turn, self._settings.query_seconds)
        except TimeoutError as error:
            raise RefusedError(503, "too many queries are running; try again later", {"Retry-After": "5"}) from error
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._pass_turn()
            raise
        finally:
            with contextlib.suppress(ValueError):
                self._turns.remove(turn)

    def _pass_turn(self) -> None:
        while self._turns:
            turn = self._turns.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self._busy -= 1

    def _leave(self, client: str) -> None:
        self._clients[client] -= 1
        if self._clients[client] <= 0:
            del self._clients[client]

    # Workers

    async def worker(self) -> Worker:
        """An idle worker of the current nursery, forked when there is none."""
        while self._idle:
            worker = self._idle.pop()
            if not worker.lost:
                break
            self._end(worker)
        else:
            worker = await self._fork()
        if not self._idle and not self._forking:
            self._task(self._grow())
        return worker

    def give_back(self, worker: Worker) -> None:
        """Takes a worker back after its query, or ends it when it is not fit for another."""
        if worker.lost or worker.busy or worker.tired or worker.nursery is not self._nursery or len(self._idle) >= IDLE:
            self._end(worker)
        else:
            self._idle.append(worker)

    def done(self, client: str) -> None:
        """A query has ended: the next may run."""
        self._leave(client)
        self._pass_turn()

    async def ask_service(self, calls: list[ServiceCall], query: str, seconds: float) -> str:
        """The query with its SERVICE clauses answered. Raises RefusedError."""
        answers: list[tuple[ServiceCall, list[str], list[Row] | None]] = []
        for call in calls:
            try:
                body = await self._guard.ask(call.endpoint, call.query, seconds=seconds, size=SERVICE_BYTES)
                variables, rows = read_rows(body)
                answers.append((call, variables, rows))
            except ServiceError as error:
                # SILENT hides that an endpoint failed, not that it may not be called.
                if call.silent and not error.forbidden:
                    answers.append((call, [], None))
                    continue
                raise RefusedError(403 if error.forbidden else 502, str(error)) from error
        return fill(query, answers)

    async def _fork(self) -> Worker:
        nursery = self.nursery
        self._forking += 1
        try:
            return await Worker.fork(nursery)
        finally:
            self._forking -= 1

    async def _grow(self) -> None:
        """Forks one more idle worker."""
        with contextlib.suppress(StoreError):
            self.give_back(await self._fork())

    def _end(self, worker: Worker) -> None:
        worker.kill()
        worker.nursery.forget(worker.pid)
        self._close_retired()

    def sweep(self) -> None:
        """Drops what is no longer needed; called now and then."""
        self._close_retired()
        for worker in [w for w in self._idle if w.lost]:
            self._idle.remove(worker)
            self._end(worker)

    def _close_retired(self) -> None:
        for nursery in [n for n in self._retired if n.live <= 0]:
            self._retired.discard(nursery)
            nursery.close()

    def _task(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
