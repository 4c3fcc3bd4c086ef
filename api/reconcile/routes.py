"""The Reconciliation API at /reconcile: by it OpenRefine gives names of a table their official form and address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import parse_qs

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse

from ..http.body import whole
from ..http.errors import RefusedError
from ..pages.site import View, ViewDep
from ..readable import readable
from . import batch, service
from .answer import answer
from .model import How
from .model import Query as NameQuery
from .opening import index_of, warm
from .properties import described, extend, facts, offered, properties

router = APIRouter(tags=["reconciliation"])

_FORM = "application/x-www-form-urlencoded"
_SUGGESTIONS = 20
_Prefix = Annotated[str, Query(max_length=batch.LONGEST, description="what was typed")]
_Cursor = Annotated[int, Query(ge=0, le=1000, description="suggestions to skip")]


@readable(router, "/reconcile")
def reconcile(
    view: ViewDep,
    queries: Annotated[str, Query(description="names by keys, as JSON: {'q0': {'query': '深圳发改委'}}")] = "",
    extend: Annotated[str, Query(description="ids and properties, as JSON")] = "",
) -> Response:
    """The service manifest; with `queries` candidates for a batch of names, with `extend` values of properties."""
    return _respond(view, {"queries": queries, "extend": extend})


@router.post("/reconcile", openapi_extra={"requestBody": {"content": {_FORM: {"schema": {"type": "object"}}}}})
async def reconcile_form(request: Request, view: ViewDep) -> Response:
    """The same by a form, as OpenRefine sends it."""
    sent = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if sent not in ("", _FORM):
        raise RefusedError(415, f"send {_FORM}", {"Accept-Post": _FORM})
    limit = view.site.settings.request_bytes
    body = await whole(request.receive, request.headers.get("content-length"), limit)
    try:
        fields = {key: values[-1] for key, values in parse_qs(body.decode("ascii"), errors="strict").items()}
    except UnicodeDecodeError as error:
        raise RefusedError(400, "the form is not UTF-8 in percent encoding") from error
    return await run_in_threadpool(_respond, view, fields)


def _respond(view: View, fields: Mapping[str, str]) -> Response:
    if asked := fields.get("queries"):
        found = batch.queries(asked)
        index = index_of(view.site)
        results = {key: service.result(index, view.words, answer(index, query)) for key, query in found.items()}
        return _json(results)
    if asked := fields.get("extend"):
        wanted = batch.extension(asked)
        return _json(extend(view.site, index_of(view.site), view.words, wanted.ids, wanted.properties))
    warm(view.site)
    return _json(service.manifest(view.site, view.words, _host(view)))


@readable(router, "/reconcile/suggest/entity")
def suggest_entity(view: ViewDep, prefix: _Prefix = "", cursor: _Cursor = 0, type: str = "") -> Response:  # noqa: A002
    """Things whose name begins with what was typed, or that it may stand for."""
    index = index_of(view.site)
    query = NameQuery(prefix, (type,) if type else (), batch.MOST_CANDIDATES)
    found = index.find(query) if prefix else []
    begun = index.beginning(prefix, query, cursor + _SUGGESTIONS) if prefix else []
    named = [one.entry for one in found if one.how is not How.ALIKE]
    alike = [one.entry for one in found if one.how is How.ALIKE]
    entries = list({entry.id: entry for entry in (*named, *begun, *alike)}.values())
    return _json(
        {"result": [service.suggestion(index, view.words, one) for one in entries[cursor : cursor + _SUGGESTIONS]]}
    )


@readable(router, "/reconcile/suggest/type")
def suggest_type(view: ViewDep, prefix: _Prefix = "", cursor: _Cursor = 0) -> Response:
    """Types whose name or identifier begins with what was typed."""
    return _json({"result": _beginning(service.types(view.words), prefix)[cursor:]})


@readable(router, "/reconcile/suggest/property")
def suggest_property(view: ViewDep, prefix: _Prefix = "", cursor: _Cursor = 0) -> Response:
    """Properties whose name or identifier begins with what was typed."""
    return _json({"result": _beginning([described(name, view.words) for name in properties()], prefix)[cursor:]})


@readable(router, "/reconcile/properties")
def propose_properties(
    view: ViewDep,
    type: str = "",  # noqa: A002
    limit: Annotated[int, Query(ge=1)] = 100,
) -> Response:
    """The properties that can be fetched for things of a type."""
    found = offered([type], view.words)[:limit]
    return _json({"type": type, "properties": found, "limit": limit} if type else {"properties": found})


@readable(router, "/reconcile/preview")
def preview(view: ViewDep, id: Annotated[str, Query(max_length=500)]) -> Response:  # noqa: A002
    """A small page about a thing, for the frame that clients show it in."""
    index = index_of(view.site)
    entry = index.get(id)
    if entry is None:
        raise RefusedError(404, f"{id}: nothing is known of it")
    context = {
        "entry": entry,
        "about": service.description(index, view.words, entry),
        "facts": facts(view.site, index, view.words, entry),
        "page": view.href(view.site.settings.base + entry.id),
    }
    response = view.render("preview.html", context)
    # Clients of other sites show it in a frame; it has no scripts and no forms.
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'self'"
    return response


def _beginning(named: list[dict[str, str]], prefix: str) -> list[dict[str, str]]:
    asked = prefix.strip().casefold()
    return [one for one in named if any(one[key].casefold().startswith(asked) for key in ("id", "name"))]


def _json(content: dict[str, Any]) -> Response:
    return JSONResponse(content, headers={"Vary": "Accept-Language, Cookie", "Cache-Control": "no-cache"})


def _host(view: View) -> str:
    """Scheme, host and path prefix as the client sees them."""
    return str(view.request.url.replace(path=view.root, query="", fragment="")).rstrip("/")
