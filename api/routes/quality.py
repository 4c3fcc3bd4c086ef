"""Quality: a scoreboard of completeness and the list of what is missing."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response

from ..pages import quality as pages
from ..pages.corpora import Narrowing, narrowing, of_chosen
from ..pages.corrected import OpenCorrection, open_corrections
from ..pages.paging import leaf
from ..pages.site import View, ViewDep
from ..pages.spreadsheet import csv_response
from ..readable import readable

router = APIRouter(tags=["quality"])

_PAGE = 100
_DOCUMENTS = 40
"""Documents on one page of the scoreboard."""
_CORRECTIONS = 50
OFFERED = 150
"""So many documents are offered to choose from; of more, one is named."""


def get_filters(
    document: Annotated[str, Query(description="Slug of a document, or `corpus` for the whole.")] = "",
    severity: Annotated[str, Query(description="Violation, Warning or Info.")] = "",
    theme: Annotated[str, Query(description="Slug of a theme of checks, such as `responsibility`.")] = "",
    check: Annotated[str, Query(description="Slug of a check, such as `measure-owner`.")] = "",
    corpus: Annotated[str, Query(description="Name of a corpus: its documents alone.")] = "",
) -> dict[str, str]:
    """The filters of the work list as they stand in the address."""
    return {"document": document, "severity": severity, "theme": theme, "check": check, "corpus": corpus}


Filters = Annotated[dict[str, str], Depends(get_filters)]


@readable(router, "/quality", include_in_schema=False)
def quality(view: ViewDep, filters: Filters, page: Annotated[int, Query(ge=1)] = 1) -> Response:
    """The page."""
    narrowed = narrowing(view)
    found = _read(view, narrowed)
    chosen = _chosen(view, found, filters)
    total = sum(chosen.values())
    pages_of_gaps = max(1, -(-total // _PAGE))
    shown = pages.gaps(view, found, chosen, (page - 1) * _PAGE, page * _PAGE)
    counts: Counter[str] = Counter()
    for (_, check), count in chosen.items():
        counts[found.checks[check].slug] += count
    view.site.names.load(gap.focus for gap in shown)
    context: dict[str, Any] = {
        "quality": found,
        "board": leaf(view, found.documents, _DOCUMENTS, "board", "board"),
        "offered": found.documents if len(found.documents) <= OFFERED else (),
        "severities": pages.SEVERITIES,
        "filters": filters,
        "narrowed": narrowed,
        "gaps": shown,
        "counts": counts,
        "total": total,
        "page": page,
        "pages": pages_of_gaps,
        "address": lambda other: view.url("/quality", page=other, **filters) + "#gaps",
        "places": pages.places(view, shown),
        "slug": lambda document: _slug(view, document),
        "corrections": leaf(view, _corrections(view, narrowed), _CORRECTIONS, "corrections", "corrections"),
    }
    view.site.names.load([*context["board"].rows, *context["offered"]])
    return view.render("quality.html", context)


@readable(router, "/quality/gaps.csv")
def gaps(view: ViewDep, filters: Filters) -> Response:
    """The work list as CSV, with the same filters as the page."""
    found = _read(view, narrowing(view))
    chosen = _chosen(view, found, filters)
    return csv_response(view, pages.gaps_csv(view, pages.gaps(view, found, chosen, 0, sum(chosen.values()))))


@readable(router, "/quality/scores.csv")
def scores(
    view: ViewDep, corpus: Annotated[str, Query(description="Name of a corpus: its documents alone.")] = ""
) -> Response:
    """The scoreboard as CSV: for each document and check how many nodes were looked at and how many failed."""
    return csv_response(view, pages.scores_csv(view, _read(view, narrowing(view))))


def _read(view: View, narrowed: Narrowing) -> pages.Quality:
    """The quality of all data, or of the documents of one corpus."""
    documents = of_chosen(view.site, narrowed)
    return pages.read(view) if documents is None else pages.narrowed(pages.read(view), documents)


def _corrections(view: View, narrowed: Narrowing) -> list[OpenCorrection]:
    """The open corrections, or those of the documents of one corpus."""
    documents, found = of_chosen(view.site, narrowed), open_corrections(view.site)
    return [one for one in found if documents is None or view.site.space("id", f"document/{one.document}") in documents]


def _chosen(view: View, found: pages.Quality, filters: dict[str, str]) -> dict[tuple[str, str], int]:
    """Counts of the gaps that the filters let through, by document and check."""
    document = filters["document"]
    iri = {_slug(view, each): each for each in found.documents}.get(document, document)
    return pages.choose(found, iri, filters["severity"], filters["theme"], filters["check"])


def _slug(view: View, document: str) -> str:
    """How the address names a document: its slug, or ``corpus`` for the data set as a whole."""
    prefix = view.site.space("id", "document/")
    return document.removeprefix(prefix) if document.startswith(prefix) else "corpus"
