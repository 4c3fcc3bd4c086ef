"""Strangers' queries in the pool's workers, within every limit: time, memory, rows, bytes, how many at a time."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import replace
from pathlib import Path

from prometheus_client import Counter as Metric

from ....settings import Settings
from ...http.errors import RefusedError
from ..engine import Answer, Query, Row, StoreError
from ..messages import Ask, Calls, Job, Network, Open, Refused, Start, Told, Whole
from ..running import Registry, Running
from ..sandbox import lower_priority
from ..sparql.federation import Call, ServiceError, fill
from ..sparql.outbound import Outbound
from ..sparql.results import read_rows
from .channel import Channel
from .pool import Pool
from .turns import Turns

SLOW_SECONDS = 0.25
"""After this time a query gives way to others, is listed, and its client's hanging up is watched for."""
IDLE_SECONDS = 1.0
"""After this time a query runs only while nobody else wants the processor."""
SLOW_CLIENT = 6
"""A client may make a result last this many times the limit by reading slowly; then it is cut off."""
ENDING_SECONDS = 5.0
"""How long to wait for the news of how a worker ended: on a busy machine it comes late."""
SERVICE_BYTES = 8 * 1024 * 1024

STOPPED = Metric("duikou_queries_stopped_total", "Queries that were stopped, by reason.", ["reason"])


