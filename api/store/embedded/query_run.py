"""One stranger's query in one worker: its timers, its answer, and why it ended."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import time
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from prometheus_client import Counter as Metric

from ...http.errors import RefusedError
from ..engine import Answer, Query, StoreError
from ..running import Running
from ..sandbox import lower_priority
from ..sparql.federation import Call as ServiceCall
from . import messages as frames
from .supervisor import Worker

if TYPE_CHECKING:
    from .pool import Pool

SLOW_SECONDS = 0.25
"""After this time a query gives way to others, is listed, and its client's hanging up is watched for."""
IDLE_SECONDS = 1.0
"""After this time a query runs only while nobody else wants the processor."""
SLOW_CLIENT = 6
"""A client may make a result last this many times the limit by reading slowly; then it is cut off."""

STOPPED = Metric("duikou_queries_stopped_total", "Queries that were stopped, by reason.", ["reason"])


class Run:
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
        """The query has lasted a moment: show it, let others go first, and watch for the client's hanging up."""
        if self._running is None:
            return
        with contextlib.suppress(OSError):
            self._pool.running.publish(self._running)
        if self._query.gone is not None:
            self._watch = asyncio.get_running_loop().create_task(self._watch_client())
        self._give_way()

    def _give_way(self) -> None:
        """Lowers the worker's priority when other queries run; a lowered worker is not used again."""
        worker = self._worker
        if worker is None:
            return
        lasted = time.monotonic() - self._began
        if self._pool.busy > 1:
            worker.tired = True
            lower_priority(worker.pid, idle=lasted >= IDLE_SECONDS)
        # Alone, a query may have the processor, and the worker keeps the pages that it has warmed.
        worker.tired = worker.tired or lasted >= IDLE_SECONDS
        if not (worker.tired and lasted >= IDLE_SECONDS and self._pool.busy > 1):
            self._timers.append(asyncio.get_running_loop().call_later(SLOW_SECONDS, self._give_way))

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
