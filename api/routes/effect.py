"""Pairs as of a day."""

from __future__ import annotations

from collections import Counter

from fastapi import APIRouter, Response

from ..pages.caching import CachedRoute
from ..pages.effect import PAIR_STATES, asked, pairs_as_of
from ..pages.paging import page_of
from ..pages.site import ViewDep
from ..readable import readable

router = APIRouter(tags=["pages"], include_in_schema=False, route_class=CachedRoute)

ROWS = 40
"""Pairs on one page."""


@readable(router, "/pairs")
def pairs(view: ViewDep) -> Response:
    """Every pair with how it stands on a day (today when none is asked for), by all documents and by each."""
    wanted = asked(view)
    found = [(pair, pair.standing(wanted.day)) for pair in pairs_as_of(view.site, wanted.day)]
    shown = [(pair, standing) for pair, standing in found if wanted.wants(standing)]
    page, pages = page_of(view, len(shown), ROWS)
    context = {
        "asked": wanted,
        "states": PAIR_STATES,
        "pairs": shown,
        "first": (page - 1) * ROWS,
        "last": page * ROWS,
        "page": page,
        "pages": pages,
        "address": lambda other: view.url("/pairs", **{**view.request.query_params, "page": other}),
        "total": len(found),
        "shared": Counter(document for pair, _ in shown for document in {said.document for said in pair.said}),
    }
    return view.render("pairs.html", context)
