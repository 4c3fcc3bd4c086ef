"""One stranger's query at a remote endpoint: sent on, read, and written anew within the limits."""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
import time
from collections.abc import AsyncGenerator, Callable
from typing import IO, Any, cast

import httpx
from pyoxigraph import QueryResultsFormat, RdfFormat, parse, parse_query_results, serialize

from ....settings import Settings
from ...http.errors import RefusedError
from ..engine import Answer, Query
from ..sparql.formats import GRAPHS, RESULTS
from ..sparql.results import read_boolean, write_boolean
from ..sparql.row_limit import LimitReached, RowLimit

JSON = "application/sparql-results+json"
NTRIPLES = "application/n-triples"
HAND_OVER_SECONDS = 60.0
"""How long the thread that writes an answer waits for the client to take the next part."""


class Exchange:
    """One stranger's query at the remote endpoint."""

    def __init__(self, client: httpx.AsyncClient, endpoint: str, query: Query, form: str, settings: Settings) -> None:
        self._client, self._endpoint = client, endpoint
        self._query, self._form, self._settings = query, form, settings
        self._ends = time.monotonic() + settings.query_seconds
        self._stopped = asyncio.Event()
        self.converting = False

    def stop(self) -> None:
        """Stops the query; the endpoint notices that the connection closes."""
        self._stopped.set()

    async def answer(self, media_type: str, done: Callable[[], None]) -> Answer:
        """The answer in *media_type*; *done* is called when its last byte is out, or when there is none."""
        fields = [("query", self._query.text)]
        fields += [("default-graph-uri", iri) for iri in self._query.default_graphs]
        fields += [("named-graph-uri", iri) for iri in self._query.named_graphs]
        accept = NTRIPLES if self._form == "graph" else JSON
        request = self._client.build_request(
            "POST", self._endpoint, data=dict_of_lists(fields), headers={"Accept": accept}, timeout=None
        )
        sending = asyncio.ensure_future(self._client.send(request, stream=True, follow_redirects=True))
        gone = asyncio.ensure_future(self._query.gone()) if self._query.gone is not None else None
        stopped = asyncio.ensure_future(self._stopped.wait())
        try:
            waiting = {task for task in (sending, gone, stopped) if task is not None}
            await asyncio.wait(waiting, timeout=self._settings.query_seconds, return_when=asyncio.FIRST_COMPLETED)
            if not sending.done():
                sending.cancel()
                if gone is not None and gone.done():
                    raise RefusedError(499, "the client hung up")
                if stopped.done():
                    raise RefusedError(503, "the query was stopped by the operator")
                raise self._late()
            try:
                response = sending.result()
            except httpx.HTTPError as error:
                raise RefusedError(502, f"the store does not answer ({type(error).__name__})") from error
        finally:
            stopped.cancel()
            if gone is not None:
                gone.cancel()
        if response.status_code != 200:
            text = (await response.aread()).decode(errors="replace")
            await response.aclose()
            status = 400 if response.status_code == 400 else 502
            raise RefusedError(status, f"the store refused the query ({response.status_code}): {one_line(text)}")
        return await self._convert(response, media_type, done)

    async def _convert(self, response: httpx.Response, media_type: str, done: Callable[[], None]) -> Answer:
        """Reads the remote answer in one thread and writes it anew, part by part."""
        self.converting = True
        loop = asyncio.get_running_loop()
        parts: asyncio.Queue[bytes | Exception | None] = asyncio.Queue(maxsize=16)
        read_end, write_end = os.pipe()
        writer = _Writer(media_type, self._form, self._settings, lambda item: _put(loop, parts, item))
        thread = threading.Thread(target=writer.run, args=(read_end,), daemon=True)
        thread.start()
        feeding = asyncio.ensure_future(_feed(response, write_end))
        chunks = self._parts(parts, feeding, response, done)
        first = await anext(chunks, b"")
        answer = Answer(media_type)
        if writer.finished and parts.empty():
            rest = b"".join([chunk async for chunk in chunks])
            answer.body, answer.limit = first + rest, writer.limit
            return answer
        answer.chunks = _prepend(first, chunks)
        return answer

    async def _parts(
        self,
        parts: asyncio.Queue[bytes | Exception | None],
        feeding: asyncio.Future[None],
        response: httpx.Response,
        done: Callable[[], None],
    ) -> AsyncGenerator[bytes]:
        try:
            while True:
                left = self._ends - time.monotonic()
                try:
                    part = await asyncio.wait_for(parts.get(), max(left, 0.01))
                except TimeoutError as error:
                    raise self._late() from error
                if self._stopped.is_set():
                    raise RefusedError(503, "the query was stopped by the operator")
                if part is None:
                    return
                if isinstance(part, Exception):
                    raise RefusedError(502, f"the store's answer cannot be read: {one_line(str(part))}")
                yield part
        finally:
            feeding.cancel()
            await response.aclose()
            done()

    def _late(self) -> RefusedError:
        return RefusedError(
            504, f"the query was stopped after {self._settings.query_seconds:g} s, the limit for one query"
        )


