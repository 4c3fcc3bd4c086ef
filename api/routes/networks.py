"""Networks: pages to look at, files to take away, and a user's own query as a network."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import asdict
from itertools import chain
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Path, Response
from fastapi import Query as Parameter
from fastapi import Request as FastRequest
from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from ...networks import FORMATS, Filters
from ...networks import Network as Made
from ..dependencies import EngineDep, SettingsDep
from ..http.body import whole
from ..http.conditional import if_none_match, weak_etag
from ..http.errors import RefusedError
from ..http.request import Request
from ..pages import networks as pages
from ..pages.site import SiteDep, ViewDep
from ..sparql.protocol import FORM, QueryOperation, parse
from ..sparql.respond import respond
from ..store.engine import Engine, Query
from ..store.messages import Network

router = APIRouter(tags=["networks"])

_RESULTS, _TRIPLES = "application/sparql-results+json", "application/n-triples"
_LONGEST = 64 * 1024 * 1024
"""Bytes of a user's own result that are made into a network."""
_SMALL = 200_000
"""A file of up to so many bytes is sent whole, with its length; a longer one as it is made."""


def get_filters(
    city: Annotated[str, Parameter(description="Name, code, key or IRI of a city.")] = "",
    topic: Annotated[str, Parameter(description="Name, slug or IRI of a topic or area.")] = "",
    document: Annotated[str, Parameter(description="Title, slug or IRI of a document.")] = "",
    since: Annotated[str, Parameter(description="Year or date: what was valid then or later.")] = "",
    until: Annotated[str, Parameter(description="Year or date: what was valid then or earlier.")] = "",
    min_weight: Annotated[str, Parameter(alias="min-weight", description="Least weight of an edge.")] = "",
    entity: Annotated[str, Parameter(description="For the network `entity`: name, key or IRI of its centre.")] = "",
    radius: Annotated[str, Parameter(description="Steps from the centre, 1 to 3.")] = "1",
    limit: Annotated[str, Parameter(description="Keep so many of the strongest edges.")] = "",
    corpus: Annotated[str, Parameter(description="Name or IRI of a corpus.")] = "",
) -> Filters:
    """The filters of a request; an empty parameter, as forms send them, is none. Raises RefusedError (400)."""

    def number(name: str, text: str, default: float) -> float:
        try:
            value = float(text) if text.strip() else default
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            raise RefusedError(400, f"{name}: {text} is no number")
        return value

    edges = int(number("limit", limit, 0)) or None
    weight = number("min-weight", min_weight, 0.0)
    if weight < 0 or (edges is not None and edges < 0):
        raise RefusedError(400, "min-weight and limit are numbers from 0 up")
    return Filters(
        city.strip() or None,
        topic.strip() or None,
        document.strip() or None,
        since.strip() or None,
        until.strip() or None,
        weight,
        entity.strip() or None,
        int(number("radius", radius, 1)),
        edges,
        corpus.strip() or None,
    )


FiltersDep = Annotated[Filters, Depends(get_filters)]
Language = Annotated[str, Parameter(alias="lang", pattern="zh|en")]


@router.get("/networks", include_in_schema=False)
def overview(view: ViewDep) -> Response:
    """Every network with its picture."""
    return view.render("networks.html", {"networks": pages.overview(view)})


@router.get("/networks/{name}", include_in_schema=False)
def page(name: str, view: ViewDep, filters: FiltersDep) -> Response:
    """One network: drawn in the browser, as a picture where no scripts run, and its files."""
    return view.render("network.html", pages.context(view, name, filters))


@router.get("/export/query.{suffix}", summary="A user's own query as a network")
async def own(
    suffix: str,
    engine: EngineDep,
    settings: SettingsDep,
    filters: FiltersDep,
    query: Annotated[
        str, Parameter(description="SELECT ?source ?target [?weight ?label ?kind ?start ?end], or CONSTRUCT.")
    ],
    lang: Language = "zh",
) -> Response:
    """Every row is an edge; rows with the same ends add their weights. Runs within the limits of every query."""
    return _OwnNetwork(engine, settings.base, query, suffix, filters, lang)


