"""The tables: pages to narrow, sort and look through, and the same rows as files."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse, StreamingResponse

from ..http.conditional import if_none_match, weak_etag
from ..http.errors import RefusedError
from ..pages.caching import CachedRoute
from ..pages.site import View, ViewDep
from ..pages.standing import today
from ..readable import readable
from ..tables.asked import MOST_PER_PAGE, UNSORTED, Asked, parse
from ..tables.cells import shown
from ..tables.definitions import Table, tables
from ..tables.explore import Explored, explore, offered
from ..tables.facets import meant, value_of
from ..tables.files import MOST, conditions, csv_parts, json_parts, workbook

router = APIRouter(tags=["pages"], include_in_schema=False, route_class=CachedRoute)
files = APIRouter(tags=["pages"], include_in_schema=False)

FORMATS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}
_SIZES = (25, 50, MOST_PER_PAGE)
_MAKING = threading.BoundedSemaphore(4)
"""Files that one process makes at a time."""


@readable(router, "/tables")
def overview(view: ViewDep) -> Response:
    """Every table with how many rows it has."""
    counts = {}
    for name, table in tables().items():
        try:
            counts[name] = len(table.kind.find(view.site, table.kind.filter()))
        except LookupError:  # nothing was built here, so there is no log of releases
            continue
    return view.render("tables.html", {"counts": counts})


@readable(files, "/tables/{name}.{suffix}")
def file(view: ViewDep, name: str, suffix: str) -> Response:
    """All rows that are asked for, as a file."""
    table = _table(name)
    if suffix not in FORMATS:
        raise RefusedError(404, f"no table is had as {suffix[:20]!r}; it is one of {', '.join(FORMATS)}")
    headers = {"Cache-Control": "no-cache", "Vary": "Accept-Language, Cookie"}
    headers["ETag"] = weak_etag(view.site.engine.version, str(view.request.url), view.language, today())
    if if_none_match(view.request.headers.get("if-none-match", ""), headers["ETag"]):
        return Response(status_code=304, headers=headers)
    explored = _explored(view, table)
    if len(explored.keys) > MOST:
        raise RefusedError(413, f"{len(explored.keys)} rows are more than a file takes ({MOST}); narrow the table")
    stamp = (view.site.engine.release or "")[:8]
    title = "-".join(filter(None, ("duikou", name, stamp)))
    headers["Content-Disposition"] = f'attachment; filename="{title}.{suffix}"'
    if not _MAKING.acquire(blocking=False):
        raise RefusedError(503, "too many tables are being written; try again soon", {"Retry-After": "5"})
    if suffix == "xlsx":
        try:
            return Response(workbook(view, explored, _address(view, explored.asked)), 200, headers, FORMATS[suffix])
        finally:
            _MAKING.release()
    made = (csv_parts if suffix == "csv" else json_parts)(view, explored)
    return StreamingResponse(_released(made), 200, headers, FORMATS[suffix])


def _released(made: Iterator[bytes]) -> Iterator[bytes]:
    """The parts of a file; whether all are taken or not, another file may be made after it."""
    try:
        yield from made
    finally:
        _MAKING.release()


@readable(router, "/tables/{name}")
def page(view: ViewDep, name: str) -> Response:
    """One table: a page of its rows, and by what it can be narrowed."""
    table = _table(name)
    explored = _explored(view, table)
    asked, site = explored.asked, view.site
    facets = offered(explored)
    site.names.load(choice.iri for _, each in facets for choice in each if choice.iri)
    chosen = {f.name: meant(site, f, value) for f in table.facets if (value := asked.given.get(f.name)) and f.kind}
    by_name = {facet.name: facet for facet in table.facets}
    context = {
        "table": table,
        "asked": asked,
        "records": explored.page(),
        "total": len(explored.keys),
        "pages": explored.pages,
        "facets": facets,
        "chosen": {name: value_of(site, by_name[name], iri) for name, iri in chosen.items()},
        "chosen_iris": chosen,
        "conditions": list(zip(asked.given, conditions(view, explored), strict=True)),
        "hidden": {key: value for key, value in asked.given.items() if key not in {*by_name, *table.inputs}},
        "shown": lambda column, record: shown(view, column, record),
        "address": lambda **other: view.url(f"/tables/{name}", **asked.parameters(**other)),
        "file": lambda suffix: view.url(f"/tables/{name}.{suffix}", **asked.parameters(per_page="")),
        "other_rows": _elsewhere(view, asked, table.rows),
        "readers": _readers(view, asked),
        "unsorted": UNSORTED,
        "sizes": _SIZES,
        "most": MOST,
    }
    return view.render("table.html", context)


def _table(name: str) -> Table:
    table = tables().get(name)
    if table is None:
        raise RefusedError(404, f"there is no table {name[:40]!r}; there are {', '.join(tables())}")
    return table


def _explored(view: View, table: Table) -> Explored:
    try:
        return explore(view, parse(table, view.request.query_params.multi_items()))
    except KeyError:  # a mistake of ours
        raise
    except LookupError as error:
        raise RefusedError(404, str(error)) from None
    except ValueError as error:
        raise RefusedError(400, str(error)) from None


def _elsewhere(view: View, asked: Asked, name: str) -> str:
    """The same rows cut otherwise, with those conditions that are known there."""
    if not name:
        return ""
    known = tables()[name].kind.filter.model_fields
    given = {key: value for key, value in asked.given.items() if key in known}
    return view.url(f"/tables/{name}", **given, **({"q": asked.q} if asked.q else {}))


PAGE_CONDITIONS: dict[str, tuple[str, ...]] = {
    "/measures": ("corpus", "document", "area", "topic", "commitment", "agency", "names", "city", "pair", "due_before"),
    "/pairs": ("date", "standing"),
    "/documents": ("corpus", "date", "standing"),
    "/cities": ("corpus",),
}
"""The conditions that the pages for readers know."""


def _readers(view: View, asked: Asked) -> str:
    """The page that lists the same for readers, with those conditions that it knows."""
    page = asked.table.page
    known = {key: value for key, value in asked.given.items() if key in PAGE_CONDITIONS.get(page, ())}
    return view.url(page, **known) if page else ""


def _address(view: View, asked: Asked) -> str:
    """The whole address of the page that shows what a file holds."""
    url = view.request.url
    query = urlencode(asked.parameters())
    return f"{url.scheme}://{url.netloc}{quote(view.root)}/tables/{asked.table.name}" + (f"?{query}" if query else "")


def moved(request: Request, view: View, name: str) -> Response:
    """Where a list of old is now, with the conditions that it had."""
    given: dict[str, Any] = {key: value for key, value in request.query_params.multi_items() if value}
    return RedirectResponse(view.url(f"/tables/{name}", **given), 301)


@readable(router, "/agencies")
def agencies(request: Request, view: ViewDep) -> Response:
    return moved(request, view, "agencies")


@readable(router, "/platforms")
def platforms(request: Request, view: ViewDep) -> Response:
    return moved(request, view, "platforms")


@readable(router, "/organizations")
def organizations(request: Request, view: ViewDep) -> Response:
    return moved(request, view, "organizations")
