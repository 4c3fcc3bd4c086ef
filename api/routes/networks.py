"""Networks: pages to look at, files to take away, and a user's own query as a network."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from itertools import chain
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Path, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse
from pyoxigraph import QueryResultsFormat, QuerySolutions, RdfFormat, parse, parse_query_results

from ...networks import FORMATS, Filters, Network, NetworkError, own_network
from ...networks.rows import Row
from ..dependencies import EngineDep, SettingsDep
from ..http.conditional import if_none_match, weak_etag
from ..http.errors import RefusedError
from ..pages import networks as pages
from ..pages.site import SiteDep, ViewDep
from ..store import engine as store
from ..store.engine import Answer, Engine

router = APIRouter(tags=["networks"])

_RESULTS, _TRIPLES = "application/sparql-results+json", "application/n-triples"
_LONGEST = 64 * 1024 * 1024
"""Bytes of a user's own result that are made into a network."""
_SMALL = 200_000
"""A file of up to so many bytes is sent whole, with its length; a longer one as it is made."""


def get_filters(
    city: Annotated[str, Query(description="Name, code, key or IRI of a city.")] = "",
    topic: Annotated[str, Query(description="Name, slug or IRI of a topic or area.")] = "",
    document: Annotated[str, Query(description="Title, slug or IRI of a document.")] = "",
    since: Annotated[str, Query(description="Year or date: what was valid then or later.")] = "",
    until: Annotated[str, Query(description="Year or date: what was valid then or earlier.")] = "",
    min_weight: Annotated[str, Query(alias="min-weight", description="Least weight of an edge.")] = "",
    entity: Annotated[str, Query(description="For the network `entity`: name, key or IRI of its centre.")] = "",
    radius: Annotated[str, Query(description="Steps from the centre, 1 to 3.")] = "1",
    limit: Annotated[str, Query(description="Keep so many of the strongest edges.")] = "",
) -> Filters:
    """The filters of a request; an empty parameter, as forms send them, is none. Raises RefusedError (400)."""

    def number(name: str, text: str, default: float) -> float:
        try:
            return float(text) if text.strip() else default
        except ValueError:
            raise RefusedError(400, f"{name}: {text} is no number") from None

    edges = int(number("limit", limit, 0)) or None
    weight = number("min-weight", min_weight, 0.0)
    if weight != weight or (edges is not None and edges < 0):  # noqa: PLR0124 (NaN)
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
    )


FiltersDep = Annotated[Filters, Depends(get_filters)]
Language = Annotated[str, Query(alias="lang", pattern="zh|en")]


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
    request: Request,
    engine: EngineDep,
    settings: SettingsDep,
    filters: FiltersDep,
    query: Annotated[
        str, Query(description="SELECT ?source ?target [?weight ?label ?kind ?start ?end], or CONSTRUCT.")
    ],
    lang: Language = "zh",
) -> Response:
    """Every row is an edge; rows with the same ends add their weights. Runs within the limits of every query."""
    return await _own(request, engine, settings.base, query, suffix, filters, lang)


@router.post("/export/query.{suffix}", summary="The same for long queries")
async def own_posted(
    suffix: str,
    request: Request,
    engine: EngineDep,
    settings: SettingsDep,
    filters: FiltersDep,
    query: Annotated[str, Form()],
    lang: Language = "zh",
) -> Response:
    return await _own(request, engine, settings.base, query, suffix, filters, lang)


@router.get("/export/{file}", summary="A network as a file")
def export(
    file: Annotated[str, Path(description="Name of a network and a format: `pairs.gexf`, `agency-topics.nodes.csv`.")],
    request: Request,
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


def _file(made: Network, suffix: str, headers: dict[str, str]) -> Response:
    """The network in one format. A short file knows its length, a long one is sent as it is made."""
    pieces = iter(FORMATS[suffix].write(made))
    headers["Content-Disposition"] = (
        f'{"inline" if suffix.endswith("svg") else "attachment"}; filename="{quote(made.name)}.{suffix}"'
    )
    first: list[bytes] = []
    size = 0
    for piece in pieces:
        first.append(piece)
        size += len(piece)
        if size > _SMALL:
            rest: Iterator[bytes] = chain(first, pieces)
            return StreamingResponse(rest, media_type=pages.media_type(suffix), headers=headers)
    return Response(b"".join(first), media_type=pages.media_type(suffix), headers=headers)


async def _own(
    request: Request, engine: Engine, base: str, query: str, suffix: str, filters: Filters, language: str
) -> Response:
    pages.media_type(suffix)
    client = request.client.host if request.client else ""
    answer = await engine.evaluate(store.Query(query, results=_RESULTS, graph=_TRIPLES, client=client))
    data = await _bytes(answer)
    headers = {"Duikou-Cut": answer.limit} if answer.limit else {}

    def write() -> Response:
        try:
            made = own_network(
                _rows(answer.media_type, data),
                engine.select,
                filters,
                base=base,
                language=language,
                version=engine.version,
            )
        except NetworkError as error:
            raise pages.refused(error) from error
        return _file(made, suffix, headers)

    return await run_in_threadpool(write)


def _rows(media_type: str, data: bytes) -> list[Row]:
    """The rows of a result, or the triples of a graph as rows. Raises NetworkError."""
    if _TRIPLES in media_type:
        return [
            {"source": q.subject, "kind": q.predicate, "target": q.object} for q in parse(data, RdfFormat.N_TRIPLES)
        ]
    try:
        solutions = parse_query_results(data, QueryResultsFormat.JSON)
    except (SyntaxError, ValueError) as error:
        raise NetworkError("the result was cut off; ask for less") from error
    if not isinstance(solutions, QuerySolutions):
        raise NetworkError("a network comes from SELECT ?source ?target or from CONSTRUCT, not from ASK")
    names = [variable.value for variable in solutions.variables]
    return [{name: term for name, term in zip(names, row, strict=True) if term is not None} for row in solutions]


async def _bytes(answer: Answer) -> bytes:
    """The whole answer. Raises RefusedError (413) when it is too long for a network."""
    data = bytearray(answer.body or b"")
    if answer.chunks is not None:
        async for chunk in _closing(answer.chunks):
            data += chunk
            if len(data) > _LONGEST:
                raise RefusedError(413, f"the result is longer than {_LONGEST // 1024 // 1024} MB; ask for less")
    return bytes(data)


async def _closing(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    try:
        async for chunk in chunks:
            yield chunk
    finally:
        close = getattr(chunks, "aclose", None)
        if close is not None:
            await close()