class _Writer:
    """Parses what comes through a pipe and writes it in another syntax, in a thread of its own."""

    PART = 256 * 1024

    def __init__(
        self, media_type: str, form: str, settings: Settings, put: Callable[[bytes | Exception | None], None]
    ) -> None:
        self._media_type, self._form, self._put = media_type, form, put
        self._rows = RowLimit(media_type, settings.query_rows, settings.query_bytes)
        self._parts: list[bytes] = []
        self._size = 0
        self.limit: str | None = None
        self.finished = False

    def run(self, descriptor: int) -> None:
        try:
            with open(descriptor, "rb") as source:
                try:
                    self._write(source)
                except LimitReached as limit:
                    self.limit = limit.reason
                    self._add(limit.rest or b"")
            self.finished = True
            self._flush()
            self._put(None)
        except Exception as error:  # handed over to the event loop, which answers with it
            self._put(error)

    def _write(self, source: Any) -> None:
        if self._form == "graph":
            quads = (quad.triple for quad in parse(source, RdfFormat.N_TRIPLES, lenient=True))
            serialize(quads, cast(IO[bytes], self), GRAPHS[self._media_type][1])
        else:
            results_format = RESULTS[self._media_type][1]
            if self._form == "boolean":
                self._add(write_boolean(read_boolean(source.read()), results_format))
                return
            results = parse_query_results(source, QueryResultsFormat.JSON)
            results.serialize(cast(IO[bytes], self), results_format)
        self._add(self._rows.finish())

    # What the library writes to

    def write(self, chunk: bytes) -> int:
        self._add(self._rows.feed(chunk))
        return len(chunk)

    def flush(self) -> None:
        """Nothing is flushed before a part is full."""

    def _add(self, data: bytes) -> None:
        self._parts.append(data)
        self._size += len(data)
        if self._size >= self.PART:
            self._flush()

    def _flush(self) -> None:
        if self._size:
            self._put(b"".join(self._parts))
        self._parts, self._size = [], 0


def _put(
    loop: asyncio.AbstractEventLoop, parts: asyncio.Queue[bytes | Exception | None], item: bytes | Exception | None
) -> None:
    """Hands *item* to the event loop from a thread, waiting while too much is there already."""
    with contextlib.suppress(RuntimeError):
        asyncio.run_coroutine_threadsafe(parts.put(item), loop).result(HAND_OVER_SECONDS)


async def _feed(response: httpx.Response, descriptor: int) -> None:
    """Writes the remote answer into the pipe."""
    try:
        async for chunk in response.aiter_bytes():
            await asyncio.to_thread(_write_all, descriptor, chunk)
    except (httpx.HTTPError, OSError):
        pass  # the reader finds that the answer ends too early, and says so
    finally:
        os.close(descriptor)


def _write_all(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


async def _prepend(first: bytes, rest: AsyncGenerator[bytes]) -> AsyncGenerator[bytes]:
    try:
        yield first
        async for chunk in rest:
            yield chunk
    finally:
        await rest.aclose()


def dict_of_lists(fields: list[tuple[str, str]]) -> dict[str, list[str]]:
    """Form fields with all their values, as httpx takes them."""
    found: dict[str, list[str]] = {}
    for name, value in fields:
        found.setdefault(name, []).append(value)
    return found


def one_line(text: str) -> str:
    """A server's message as one short line."""
    return " ".join(text.split())[:300]
