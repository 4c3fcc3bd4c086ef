"""The plain JSON interface: lists of records by the filters of the pages, in pages."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Annotated, Any, Generic, TypeVar
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel

from .. import records
from ..http.conditional import conditional
from ..http.problem import documented
from ..pages.caching import CachedRoute
from ..pages.site import Site, SiteDep
from ..readable import readable
from ..records.base import Filter, Item, Page, asked, both, said, told
from .problems import with_problems

MOST = 200
"""Records on one page."""

Asked = TypeVar("Asked", bound="Paging")


class RecordsRoute(CachedRoute):
    """Remembers answers as pages do; what it refuses are problem details."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        return with_problems(super().get_route_handler())


router = APIRouter(tags=["data"], route_class=RecordsRoute)


class Paging(Filter):
    """Which page of a list is asked for."""

    page: int = asked("page", 1, ge=1, le=100_000)
    per_page: int = asked("per_page", 50, ge=1, le=MOST)


class Listing(Page[Item], Generic[Item]):
    """A page of a list. ``Link`` leads to the first, previous, next and last one (RFC 8288)."""

    page: int = told("page")
    pages: int = told("pages")
    release: str = told("release")


class PairParameters(Paging, records.PairFilter):
    """Parameters of /api/pairs."""


class MeasureParameters(Paging, records.MeasureFilter):
    """Parameters of /api/measures."""


class AssignmentParameters(Paging, records.AssignmentFilter):
    """Parameters of /api/assignments."""


class AgencyParameters(Paging, records.AgencyFilter):
    """Parameters of /api/agencies."""


class PlaceParameters(Paging, records.PlaceFilter):
    """Parameters of /api/places."""


class OrganizationParameters(Paging, records.OrganizationFilter):
    """Parameters of /api/organizations."""


class PlatformParameters(Paging, records.PlatformFilter):
    """Parameters of /api/platforms."""


class DocumentParameters(Paging, records.DocumentFilter):
    """Parameters of /api/documents."""


class TopicParameters(Paging, records.TopicFilter):
    """Parameters of /api/topics."""


class TargetParameters(Paging, records.TargetFilter):
    """Parameters of /api/targets."""


class ChangeParameters(Paging, records.ChangeFilter):
    """Parameters of /api/changes."""


def listed(name: str, model: type[BaseModel]) -> Callable[[Callable[..., Response]], Callable[..., Response]]:
    """Registers a handler for ``/api/{name}``, described by words.toml; it answers with *model*."""
    return readable(
        router,
        f"/api/{name}",
        response_model=model,
        operation_id=name,
        summary=said()["operation"][name]["title"],
        description=both("operation", name),
        responses={
            304: {"description": "Not changed"},
            **documented(s404="What is asked for by name is not there", s422="A parameter is wrong", s503="No store"),
        },
        openapi_extra={"x-examples": said()["operation"][name]["examples"]},
    )


@listed("pairs", Listing[records.Pair])
def pairs(request: Request, site: SiteDep, asked: Annotated[PairParameters, Query()]) -> Response:
    return _page(request, site, asked, records.pairs)


@listed("measures", Listing[records.Measure])
def measures(request: Request, site: SiteDep, asked: Annotated[MeasureParameters, Query()]) -> Response:
    return _page(request, site, asked, records.measures)


@listed("assignments", Listing[records.Assignment])
def assignments(request: Request, site: SiteDep, asked: Annotated[AssignmentParameters, Query()]) -> Response:
    return _page(request, site, asked, records.assignments)


@listed("agencies", Listing[records.Agency])
def agencies(request: Request, site: SiteDep, asked: Annotated[AgencyParameters, Query()]) -> Response:
    return _page(request, site, asked, records.agencies)


@listed("places", Listing[records.Place])
def places(request: Request, site: SiteDep, asked: Annotated[PlaceParameters, Query()]) -> Response:
    return _page(request, site, asked, records.places)


@listed("organizations", Listing[records.Organization])
def organizations(request: Request, site: SiteDep, asked: Annotated[OrganizationParameters, Query()]) -> Response:
    return _page(request, site, asked, records.organizations)


@listed("platforms", Listing[records.Platform])
def platforms(request: Request, site: SiteDep, asked: Annotated[PlatformParameters, Query()]) -> Response:
    return _page(request, site, asked, records.platforms)


@listed("documents", Listing[records.Document])
def documents(request: Request, site: SiteDep, asked: Annotated[DocumentParameters, Query()]) -> Response:
    return _page(request, site, asked, records.documents)


@listed("topics", Listing[records.Topic])
def topics(request: Request, site: SiteDep, asked: Annotated[TopicParameters, Query()]) -> Response:
    return _page(request, site, asked, records.topics)


@listed("targets", Listing[records.Target])
def targets(request: Request, site: SiteDep, asked: Annotated[TargetParameters, Query()]) -> Response:
    return _page(request, site, asked, records.targets)


@listed("compare", records.Comparison)
def compare(request: Request, site: SiteDep, asked: Annotated[records.CompareFilter, Query()]) -> Response:
    return _json(request, records.compare(site, asked))


@listed("changes", Listing[records.Change])
def changes(request: Request, site: SiteDep, asked: Annotated[ChangeParameters, Query()]) -> Response:
    return _page(request, site, asked, records.changes)


def _page(request: Request, site: Site, asked: Asked, read: Callable[[Site, Asked, int, int], Page[Any]]) -> Response:
    found = read(site, asked, (asked.page - 1) * asked.per_page, asked.per_page)
    pages = max(1, -(-found.total // asked.per_page))
    made = Listing[Any](total=found.total, items=found.items, page=asked.page, pages=pages, release=site.engine.release)
    response = _json(request, made)
    response.headers["Link"] = ", ".join(_links(request, asked.page, pages))
    return response


def _json(request: Request, value: BaseModel) -> Response:
    return conditional(request, Response(value.model_dump_json(), media_type="application/json"))


def _links(request: Request, page: int, pages: int) -> list[str]:
    """Where the other pages of a list are, in whole addresses: clients do not agree on what others are relative to."""
    given = [(key, value) for key, value in request.query_params.multi_items() if key != "page"]
    there = f"{request.url.scheme}://{request.url.netloc}{quote(request.url.path)}"
    wanted = {"first": 1, "prev": min(page - 1, pages), "next": page + 1 if page < pages else 0, "last": pages}
    return [
        f'<{there}?{urlencode([*given, ("page", number)])}>; rel="{relation}"'
        for relation, number in wanted.items()
        if number > 0
    ]
