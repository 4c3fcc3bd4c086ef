"""Any SPARQL 1.1 endpoint by URL as the engine: same routes, same limits, same pages.

A stranger's query is parsed by our own engine first, in a sandboxed worker over an empty store, so that only standard
SPARQL reaches the endpoint and a syntax error reads the same everywhere. Answers come as JSON or N-Triples, which
every engine writes, and are written anew in the syntax asked for, within the limits on rows and bytes.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import IO, Any, cast

import httpx
from pyoxigraph import QueryResultsFormat, RdfFormat, Triple, parse, parse_query_results, serialize

from ...settings import Settings
from ..errors import RefusedError
from ..formats import GRAPHS, RESULTS
from .cut import Cut, Cutter
from .engine import Answer, Engine, GraphWrite, Query, Row, StoreError, Update
from .lexer import keywords
from .pool import Pool
from .process import Source
from .results import read_boolean, read_rows, read_triples, write_boolean
from .running import Registry
from .using import UpdateError, check

JSON = "application/sparql-results+json"
NTRIPLES = "application/n-triples"
VERSION_SECONDS = 30.0
"""How long an answer may be kept: nobody tells us when a remote store changes."""
OUR_SECONDS = 60.0


class RemoteEngine(Engine):
    """Asks ``settings.store``; ``store_update`` and ``store_data`` take the writes."""

    def __init__(self, settings: Settings) -> None:
        if settings.store is None:
            raise StoreError("no endpoint is configured (DUIKOU_STORE)")
        self._settings = settings
        self._endpoint = settings.store
        self._folder = tempfile.TemporaryDirectory(prefix="duikou-")
        self._pool = Pool(settings, settings.run or Path(self._folder.name))
        headers = {"User-Agent": "duikou", "Accept-Encoding": "gzip"}
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=32)
        auth = _auth(settings)
        self._async = httpx.AsyncClient(auth=auth, headers=headers, limits=limits, trust_env=False, timeout=OUR_SECONDS)
        self._sync = httpx.Client(auth=auth, headers=headers, trust_env=False, timeout=OUR_SECONDS)
        self._generation = 0
        self._size = (0.0, 0)

    # State

    @property
    def version(self) -> str:
        """Changes with every write that goes through us, and after a while in any case."""
        period = int(time.time() / VERSION_SECONDS)
        return hashlib.sha256(f"{self._endpoint} {self._generation} {period}".encode()).hexdigest()[:16]

    @property
    def running(self) -> Registry:
        return self._pool.running

    def size(self) -> int:
        """Number of triples, counted at most once a minute: it costs the endpoint a scan."""
        if time.monotonic() - self._size[0] > 60 or not self._size[0]:
            rows = self.select("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
            self._size = (time.monotonic(), int(getattr(rows[0]["n"], "value", "0")))
        return self._size[1]

    async def ready(self) -> str | None:
        try:
            await asyncio.wait_for(asyncio.to_thread(self.ask, "ASK {}"), 5)
        except (StoreError, TimeoutError) as error:
            return str(error) or f"{self._endpoint} does not answer"
        return None

    async def start(self) -> None:
        await self._pool.open(Source(None, "parser"))

    async def stop(self) -> None:
        self._pool.close()
        await self._async.aclose()
        self._sync.close()
        await asyncio.to_thread(self._folder.cleanup)

    # Our own queries

    def select(self, query: str) -> list[Row]:
        return read_rows(self._ask(query, JSON))[1]

    def construct(self, query: str) -> list[Triple]:
        return read_triples(self._ask(query, NTRIPLES))

    def ask(self, query: str) -> bool:
        return read_boolean(self._ask(query, JSON))

    def _ask(self, query: str, accept: str) -> bytes:
        try:
            response = self._sync.post(
                self._endpoint, data={"query": query}, headers={"Accept": accept}, follow_redirects=True
            )
        except httpx.HTTPError as error:
            raise StoreError(f"{self._endpoint} does not answer ({type(error).__name__})") from error
        if response.status_code != 200:
            raise StoreError(f"{self._endpoint} answered {response.status_code}: {_line(response.text)}")
        return response.content

    # Strangers' queries

    async def evaluate(self, query: Query) -> Answer:
        if keywords(query.text, "SERVICE"):
            raise RefusedError(403, "SERVICE is switched off: this endpoint never calls another one")
        form = await self._form(query)
        media_type = query.graph if form == "graph" else query.results
        if media_type is None:
            raise RefusedError(406, "none of the accepted media types fits this form of query")
        await self._pool.enter(query.client)
        running = self._pool.running.add(query.text, query.client, 0)
        exchange = _Exchange(self._async, self._endpoint, query, form, self._settings)
        running.cancel = exchange.stop

        def done() -> None:
            self._pool.running.remove(running)
            self._pool.done(query.client)

        try:
            return await exchange.answer(media_type, done)
        except BaseException:
            if not exchange.converting:  # otherwise the end of the conversion calls done()
                done()
            raise

    async def _form(self, query: Query) -> str:
        """What the query gives: rows, boolean or graph. Raises RefusedError for a syntax error."""
        probe = Query(
            query.text, query.default_graphs, query.named_graphs, query.base, JSON, NTRIPLES, client=query.client
        )
        answer = await self._pool.evaluate(probe)
        if answer.chunks is not None:
            with contextlib.suppress(AttributeError):
                await answer.chunks.aclose()  # type: ignore[attr-defined]
        if answer.media_type == NTRIPLES:
            return "graph"
        return "boolean" if b'"boolean"' in (answer.body or b"")[:60] else "rows"

    # Writes

    async def update(self, update: Update) -> None:
        try:
            check(update.text)
        except UpdateError as error:
            raise RefusedError(error.status, str(error)) from error
        fields: list[tuple[str, str]] = [("using-graph-uri", iri) for iri in update.using]
        fields += [("using-named-graph-uri", iri) for iri in update.using_named]
        await self._write(
            "POST",
            self._settings.store_update or self._endpoint,
            params=fields,
            content=update.text.encode(),
            headers={"Content-Type": "application/sparql-update"},
        )

    async def write_graph(self, write: GraphWrite) -> bool:
        target = self._settings.store_data
        if target is None:
            raise RefusedError(403, "no graph store is configured for the remote engine (DUIKOU_STORE_DATA)")
        params = [("graph", write.graph)] if write.graph else [("default", "")]
        content = await asyncio.to_thread(write.file.read_bytes) if write.file else b""
        headers = {"Content-Type": write.media_type} if write.file else {}
        status = await self._write(write.operation.upper(), target, params=params, content=content, headers=headers)
        return status == 201

    async def _write(self, method: str, url: str, **request: Any) -> int:
        try:
            response = await self._async.request(method, url, timeout=self._settings.update_seconds, **request)
        except httpx.TimeoutException as error:
            raise RefusedError(504, "the remote store did not finish the write in time") from error
        except httpx.HTTPError as error:
            raise RefusedError(502, f"the remote store does not answer ({type(error).__name__})") from error
        if response.status_code >= 400:
            status = response.status_code if response.status_code in {400, 404, 415} else 502
            raise RefusedError(status, f"the remote store refused the write: {_line(response.text)}")
        self._generation += 1
        return response.status_code


class _Exchange:
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
            raise RefusedError(status, f"the store refused the query ({response.status_code}): {_line(text)}")
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
            answer.body, answer.cut = first + rest, writer.cut
            return answer
        answer.chunks = _prepend(first, chunks)
        return answer

    async def _parts(
        self,
        parts: asyncio.Queue[bytes | Exception | None],
        feeding: asyncio.Future[None],
        response: httpx.Response,
        done: Callable[[], None],
    ) -> AsyncIterator[bytes]:
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
                    raise RefusedError(502, f"the store's answer cannot be read: {_line(str(part))}")
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
        self._cutter = Cutter(media_type, settings.query_rows, settings.query_bytes)
        self._parts: list[bytes] = []
        self._size = 0
        self.cut: str | None = None
        self.finished = False

    def run(self, descriptor: int) -> None:
        try:
            with open(descriptor, "rb") as source:
                try:
                    self._write(source)
                except Cut as cut:
                    self.cut = cut.reason
                    self._add(cut.rest or b"")
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
        self._add(self._cutter.finish())

    # What the library writes to

    def write(self, chunk: bytes) -> int:
        self._add(self._cutter.feed(chunk))
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
        asyncio.run_coroutine_threadsafe(parts.put(item), loop).result(OUR_SECONDS)


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


async def _prepend(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    try:
        yield first
        async for chunk in rest:
            yield chunk
    finally:
        await rest.aclose()  # type: ignore[attr-defined]


def dict_of_lists(fields: list[tuple[str, str]]) -> dict[str, list[str]]:
    """Form fields with all their values, as httpx takes them."""
    found: dict[str, list[str]] = {}
    for name, value in fields:
        found.setdefault(name, []).append(value)
    return found


def _auth(settings: Settings) -> httpx.Auth | None:
    if settings.store_password is None:
        return None
    password = settings.store_password.get_secret_value()
    return httpx.BasicAuth(settings.store_user, password) if settings.store_user else _Bearer(password)


class _Bearer(httpx.Auth):
    def __init__(self, token: str) -> None:
        self._token = token

    def auth_flow(self, request: httpx.Request) -> Any:
        request.headers["Authorization"] = f"Bearer {self._token}"
        yield request


def _line(text: str) -> str:
    """A server's message as one short line."""
    return " ".join(text.split())[:300]