class Evaluator:
    """Evaluates queries. Limits that hold for the whole server are divided among its processes.

    *ask* answers a query of ours with JSON results, blocking.
    """

    def __init__(self, settings: Settings, folder: Path, ask: Callable[[str], bytes]) -> None:
        self.settings, self.ask = settings, ask
        self.pool = Pool(settings.query_memory)
        self.turns = Turns(
            max(1, settings.queries // settings.processes),
            settings.queries_waiting // settings.processes,
            settings.queries_per_client,
            settings.query_seconds,
        )
        self.running = Registry(folder)
        self.outbound = Outbound(settings.service)
        self._networks = Pool(settings.query_memory)
        self._opening = asyncio.Lock()

    def close(self) -> None:
        """Ends everything that runs."""
        self.turns.close()
        self.pool.close()
        self._networks.close()

    async def evaluate(self, query: Query) -> Answer:
        """The answer to a query. Raises RefusedError with what the client gets instead."""
        settings = self.settings
        job = Job(
            query.text,
            query.default_graphs,
            query.named_graphs,
            query.base,
            query.results,
            query.graph,
            query.gzip,
            settings.query_rows,
            settings.query_bytes,
            bool(settings.service),
        )
        return await self._run(QueryRun(self, self.pool, query, job))

    async def network(self, query: Query, job: Network) -> Answer:
        """The network of *job*, made within the limits of the *query* that its rows come from. Raises RefusedError."""
        async with self._opening:
            if not self._networks.alive:
                await self._networks.serve(await self._networks.prepare(Open(networks=True)))
        return await self._run(QueryRun(self, self._networks, replace(query, text=f"# network\n{query.text}"), job))

    async def _run(self, run: QueryRun) -> Answer:
        await self.turns.enter(run.query.client)
        try:
            answer = await run.first()
        except BaseException:
            run.close()
            raise
        if answer.chunks is None:
            run.close()
        return answer


class QueryRun:
    """One job in one worker, from the first byte to the last: its timers, its answer, and why it ended."""

    def __init__(self, evaluator: Evaluator, pool: Pool, query: Query, job: Job | Network) -> None:
        self.query = query
        self._evaluator, self._pool, self._job = evaluator, pool, job
        self._settings = evaluator.settings
        self._worker: Channel | None = None
        self._running: Running | None = None
        self._timers: list[asyncio.TimerHandle] = []
        self._watch: asyncio.Task[None] | None = None
        self._began = 0.0
        self._closed = False

    async def first(self) -> Answer:
        """Starts the job and waits for the first of its answer. Raises RefusedError."""
        loop = asyncio.get_running_loop()
        self._began = time.monotonic()
        try:
            self._worker = worker = await self._pool.worker()
        except StoreError as error:
            raise RefusedError(503, str(error), {"Retry-After": "5"}) from error
        self._running = self._evaluator.running.add(self.query.text, self.query.client, worker.pid)
        self._timers = [
            loop.call_later(SLOW_SECONDS, self._slow),
            loop.call_later(self._settings.query_seconds, self._late),
        ]
        worker.send(self._job)
        while (message := await worker.receive()) is not None:
            match message:
                case Ask():
                    worker.send(Told(body=await asyncio.to_thread(self._evaluator.ask, message.query)))
                case Calls() if isinstance(self._job, Job):
                    worker.send(replace(self._job, query=await self._fill(message.calls), service=False))
                case Refused():
                    raise RefusedError(message.status, message.reason)
                case Start():
                    media_type = (self.query.graph if message.form == "triples" else self.query.results) or ""
                    if isinstance(message, Whole):
                        return Answer(media_type, message.body, limit=message.limit, gzip=message.gzip)
                    return Answer(media_type, chunks=self._rest(worker, message.body), gzip=message.gzip)
        raise await self._failure()

    async def _rest(self, worker: Channel, first: bytes) -> AsyncGenerator[bytes]:
        """The parts of a long answer. Ends with an error when the query is stopped on the way, so that the client does
        not take the part for the whole."""
        try:
            yield first
            while (message := await worker.receive()) is not None:
                if message.body:
                    yield message.body
                if message.final:
                    return
            raise await self._failure()
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
            self._evaluator.running.remove(self._running)
        if self._worker is not None:
            self._pool.give_back(self._worker)
        self._evaluator.turns.leave(self.query.client)

    async def _fill(self, calls: Sequence[Call]) -> str:
        """The query with its SERVICE clauses answered. Raises RefusedError."""
        answers: list[tuple[Call, list[str], list[Row] | None]] = []
        for call in calls:
            left = self._settings.query_seconds - (time.monotonic() - self._began)
            try:
                body = await self._evaluator.outbound.ask(call.endpoint, call.query, seconds=left, size=SERVICE_BYTES)
                answers.append((call, *read_rows(body)))
            except ServiceError as error:
                # SILENT hides that an endpoint failed, not that it may not be called.
                if not call.silent or error.forbidden:
                    raise RefusedError(403 if error.forbidden else 502, str(error)) from error
                answers.append((call, [], None))
        return fill(self.query.text, answers)

    # Timers

    def _slow(self) -> None:
        """The query has lasted a moment: show it, let others go first, and watch for the client's hanging up."""
        if self._running is None:
            return
        with contextlib.suppress(OSError):
            self._evaluator.running.publish(self._running)
        if self.query.gone is not None:
            self._watch = asyncio.get_running_loop().create_task(self._watch_client())
        self._give_way()

    def _give_way(self) -> None:
        """Lowers the worker's priority when other queries run; a lowered worker is not used again."""
        worker = self._worker
        if worker is None:
            return
        lasted, crowded = time.monotonic() - self._began, self._evaluator.turns.busy > 1
        if crowded:
            worker.spent = True
            lower_priority(worker.pid, idle=lasted >= IDLE_SECONDS)
        # Alone, a query may have the processor, and the worker keeps the pages that it has warmed.
        worker.spent = worker.spent or lasted >= IDLE_SECONDS
        if not (crowded and lasted >= IDLE_SECONDS):
            self._timers.append(asyncio.get_running_loop().call_later(SLOW_SECONDS, self._give_way))

    async def _watch_client(self) -> None:
        if self.query.gone is not None:
            await self.query.gone()
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
            self._worker.kill()

    async def _failure(self) -> RefusedError:
        """Why the worker ended before its answer did."""
        worker, running = self._worker, self._running
        reason = running.stopped if running else None
        if reason is None and worker is not None:
            status = 0
            with contextlib.suppress(TimeoutError):
                status = await asyncio.wait_for(asyncio.shield(worker.ended), ENDING_SECONDS)
            reason = {-signal.SIGSEGV: "depth", -signal.SIGABRT: "memory", 3: "memory"}.get(status, "crash")
            if status == -signal.SIGKILL:
                # Not by this process: by the operator through another one, or by a system that ran out of memory.
                unlisted = running is not None and not self._evaluator.running.published(running)
                reason = "stopped by the operator" if unlisted else "memory"
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
