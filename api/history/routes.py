"""What changed from release to release: pages, JSON, feed and patches; and the TimeMaps of things."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Response
from fastapi.responses import FileResponse, JSONResponse

from ...graph.history.log import Entry
from ...graph.history.render import MARKS, words
from ..http.accept import choose
from ..http.conditional import conditional, if_none_match
from ..http.errors import RefusedError
from ..pages.paging import leaf
from ..pages.site import View, ViewDep
from ..readable import readable
from . import memento
from .changes import RELEASES_A_PAGE, Changes
from .feed import MEDIA_TYPE, feed
from .releases import Releases
from .site import dated

router = APIRouter(tags=["history"])

LISTED = 100
"""Documents on one page of what a release changed."""
_OFFERS = {"html": "text/html", "json": "application/json"}
Page = Annotated[int, Query(ge=1, le=100_000)]
Format = Annotated[str, Query(pattern="^(html|json)?$")]


@readable(router, "/changes", response_model=dict[str, Any])
def changes(view: ViewDep, page: Page = 1, format: Format = "") -> Response:  # noqa: A002
    """The releases, the newest first, with how many facts of each document are new, gone or changed."""
    found = _changes(view)
    form = _form(view, format)
    log = found.releases.log()[::-1]
    shown = log[(page - 1) * RELEASES_A_PAGE : page * RELEASES_A_PAGE]
    pages = max(1, -(-len(log) // RELEASES_A_PAGE))
    if form == "json":
        records = [found.record(entry) for entry in shown]
        return _json(view, {"releases": records, "total": len(log), "page": page, "pages": pages})
    return view.render("changes.html", {"changes": found, "log": shown, "page": page, "pages": pages})


@readable(router, "/changes.atom")
def atom(view: ViewDep) -> Response:
    """The same as an Atom feed (RFC 4287)."""
    found = _changes(view)
    log = found.releases.log()
    if not log:
        raise RefusedError(404, "no release has been logged yet")
    host = f"{view.request.url.scheme}://{view.request.url.netloc}"
    itself = quote(view.request.url.path) + (f"?{view.request.url.query}" if view.request.url.query else "")
    response = Response(feed(found, log, host, itself), media_type=MEDIA_TYPE)
    response.headers["Vary"] = "Accept-Language, Cookie"
    return conditional(view.request, response)


@readable(router, "/changes/{number:int}", response_model=dict[str, Any])
def release(
    number: int,
    view: ViewDep,
    document: Annotated[str, Query(max_length=300, description="slug of a document, or `together`")] = "",
    page: Page = 1,
    format: Format = "",  # noqa: A002
) -> Response:
    """What one release changed: facts by document, with quotes."""
    found = _changes(view)
    entry = _entry(found, number)
    form = _form(view, format)
    try:
        shown, pages = found.page(entry, document, page)
    except (OSError, ValueError) as error:
        raise RefusedError(404, f"changes/{number}: its facts cannot be read") from error
    if form == "json":
        facts = [found.facts_record(fact) for _, facts in shown for fact in facts]
        return _json(view, {**found.record(entry), "facts": facts, "page": page, "pages": pages})
    context = {
        "changes": found,
        "entry": entry,
        "listed": leaf(view, entry.groups, LISTED, "groups"),
        "chosen": document,
        "shown": shown,
        "page": page,
        "pages": pages,
        "said": words(view.language),
        "marks": MARKS,
    }
    return view.render("release.html", context)


@readable(router, "/changes/{number:int}.rdfp.gz")
def patch(number: int, view: ViewDep) -> Response:
    """The RDF Patch from the release before."""
    entry = _entry(_changes(view), number)
    path = entry.patch
    if not path.is_file():
        raise RefusedError(404, f"{path.name}: the patch is not there")
    headers = {"ETag": f'"{entry.id.rpartition(":")[2]}"', "Cache-Control": "no-cache"}
    if if_none_match(view.request.headers.get("if-none-match", ""), headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return FileResponse(path, media_type="application/gzip", filename=path.name, headers=headers)


@readable(router, memento.TIMEMAP + "/{path:path}")
def timemap(path: str, view: ViewDep) -> Response:
    """The kept releases that know the thing at *path*, as a TimeMap (RFC 7089, section 5)."""
    releases = _changes(view).releases
    local = memento.local_of(path)
    moments = memento.unrepeated(memento.holding(releases, local)) if local else []  # the base itself is no thing
    if not moments:
        raise RefusedError(404, f"{path[:200]}: no release that is kept knows it")
    host = f"{view.request.url.scheme}://{view.request.url.netloc}"
    original = f"{host}{view.root}/{quote(path)}"
    itself = f"{host}{view.root}{memento.TIMEMAP}/{quote(path)}"
    body = memento.link_format(original, itself, moments, lambda version: dated(original, version))
    return conditional(view.request, Response(body, media_type=memento.LINK_FORMAT))


def _changes(view: View) -> Changes:
    releases: Releases | None = view.request.app.state.releases
    if releases is None:
        raise RefusedError(404, "this server serves no build of its own: there is no log of releases")
    return Changes(view, releases)


def _entry(found: Changes, number: int) -> Entry:
    entry = found.entry(number)
    if entry is None:
        raise RefusedError(404, f"changes/{number}: no such release; /changes lists them")
    return entry


def _form(view: View, asked: str) -> str:
    offered = choose(view.request.headers.get("accept"), _OFFERS, asked or None)
    if offered is None:
        raise RefusedError(406, "offered are text/html and application/json", {"Vary": "Accept"})
    return offered[0]


def _json(view: View, value: dict[str, Any]) -> Response:
    response = JSONResponse(value)
    response.headers["Vary"] = "Accept"
    return conditional(view.request, response)
