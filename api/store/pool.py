"""Runs strangers' queries in worker processes within the limits: time, memory, rows, bytes, how many at a time."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import time
from collections import Counter, deque
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from prometheus_client import Counter as Metric

from ...settings import Settings
from ..errors import RefusedError
from . import frames
from .engine import Answer, Query, Row, StoreError
from .guard import Guard
from .process import Nursery, Source, Worker
from .results import read_rows
from .running import Registry, Running
from .sandbox import lower_priority
from .service import Call as ServiceCall
from .service import ServiceError, fill

SPARE = 2
"""Workers that are kept ready beyond those that are busy."""
IDLE = 6
"""Idle workers above this number are ended."""
SLOW_SECONDS = 0.25
"""After this time a query gives way to shorter ones, is listed, and its client's hanging up is watched for."""
IDLE_SECONDS = 1.0
"""After this time a query runs only while nobody else wants the processor."""
SLOW_CLIENT = 6
"""A client may make a result last this many times the limit by reading slowly; then it is cut off."""
SERVICE_BYTES = 8 * 1024 * 1024

STOPPED = Metric("duikou_queries_stopped_total", "Queries that were stopped, by reason.", ["reason"])


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
    def nursery(self) -> Nursery:
        """The current nursery. Raises StoreError when there is none."""
        if self._nursery is None:
            raise StoreError("the store is not open")
        return self._nursery

    # One query

    async def evaluate(self, query: Query) -> Answer:
        """Runs a query. Raises RefusedError with what the client gets instead of an answer."""
        await self.enter(query.client)
        run = _Run(self, query)
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


