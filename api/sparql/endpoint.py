"""The SPARQL endpoint as a plain ASGI application: the one route where every tenth of a millisecond counts."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import urlencode

from starlette.routing import NoMatchFound

from ...settings import Settings
from ..http.accept import accepts_gzip, negotiate
from ..http.access import require_token
from ..http.body import GoneError, whole
from ..http.cache import Cache
from ..http.conditional import if_none_match, weak_etag
from ..http.errors import RefusedError
from ..http.gate import Receive, Scope, Send, plain
from ..http.request import Request
from ..metrics import CACHED
from ..store.engine import Answer, Engine, Query, Update
from ..store.sparql.formats import GRAPH_ALIASES, GRAPHS, RESULT_ALIASES, RESULTS
from .description import describe
from .protocol import Describe, QueryOperation, parse, representations
from .respond import refuse, respond

_CHANGING = ("now", "rand", "uuid", "struuid", "bnode", "service")
"""Words of queries that answer differently each time."""
_ANY_CHANGING = re.compile(rf"\b(?:{'|'.join(_CHANGING)})\b")
_HTML = "text/html"
_CSV = "text/csv"
_MARK = "\ufeff".encode()
"""Tells spreadsheet programs that CSV is UTF-8. SPARQL's own CSV has none, so that programs never meet it."""


