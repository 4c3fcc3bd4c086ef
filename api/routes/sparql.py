"""The SPARQL routes as OpenAPI shows them; plain ASGI applications do the work (endpoint.py, graph_store.py)."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from fastapi import Request as FastRequest
from pydantic import BaseModel
from starlette.types import Receive, Scope, Send

from ..dependencies import EngineDep, SettingsDep
from ..http.access import require_token
from ..http.errors import RefusedError
from ..sparql.graph_store import FORM_OF_FILES
from ..sparql.protocol import FORM, QUERY, UPDATE
from ..store.sparql.formats import GRAPHS, RESULTS

router = APIRouter(tags=["SPARQL"])

_LINE = {"content": {"text/plain": {"schema": {"type": "string"}}}}


def _refusals(**reasons: str) -> dict[int | str, dict[str, Any]]:
    return {int(status.removeprefix("s")): {"description": reason, **_LINE} for status, reason in reasons.items()}


_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The result, or the description of the service",
        "content": {media_type: {} for media_type in (*RESULTS, *GRAPHS)},
    },
    204: {"description": "The update was carried out"},
    303: {"description": "A browser is sent to the editor"},
    304: {"description": "The result has not changed"},
    **_refusals(
        s400="Not a valid request, query or update",
        s401="The token is missing",
        s403="Switched off on this server",
        s405="Not a method of this route",
        s406="No acceptable media type",
        s408="The request came too slowly",
        s413="The request is too long",
        s415="Not a media type that is taken here",
        s429="Too many queries of this address",
        s503="Too many queries, or no store",
        s504="The query was stopped at its time limit",
        s507="The query needs too much memory",
    ),
}
_STRING = {"schema": {"type": "string"}}
_LIST = {"schema": {"type": "array", "items": {"type": "string"}}}
_PARAMETERS = [
    {"name": "query", "in": "query", "description": "The query; without it the service is described.", **_STRING},
    {"name": "default-graph-uri", "in": "query", "description": "Graphs that make up the default graph.", **_LIST},
    {"name": "named-graph-uri", "in": "query", "description": "Graphs that GRAPH can name.", **_LIST},
    {
        "name": "format",
        "in": "query",
        "description": "json, xml, csv, tsv, ttl, nt, jsonld, rdf, nq or trig.",
        **_STRING,
    },
]


class _Direct(Response):
    """Hands the request over to one of the application's plain ASGI applications."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self._path = path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await scope["app"].state.direct[self._path](scope, receive, send)


@router.get("/sparql", responses=_ANSWERS, response_class=Response, openapi_extra={"parameters": _PARAMETERS})
async def query_by_get() -> Response:
    """A SPARQL query (SPARQL 1.1 Protocol, query via GET)."""
    return _Direct("/sparql")


_POSTED = {
    "requestBody": {
        "required": True,
        "content": {
            QUERY: {"schema": {"type": "string"}, "example": "SELECT * WHERE { ?s ?p ?o } LIMIT 5"},
            UPDATE: {"schema": {"type": "string"}},
            FORM: {
                "schema": {
                    "type": "object",
                    "properties": {
                        "query": {"type": "string"},
                        "update": {"type": "string"},
                        "default-graph-uri": {"type": "array", "items": {"type": "string"}},
                        "named-graph-uri": {"type": "array", "items": {"type": "string"}},
                        "format": {"type": "string"},
                    },
                }
            },
        },
    }
}


@router.post("/sparql", responses=_ANSWERS, response_class=Response, openapi_extra=_POSTED)
async def query_by_post() -> Response:
    """A SPARQL query or update, as a form or directly (SPARQL 1.1 Protocol)."""
    return _Direct("/sparql")


@router.post(
    "/update",
    status_code=204,
    responses={k: v for k, v in _ANSWERS.items() if k not in {200, 303, 304, 406}},
    response_class=Response,
    openapi_extra={"requestBody": {"content": {UPDATE: {"schema": {"type": "string"}}}}},
)
async def update() -> Response:
    """A SPARQL update, for the holder of the token."""
    return _Direct("/update")


_GRAPH = {
    "parameters": [
        {"name": "graph", "in": "query", "description": "IRI of a named graph.", **_STRING},
        {"name": "default", "in": "query", "description": "The default graph.", "allowEmptyValue": True, **_STRING},
    ]
}
_WRITES = {k: v for k, v in _ANSWERS.items() if k not in {200, 303, 304, 429}} | {
    201: {"description": "The graph is new"},
    404: {"description": "No such graph", **_LINE},
    412: {"description": "The graph has changed, or is there, or is not", **_LINE},
}
_BODY = {
    "requestBody": {"content": {media_type: {"schema": {"type": "string"}} for media_type in (*GRAPHS, FORM_OF_FILES)}}
}


@router.get(
    "/data",
    responses=_ANSWERS | {404: {"description": "No such graph", **_LINE}},
    response_class=Response,
    openapi_extra=_GRAPH,
)
async def read_graph() -> Response:
    """The triples of one graph (SPARQL 1.1 Graph Store HTTP Protocol)."""
    return _Direct("/data")


@router.put("/data", status_code=204, responses=_WRITES, response_class=Response, openapi_extra=_GRAPH | _BODY)
async def replace_graph() -> Response:
    """Replaces one graph. If-Match takes the entity tag that reading it gave."""
    return _Direct("/data")


@router.post("/data", status_code=204, responses=_WRITES, response_class=Response, openapi_extra=_GRAPH | _BODY)
async def add_to_graph() -> Response:
    """Adds triples to one graph, or to a new one; several files come as a form."""
    return _Direct("/data")


@router.delete("/data", status_code=204, responses=_WRITES, response_class=Response, openapi_extra=_GRAPH)
async def delete_graph() -> Response:
    """Removes one graph."""
    return _Direct("/data")


for _method, _handler in {
    "GET": read_graph,
    "POST": add_to_graph,
    "PUT": replace_graph,
    "DELETE": delete_graph,
}.items():
    # The same for graphs that the address itself names (section 4.1), which need no description of their own.
    router.add_api_route("/data/{rest:path}", _handler, methods=[_method], include_in_schema=False)


class RunningQuery(BaseModel):
    """A query in progress."""

    id: str
    client: str
    seconds: float
    query: str


_OPERATOR = _refusals(s401="The token is missing", s403="No token is configured")


@router.get("/queries", responses=_OPERATOR, tags=["operations"])
async def running_queries(request: FastRequest, engine: EngineDep, settings: SettingsDep) -> list[RunningQuery]:
    """The queries that run now, for the holder of the token."""
    require_token(settings, request.headers.get("authorization", ""), "the list of running queries")
    return [RunningQuery.model_validate(running.describe()) for running in engine.running.list()]


@router.delete(
    "/queries/{identifier}",
    status_code=204,
    responses=_OPERATOR | _refusals(s404="No such query runs"),
    response_class=Response,
    tags=["operations"],
)
async def stop_query(
    identifier: Annotated[str, Path(max_length=64)], request: FastRequest, engine: EngineDep, settings: SettingsDep
) -> Response:
    """Stops a running query, for the holder of the token."""
    require_token(settings, request.headers.get("authorization", ""), "stopping a query")
    if not engine.running.stop(identifier):
        raise RefusedError(404, "no query of this name runs")
    return Response(status_code=204)
