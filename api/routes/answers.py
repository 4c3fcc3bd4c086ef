"""Which tasks of a document are answered by those that implement it, as a page, as CSV and as JSON."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import JSONResponse

from ..http.conditional import conditional
from ..http.errors import RefusedError
from ..pages.answers import MOST, Answers, Plan, answers, as_csv, as_json, plans
from ..pages.caching import CachedRoute
from ..pages.site import View, ViewDep
from ..pages.spreadsheet import csv_response
from ..readable import readable

router = APIRouter(tags=["pages"], route_class=CachedRoute)


def get_asked(
    plan: Annotated[str, Query(description="The document whose tasks are looked at, such as `policy/...`.")] = "",
    by: Annotated[str, Query(description="One implementing document, such as `document/...`; all without.")] = "",
) -> tuple[str, str]:
    """The two parameters, as they stand in the address: what follows ``id/`` in an IRI."""
    return plan, by


Asked = Annotated[tuple[str, str], Depends(get_asked)]


def _chosen(view: View, asked: Asked) -> tuple[Plan | None, str]:
    """The plan (the one that most others implement when none is asked for), and the IRI of the one document."""
    known, prefix = plans(view.site), view.site.space("id")
    wanted = prefix + asked[0] if asked[0] else next(iter(known), "")
    if asked[0] and wanted not in known:
        raise RefusedError(404, f"plan: no held document implements {asked[0][:80]!r}")
    plan = known.get(wanted)
    only = prefix + asked[1] if asked[1] else ""
    if only and (plan is None or only not in {held.iri for held in plan.by}):
        raise RefusedError(404, f"by: {asked[1][:80]!r} does not implement it")
    return plan, only


def _answers(view: View, asked: Asked) -> Answers | None:
    plan, only = _chosen(view, asked)
    if plan is None:
        return None
    view.site.names.load([plan.held.iri, *(held.iri for held in plan.by)])
    if any(asked):
        return answers(view, plan, only)
    # What everybody sees first is worked out once for a release.
    found: Answers = view.site.remembered(("answers", view.language), lambda: answers(view, plan))
    return found


@readable(router, "/answers", include_in_schema=False)
def answers_page(view: ViewDep, asked: Asked) -> Response:
    """The page."""
    found = _answers(view, asked)
    known = plans(view.site)
    view.site.names.load(known)
    prefix = view.site.space("id")
    context = {
        "plans": [(iri.removeprefix(prefix), iri) for iri in known],
        "found": found,
        "chosen": found.plan.held.iri.removeprefix(prefix) if found else "",
        "by": asked[1],
        "rest": lambda iri: iri.removeprefix(prefix),
        "most": MOST,
    }
    return view.render("answers.html", context)


@readable(router, "/answers.csv")
def answers_csv(view: ViewDep, asked: Asked) -> Response:
    """The same as CSV: a row for each task and implementing document."""
    found = _answers(view, asked)
    if found is None:
        raise RefusedError(404, "no held document implements another")
    return csv_response(view, as_csv(view, found))


@readable(router, "/answers.json")
def answers_json(view: ViewDep, asked: Asked) -> Response:
    """The same as JSON."""
    found = _answers(view, asked)
    if found is None:
        raise RefusedError(404, "no held document implements another")
    response = JSONResponse(as_json(view, found))
    response.headers["Vary"] = "Accept-Language, Cookie"
    return conditional(view.request, response)