class _Run:
    """One query in one worker, from the first byte to the last."""

    def __init__(self, pool: Pool, query: Query) -> None:
        self._pool, self._query = pool, query
        self._settings = pool._settings
        self._worker: Worker | None = None
        self._running: Running | None = None
        self._timers: list[asyncio.TimerHandle] = []
        self._watch: asyncio.Task[None] | None = None
        self._began = time.monotonic()
        self._paused = 0.0
        self._closed = False

    async def first(self) -> Answer:
        """Starts the query and waits for the first of its answer. Raises RefusedError."""
        loop = asyncio.get_running_loop()
        try:
            self._worker = await self._pool.worker()
        except StoreError as error:
            raise RefusedError(503, str(error), {"Retry-After": "5"}) from error
        self._running = self._pool.running.add(self._query.text, self._query.client, self._worker.pid)
        self._timers = [
            loop.call_later(SLOW_SECONDS, self._slow),
            loop.call_later(IDLE_SECONDS, self._very_slow),
            loop.call_later(self._settings.query_seconds, self._late),
        ]
        self._worker.send(self._job(self._query.text))
        frame = await self._worker.receive()
        if frame is not None and frame[0] == frames.SERVICE:
            calls = [ServiceCall(**call) for call in json.loads(frame[1])]
            left = self._settings.query_seconds - (time.monotonic() - self._began)
            text = await self._pool.ask_service(calls, self._query.text, left)
            self._worker.send(self._job(text))
            frame = await self._worker.receive()
        if frame is None:
            raise await self._failure()
        kind, payload = frame
        if kind == frames.REFUSED:
            refusal = json.loads(payload)
            raise RefusedError(refusal["status"], refusal["reason"])
        return self._answer(kind, payload)

    def _answer(self, kind: bytes, payload: bytes) -> Answer:
        form, flags, length = payload[:1], payload[1], payload[2]
        media_type = self._query.graph if form == frames.TRIPLES else self._query.results
        answer = Answer(media_type or "", gzip=bool(flags & 1))
        if flags & 2:
            answer.cut = payload[3 : 3 + length].decode()
        body = payload[3 + length :]
        if kind == frames.WHOLE:
            answer.body = body
        else:
            answer.chunks = self._rest(body)
        return answer

    async def _rest(self, first: bytes) -> AsyncIterator[bytes]:
        """The parts of a long answer. Ends with an error when the query is stopped on the way, so that the client does
        not take the part for the whole."""
        try:
            yield first
            while True:
                if self._worker is None:
                    raise StoreError("the query was closed")
                frame = await self._worker.receive()
                if frame is None:
                    raise await self._failure()
                kind, payload = frame
                if kind == frames.END:
                    return
                yield payload
        finally:
            self.close()

    def close(self) -> None:
        """Frees the worker, or kills it when it has not finished. May be called more than once."""
        if self._closed:
            return
        self._closed = True
        for timer in self._timers:
            timer.cancel()
        if self._watch is not None:
            self._watch.cancel()
        if self._running is not None:
            self._pool.running.remove(self._running)
        if self._worker is not None:
            self._pool.give_back(self._worker)
        self._pool.done(self._query.client)

    def _job(self, text: str) -> bytes:
        query, settings = self._query, self._settings
        return json.dumps(
            {
                "query": text,
                "default": query.default_graphs,
                "named": query.named_graphs,
                "base": query.base,
                "results": query.results,
                "graph": query.graph,
                "gzip": query.gzip,
                "rows": settings.query_rows,
                "bytes": settings.query_bytes,
                "service": bool(settings.service) and text is query.text,
            }
        ).encode()

    # Timers

    def _slow(self) -> None:
        """The query has lasted a moment: let others go first, show it, and watch for the client's hanging up."""
        if self._worker is None or self._running is None:
            return
        self._worker.tired = True
        lower_priority(self._worker.pid, idle=False)
        with contextlib.suppress(OSError):
            self._pool.running.publish(self._running)
        if self._query.gone is not None:
            self._watch = asyncio.get_running_loop().create_task(self._watch_client())

    def _very_slow(self) -> None:
        """The query has lasted long: from now on it gets only what nobody else wants."""
        if self._worker is not None:
            lower_priority(self._worker.pid, idle=True)

    async def _watch_client(self) -> None:
        if self._query.gone is not None:
            await self._query.gone()
            self._stop("the client hung up")

    def _late(self) -> None:
        """Time is up, unless the client itself holds the worker up by reading slowly."""
        lasted = time.monotonic() - self._began
        limit = self._settings.query_seconds
        if self._worker is not None and self._worker.waits_for_client and lasted < SLOW_CLIENT * limit:
            self._timers.append(asyncio.get_running_loop().call_later(limit, self._late))
            return
        self._stop("time")

    def _stop(self, reason: str) -> None:
        if self._running is not None and self._running.stopped is None:
            self._running.stopped = reason
        if self._worker is not None:
            self._worker.tired = True
            self._worker.kill()

    async def _failure(self) -> RefusedError:
        """Why the worker ended before its answer did."""
        worker, running = self._worker, self._running
        reason = running.stopped if running else None
        if reason is None and worker is not None:
            status = await worker.nursery.ending(worker.pid)
            reason = {-signal.SIGSEGV: "depth", -signal.SIGABRT: "memory", 3: "memory"}.get(status or 0, "crash")
            if status == -signal.SIGKILL:
                # Not by this process: by the operator through another one, or by a system that ran out of memory.
                reason = (
                    "stopped by the operator" if running and not self._pool.running.published(running) else "memory"
                )
        STOPPED.labels(reason if reason in _REFUSALS else "other").inc()
        status_code, text = _REFUSALS.get(reason or "", (503, reason or ""))
        return RefusedError(status_code, text.format(seconds=self._settings.query_seconds))


_REFUSALS = {
    "time": (504, "the query was stopped after {seconds:g} s, the limit for one query"),
    "memory": (507, "the query was stopped: it needs more memory than one query may use"),
    "depth": (400, "the query is nested too deeply"),
    "crash": (500, "the query ended the process that ran it"),
    "stopped by the operator": (503, "the query was stopped by the operator"),
    "the client hung up": (499, "the client hung up"),
}