class Endpoint:
    """Answers ``/sparql`` (queries, updates, the description) and, with *only_updates*, ``/update``."""

    def __init__(self, settings: Settings, engine: Engine, cache: Cache, *, only_updates: bool = False) -> None:
        self._settings, self._engine, self._cache = settings, engine, cache
        self._only_updates = only_updates
        limits = f"rows={settings.query_rows}, bytes={settings.query_bytes}, seconds={settings.query_seconds:g}"
        self._limits = limits.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive, send)
        try:
            await self._serve(request)
        except RefusedError as error:
            await refuse(request, error)
        except GoneError:
            return

    async def _serve(self, request: Request) -> None:
        method: str = request.scope["method"]
        if self._only_updates and method != "POST":
            raise RefusedError(405, "this address takes updates only, by POST", {"Allow": "POST, OPTIONS"})
        body = b""
        if method == "POST":
            if request.header(b"content-encoding").lower() not in {"", "identity"}:
                raise RefusedError(415, "compressed requests are not taken here", {"Accept-Encoding": "identity"})
            limit = self._settings.request_bytes
            if self._only_updates or b"sparql-update" in request.headers.get(b"content-type", b""):
                require_token(self._settings, request.header(b"authorization"), "SPARQL update")
                limit = self._settings.update_bytes
            body = await whole(request.receive, request.header(b"content-length") or None, limit)
        operation = parse(method, request.scope["query_string"], request.header(b"content-type"), body)
        if isinstance(operation, Update):
            require_token(self._settings, request.header(b"authorization"), "SPARQL update")
            await self._engine.update(replace(operation, base=request.url))
            await plain(204, "", [(b"cache-control", b"no-store")])(request.scope, request.receive, request.send)
        elif self._only_updates:
            raise RefusedError(400, "this address takes updates only")
        elif isinstance(operation, Describe):
            await self._describe(request)
        elif method != "POST" and operation.format is None and _wants_page(request):
            await self._editor(request, operation.text)
        else:
            await self.query(request, operation)

    async def query(self, request: Request, operation: QueryOperation, *, strong: bool = False) -> None:
        """Answers a query. A *strong* entity tag names the state of the data, for writes that depend on it."""
        results, graph = representations(request.header(b"accept"), operation.format)
        marked = operation.format is not None and results == _CSV and _wants_page(request)
        query = Query(
            operation.text,
            operation.default_graphs,
            operation.named_graphs,
            base=request.url,
            results=RESULT_ALIASES.get(results or "", results),
            graph=GRAPH_ALIASES.get(graph or "", graph),
            gzip=accepts_gzip(request.header(b"accept-encoding")) and not marked,
            client=request.client,
            gone=request.gone,
        )
        if query.results is None and query.graph is None:
            raise RefusedError(406, "none of the accepted media types is available; try */*")
        version = self._engine.version
        key = (query.text, query.default_graphs, query.named_graphs, query.base, query.results, query.graph, query.gzip)
        lasting = _lasts(query.text)
        etag = ""
        if lasting:
            etag = weak_etag(version, key, marked)
            if strong:
                etag = f'"{version}-{etag[3:]}'
            cached: Answer | None = self._cache.get(version, etag)
            if request.scope["method"] != "POST" and if_none_match(request.header(b"if-none-match"), etag):
                CACHED.labels("client").inc()
                headers = [(b"etag", etag.encode()), (b"vary", b"Accept, Accept-Encoding")]
                await plain(304, "", headers)(request.scope, request.receive, request.send)
                return
            if cached:
                CACHED.labels("cache").inc()
                await self._answer(request, cached, results, graph, etag, marked)
                return
        CACHED.labels("store").inc()
        answer = await self._engine.evaluate(query)
        if lasting and answer.body is not None:
            self._cache.put(version, etag, value=answer, size=len(answer.body))
        await self._answer(request, answer, results, graph, etag, marked)

    async def _answer(
        self, request: Request, answer: Answer, results: str | None, graph: str | None, etag: str, marked: bool
    ) -> None:
        media_type = (graph if answer.media_type in GRAPHS else results) or answer.media_type
        charset = b"; charset=utf-8" if media_type.startswith("text/") else b""
        headers = [
            (b"content-type", media_type.encode() + charset),
            (b"vary", b"Accept, Accept-Encoding"),
            (b"duikou-limit", self._limits),
        ]
        if etag:
            headers += [(b"etag", etag.encode()), (b"cache-control", b"no-cache")]
        else:
            headers.append((b"cache-control", b"no-store"))
        await respond(request, answer, headers, _MARK if marked and answer.media_type == _CSV else b"")

    async def _describe(self, request: Request) -> None:
        chosen = negotiate(request.header(b"accept"), [*GRAPHS, *GRAPH_ALIASES, _HTML])
        if chosen is None:
            raise RefusedError(
                406, "the description of the service is available as Turtle, JSON-LD, RDF/XML, N-Triples"
            )
        if chosen == _HTML:
            await self._editor(request)
            return
        media_type = GRAPH_ALIASES.get(chosen, chosen)
        body = describe(request.url, media_type, self._settings)
        headers = [
            (b"content-type", media_type.encode() + (b"; charset=utf-8" if media_type.startswith("text/") else b"")),
            (b"content-length", str(len(body)).encode()),
            (b"vary", b"Accept"),
        ]
        await request.send({"type": "http.response.start", "status": 200, "headers": headers})
        head_only = request.scope["method"] == "HEAD"
        await request.send({"type": "http.response.body", "body": b"" if head_only else body})

    async def _editor(self, request: Request, query: str = "") -> None:
        """Sends a browser to the page with the editor, the route named ``editor``, or else to the documentation."""
        try:
            path = str(request.scope["app"].url_path_for("editor"))
        except NoMatchFound:
            path = "/docs"
        root = request.scope.get("root_path", "")
        address = f"{root}{path}" + (f"?{urlencode({'query': query})}" if query else "")
        headers = [(b"location", address.encode()), (b"vary", b"Accept"), (b"content-length", b"0")]
        await plain(303, "", headers)(request.scope, request.receive, request.send)


def _wants_page(request: Request) -> bool:
    """Whether a page is what the client would rather have than any format of results: a person's browser."""
    return negotiate(request.header(b"accept"), [*RESULTS, *GRAPHS, _HTML]) == _HTML


def _lasts(query: str) -> bool:
    """Whether a query answers the same for as long as the data do."""
    lowered = query.lower()
    # Most queries hold none of the words, and to look for words is quicker than to match a pattern.
    return not (any(word in lowered for word in _CHANGING) and _ANY_CHANGING.search(lowered))
