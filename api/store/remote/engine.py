"""Any SPARQL 1.1 endpoint by URL as the engine: same routes, same limits, same pages.

A stranger's query is parsed by our own engine first, in a sandboxed worker over an empty store, so that only standard
SPARQL reaches the endpoint and a syntax error reads the same everywhere. Answers come as JSON or N-Triples, which
every engine writes, and are written anew in the syntax asked for, within the limits on rows and bytes.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from pathlib import Path
from typing import Any

import httpx
from pyoxigraph import NamedNode, Triple

from ....settings import Settings
from ....temporary import temporary_folder
from ...http.errors import RefusedError
from ..embedded.query_run import Evaluator
from ..engine import Answer, Engine, GraphWrite, Query, Row, StoreError, Update
from ..messages import Network, Open
from ..running import Registry
from ..sparql.dataset_clause import UpdateError
from ..sparql.lexer import keywords
from ..sparql.operations import operations
from ..sparql.results import read_boolean, read_rows, read_triples
from .exchange import JSON, NTRIPLES, Exchange, one_line

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
        self._folder = temporary_folder(settings.run)
        self._evaluator = Evaluator(settings, settings.run or Path(self._folder.name), self._ask)
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
        return self._evaluator.running

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
        pool = self._evaluator.pool
        await pool.serve(await pool.prepare(Open()))

    async def stop(self) -> None:
        self._evaluator.close()
        await self._async.aclose()
        self._sync.close()
        await asyncio.to_thread(self._folder.cleanup)

    # Our own queries

    def select(self, query: str) -> list[Row]:
        return read_rows(self._ask(query))[1]

    def construct(self, query: str) -> list[Triple]:
        return read_triples(self._ask(query, NTRIPLES))

    def ask(self, query: str) -> bool:
        return read_boolean(self._ask(query))

    def _ask(self, query: str, accept: str = JSON) -> bytes:
        try:
            response = self._sync.post(
                self._endpoint, data={"query": query}, headers={"Accept": accept}, follow_redirects=True
            )
        except httpx.HTTPError as error:
            raise StoreError(f"{self._endpoint} does not answer ({type(error).__name__})") from error
        if response.status_code != 200:
            raise StoreError(f"{self._endpoint} answered {response.status_code}: {one_line(response.text)}")
        return response.content

    # Strangers' queries

    async def evaluate(self, query: Query) -> Answer:
        if keywords(query.text, "SERVICE"):
            raise RefusedError(403, "SERVICE is switched off: this endpoint never calls another one")
        form = await self._form(query)
        media_type = query.graph if form == "graph" else query.results
        if media_type is None:
            raise RefusedError(406, "none of the accepted media types fits this form of query")
        await self._evaluator.turns.enter(query.client)
        running = self._evaluator.running.add(query.text, query.client, 0)
        exchange = Exchange(self._async, self._endpoint, query, form, self._settings)
        running.cancel = exchange.stop

        def done() -> None:
            self._evaluator.running.remove(running)
            self._evaluator.turns.leave(query.client)

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
        answer = await self._evaluator.evaluate(probe)
        if answer.chunks is not None:
            await answer.chunks.aclose()
        if answer.media_type == NTRIPLES:
            return "graph"
        return "boolean" if b'"boolean"' in (answer.body or b"")[:60] else "rows"

    async def network(self, query: Query, job: Network) -> Answer:
        return await self._evaluator.network(query, job)

    # Writes

    async def update(self, update: Update) -> None:
        try:
            text = ";\n".join(operation.text for operation in operations(update.text))
        except UpdateError as error:
            raise RefusedError(error.status, str(error)) from error
        fields: list[tuple[str, str]] = [("using-graph-uri", iri) for iri in update.using]
        fields += [("using-named-graph-uri", iri) for iri in update.using_named]
        await self._write(
            "POST",
            self._settings.store_update or self._endpoint,
            params=fields,
            content=text.encode(),
            headers={"Content-Type": "application/sparql-update"},
        )

    async def write_graph(self, write: GraphWrite) -> bool:
        target = self._settings.store_data
        if target is None:
            raise RefusedError(403, "no graph store is configured for the remote engine (DUIKOU_STORE_DATA)")
        await self._check(write)
        params = [("graph", write.graph)] if write.graph else [("default", "")]
        status, operation = 204, write.operation.upper()
        bodies: list[tuple[Path | None, str]] = [*write.files] or [(None, "")]
        for file, media_type in bodies:
            content = await asyncio.to_thread(file.read_bytes) if file else b""
            headers = {"Content-Type": media_type} if file else {}
            status = min(await self._write(operation, target, params=params, content=content, headers=headers), status)
            operation = "POST"  # further files add to the first
        return status == 201

    async def _check(self, write: GraphWrite) -> None:
        """Raises RefusedError (412) when the condition does not hold; another write may still come in between."""
        wanted = write.condition
        if wanted.versions is not None and self.version not in wanted.versions:
            raise RefusedError(412, "the data have changed since")
        if wanted.exists is not None and write.graph is not None:
            exists = await asyncio.to_thread(self.ask, f"ASK {{ GRAPH {NamedNode(write.graph)} {{ ?s ?p ?o }} }}")
            if exists is not wanted.exists:
                raise RefusedError(412, f"the graph <{write.graph}> is {'there' if exists else 'not there'}")

    async def _write(self, method: str, url: str, **request: Any) -> int:
        try:
            response = await self._async.request(method, url, timeout=self._settings.update_seconds, **request)
        except httpx.TimeoutException as error:
            raise RefusedError(504, "the remote store did not finish the write in time") from error
        except httpx.HTTPError as error:
            raise RefusedError(502, f"the remote store does not answer ({type(error).__name__})") from error
        if response.status_code >= 400:
            status = response.status_code if response.status_code in {400, 404, 415} else 502
            raise RefusedError(status, f"the remote store refused the write: {one_line(response.text)}")
        self._generation += 1
        return response.status_code


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
