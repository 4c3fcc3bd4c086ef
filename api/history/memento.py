"""Memento (RFC 7089): an address at a date leads to the release of that date, and every answer says where it stands.

The plain address of a thing is the original resource and its own TimeGate (section 4.1, pattern 1.1); the address with
``?release=`` is a memento; ``/timemap/...`` lists them.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import Request, Response
from pyoxigraph import NamedNode
from starlette.concurrency import run_in_threadpool

from ..http.accept import split_suffix
from ..http.errors import RefusedError
from ..pages.caching import CachedRoute
from ..pages.rdf import THING_FORMATS
from ..pages.site import Site
from .releases import Moment, Releases
from .site import RELEASE

TIMEMAP = "/timemap"
LINK_FORMAT = "application/link-format"
_DATE = "%a, %d %b %Y %H:%M:%S GMT"
"""The one form that Accept-Datetime may have (RFC 7089, section 2.1.1)."""


class MementoRoute(CachedRoute):
    """A route whose pages can be had as they were: by ``?release=``, or by Accept-Datetime at the plain address."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def answer(request: Request) -> Response:
            releases: Releases | None = request.app.state.releases
            version = request.query_params.get(RELEASE)
            if releases is None:
                if version is not None:
                    raise RefusedError(404, "no older releases are kept here")
                return await handle(request)
            request.state.release = version
            when = request.headers.get("accept-datetime") if version is None else None
            if when is not None:
                moment = await run_in_threadpool(chosen, releases, request, asked(when))
                if moment is not None:
                    return _marked(request, Response(status_code=302, headers=_to(request, moment)), moment, gate=True)
            try:
                response = await handle(request)
            except RefusedError as error:
                error.headers |= _gone(request, error.status, version)
                raise
            for name, value in _gone(request, response.status_code, version).items():
                response.headers[name] = ", ".join(filter(None, (response.headers.get(name), value)))
            moment = _moment(releases.moments(), version) if version is not None else None
            return _marked(request, response, moment, gate=version is None)

        return answer


def asked(header: str) -> datetime:
    """The date of an Accept-Datetime header. Raises RefusedError (400) for what is none (section 4.5.3)."""
    try:
        return datetime.strptime(header.strip(), _DATE).replace(tzinfo=UTC)
    except ValueError as error:
        raise RefusedError(400, f"Accept-Datetime: {header[:60]}: not a date such as {http_date(_SAMPLE)}") from error


_SAMPLE = datetime(2026, 1, 31, 12, tzinfo=UTC)


def http_date(when: datetime) -> str:
    return format_datetime(when, usegmt=True)


def at(moments: Sequence[Moment], when: datetime) -> Moment | None:
    """The release that was served at a time: the last one published by then, else the first one."""
    before = [moment for moment in moments if moment.when <= when]
    return before[-1] if before else moments[0] if moments else None


def holding(releases: Releases, local: str) -> list[Moment]:
    """The kept releases that know the thing at the path *local* below the base."""
    known: dict[str, bool] = {}
    for moment in releases.moments():
        if moment.version not in known:
            known[moment.version] = _holds(releases.site(moment.version), local)
    return [moment for moment in releases.moments() if known.get(moment.version)]


def chosen(releases: Releases, request: Request, when: datetime) -> Moment | None:
    """The release that answers for a request's thing at a time; None when none knows it."""
    root = request.scope.get("root_path", "").rstrip("/")
    return at(holding(releases, local_of(request.url.path.removeprefix(root))), when)


def local_of(path: str) -> str:
    """The path below the base of the thing that is answered for at a *path* of this site."""
    stem = split_suffix(path.lstrip("/"), THING_FORMATS)[0]
    return f"id/document/{stem.removeprefix('documents/')}" if stem.startswith("documents/") else stem


def link_format(original: str, timemap: str, moments: Sequence[Moment], address: Callable[[str], str]) -> str:
    """A TimeMap (section 5): *address* gives the address of the thing in a release."""
    span = f'; from="{http_date(moments[0].when)}"; until="{http_date(moments[-1].when)}"' if moments else ""
    links = [f'<{original}>; rel="original timegate"', f'<{timemap}>; rel="self"; type="{LINK_FORMAT}"{span}']
    for position, moment in enumerate(moments):
        first = "first " if position == 0 else ""
        last = "last " if position == len(moments) - 1 else ""
        links.append(f'<{address(moment.version)}>; rel="{first}{last}memento"; datetime="{http_date(moment.when)}"')
    return ",\n".join(links) + "\n"


def unrepeated(moments: Iterable[Moment]) -> list[Moment]:
    """Each release once, at the first time that it was published: an address has one date."""
    found: dict[str, Moment] = {}
    for moment in moments:
        found.setdefault(moment.version, moment)
    return list(found.values())


def _moment(moments: Sequence[Moment], version: str) -> Moment | None:
    return next((moment for moment in moments if moment.version == version), None)


def _holds(site: Site, local: str) -> bool:
    node = site.iri(local)
    return node is not None and any(_asks(site, node))


def _asks(site: Site, node: NamedNode) -> Iterable[bool]:
    return (site.engine.ask(site.queries.get(name, this=node)) for name in ("exists", "used", "graph-exists"))


def _address(request: Request, version: str | None) -> str:
    """The path and query of a request, in a release or (None) in the present."""
    kept = [(key, value) for key, value in request.query_params.multi_items() if key != RELEASE]
    query = urlencode([*kept, (RELEASE, version)] if version else kept)
    return quote(request.url.path) + (f"?{query}" if query else "")


def _to(request: Request, moment: Moment) -> dict[str, str]:
    return {"Location": _address(request, moment.version), "Cache-Control": "no-cache"}


def _timemap(request: Request) -> str:
    root = request.scope.get("root_path", "").rstrip("/")
    path = root + TIMEMAP + quote(request.url.path.removeprefix(root))
    return f'<{path}>; rel="timemap"; type="{LINK_FORMAT}"'


def _gone(request: Request, status: int, version: str | None) -> dict[str, str]:
    """The header by which a thing that has gone leads to what it was."""
    return {"Link": _timemap(request)} if status == 410 and version is None else {}


def _marked(request: Request, response: Response, moment: Moment | None, gate: bool) -> Response:
    """Adds the headers of Memento to an answer: of a TimeGate (*gate*), or of a memento."""
    if response.status_code >= 400:
        return response
    links = [response.headers["Link"]] if "Link" in response.headers else []
    links += [f'<{_address(request, None)}>; rel="original timegate"', _timemap(request)]
    if moment is not None:
        date = http_date(moment.when)
        links.append(f'<{_address(request, moment.version)}>; rel="memento"; datetime="{date}"')
    response.headers["Link"] = ", ".join(links)
    if gate:
        response.headers["Vary"] = ", ".join(filter(None, [response.headers.get("Vary"), "Accept-Datetime"]))
    elif moment is not None:
        response.headers["Memento-Datetime"] = http_date(moment.when)
        response.headers["X-Robots-Tag"] = "noindex"
    return response