_FORM = {"schema": {"type": "object", "properties": {"query": {"type": "string"}}, "required": ["query"]}}


@router.post(
    "/export/query.{suffix}",
    summary="The same for long queries",
    openapi_extra={"requestBody": {"required": True, "content": {FORM: _FORM}}},
)
async def own_posted(
    suffix: str,
    request: FastRequest,
    engine: EngineDep,
    settings: SettingsDep,
    filters: FiltersDep,
    lang: Language = "zh",
) -> Response:
    asked = Request(request.scope, request.receive, request._send)
    body = await whole(asked.receive, asked.header(b"content-length") or None, settings.request_bytes)
    operation = parse("POST", b"", asked.header(b"content-type"), body)
    if not isinstance(operation, QueryOperation):
        raise RefusedError(400, "a network comes from a query")
    return _OwnNetwork(engine, settings.base, operation.text, suffix, filters, lang)


@router.get("/export/{file}", summary="A network as a file")
def export(
    file: Annotated[str, Path(description="Name of a network and a format: `pairs.gexf`, `agency-topics.nodes.csv`.")],
    request: FastRequest,
    site: SiteDep,
    filters: FiltersDep,
    lang: Language = "zh",
) -> Response:
    """GEXF, GraphML, CSV, Cytoscape JSON, CX2, node-link JSON, DOT or SVG of one of the networks at /networks."""
    name, _, suffix = file.partition(".")
    pages.media_type(suffix)
    etag = weak_etag(site.engine.version, request.url.path, request.url.query)
    if if_none_match(request.headers.get("if-none-match", ""), etag):
        return Response(status_code=304, headers={"ETag": etag})
    return _file(pages.make(site, name, filters, lang), suffix, {"ETag": etag, "Cache-Control": "no-cache"})


def _file(made: Made, suffix: str, headers: dict[str, str]) -> Response:
    """The network in one format. A short file knows its length, a long one is sent as it is made."""
    pieces = iter(FORMATS[suffix].write(made))
    headers |= _disposition(made.name, suffix)
    first: list[bytes] = []
    size = 0
    for piece in pieces:
        first.append(piece)
        size += len(piece)
        if size > _SMALL:
            rest: Iterator[bytes] = chain(first, pieces)
            return StreamingResponse(rest, media_type=pages.media_type(suffix), headers=headers)
    return Response(b"".join(first), media_type=pages.media_type(suffix), headers=headers)


def _disposition(name: str, suffix: str) -> dict[str, str]:
    how = "inline" if suffix.endswith("svg") else "attachment"
    return {"Content-Disposition": f'{how}; filename="{quote(name)}.{suffix}"'}


class _OwnNetwork(Response):
    """A network of a user's own query: made within the limits of a query, and sent as it is made."""

    def __init__(self, engine: Engine, base: str, query: str, suffix: str, filters: Filters, language: str) -> None:
        super().__init__()
        self._media_type = pages.media_type(suffix)
        self._engine, self._query = engine, query
        self._job = Network("", suffix, asdict(filters), base, language, engine.version)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive, send)
        query = Query(self._query, results=_RESULTS, graph=_TRIPLES, client=request.client, gone=request.gone)
        rows = await self._engine.evaluate(query)
        self._job.media_type, self._job.body = rows.media_type, await rows.read(_LONGEST + 1)
        if len(self._job.body) > _LONGEST:
            raise RefusedError(413, f"the result is longer than {_LONGEST // 1024 // 1024} MB; ask for less")
        answer = await self._engine.network(query, self._job)
        answer.limit = rows.limit
        headers = {"Content-Type": self._media_type, **_disposition("query", self._job.suffix)}
        await respond(request, answer, [(name.lower().encode(), value.encode()) for name, value in headers.items()])
