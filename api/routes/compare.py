"""Documents, pairings and places compared: the page, CSV, JSON and a Word report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import JSONResponse

from ..comparing.compare import LEVELS, Comparison, TopicRow, compare
from ..comparing.export import PARTS, as_json
from ..comparing.sides import MOST, Side, sides, value_of
from ..comparing.words import letter, levels, names, owners, sentences
from ..http.conditional import conditional
from ..http.errors import RefusedError
from ..pages import measures
from ..pages.caching import CachedRoute
from ..pages.pairings import pairings
from ..pages.site import Site, View, ViewDep, text_of
from ..pages.spreadsheet import csv_response, csv_text
from ..readable import readable
from ..reports.compared import report_of

router = APIRouter(tags=["pages"], route_class=CachedRoute)

SHOWN = 16
"""Like pairs on a page; the files have all."""
OWNED = 14
"""Topics on a page for which owners stand beside each other."""
LISTED = 12
"""Measures of each side on the page of one topic."""
CHOSEN_ANEW = 3
"""Sides that the form lets one change, each by a list of all that is offered; of more sides each can be dropped."""
OFFERED = 150
"""Documents, and places and pairings, that the form offers."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: the sides in their order, and how they are shown."""

    values: tuple[str, ...]
    differences: bool
    topic: str


def get_asked(
    left: Annotated[str, Query(description="A document, by its slug; the same as side=document/...")] = "",
    right: Annotated[str, Query(description="Another document.")] = "",
    side: Annotated[
        Sequence[str], Query(description="document/..., cooperation/... or place/...; two to eight of them.")
    ] = (),
    differences: Annotated[str, Query(description="1 leaves only what some side lacks.")] = "",
    topic: Annotated[str, Query(description="One topic, with the words of its measures.")] = "",
) -> Asked:
    """The parameters of every address of a comparison."""
    named = [f"document/{slug}" for slug in (left, right) if slug]
    return Asked(tuple(dict.fromkeys(filter(None, [*named, *side]))), differences not in ("", "0"), topic)


AskedDep = Annotated[Asked, Depends(get_asked)]


def _sides(view: View, asked: Asked) -> tuple[Side, ...]:
    """The sides that are asked for; where fewer than two are, the newest documents beside them."""
    values = list(asked.values)
    for row in view.site.remembered("documents", lambda: view.site.select("documents")):
        if len(values) >= 2:
            break
        if (value := value_of(view.site, text_of(row["document"]))) not in values:
            values.append(value)
    try:
        return sides(view, values)
    except LookupError as error:
        raise RefusedError(404, str(error.args[0])) from error
    except ValueError as error:
        raise RefusedError(400, str(error)) from error


def _compared(view: View, asked: Asked) -> Comparison:
    found = _sides(view, asked)
    if len(found) < 2:
        raise RefusedError(404, "fewer than two documents are held")
    return compare(view, found)


@readable(router, "/compare", include_in_schema=False)
def compare_page(view: ViewDep, asked: AskedDep) -> Response:
    """The page."""
    found = _sides(view, asked)
    comparison = compare(view, found) if len(found) > 1 else None
    values = [value_of(view.site, side.iri) for side in found]
    rows = {row.topic: row for row in comparison.rows} if comparison else {}
    topic = rows.get(view.site.space("dkt", asked.topic)) if asked.topic else None
    if asked.topic and topic is None:
        raise RefusedError(404, f"topic: none of the sides has {asked.topic[:80]!r}")
    context = {
        "found": comparison,
        "sides": found,
        "values": values,
        "differences": asked.differences,
        "topic": topic,
        "lists": _lists(view, found, topic) if topic else [],
        "offered": _offered(view.site, values),
        "left_out": _left_out(view.site),
        "letter": lambda place: letter(view, place),
        "levels": lambda cell: levels(view, cell),
        "level_names": [view.site.space("dkc", name) for name in LEVELS],
        "names": lambda iris, most: names(view, iris, most),
        "owners": lambda row, most: owners(view, row, most),
        "sentences": sentences(view, comparison) if comparison else [],
        "cell_link": lambda side, row: _cell_link(view, side, row.topic),
        "topic_value": lambda iri: (view.site.local(iri) or "").removeprefix(measures.FILTERS["topic"]),
        "owned": _owned(comparison, asked.differences) if comparison else [],
        "shown": SHOWN,
        "listed_owners": OWNED,
        "most": MOST,
        "offered_at_most": OFFERED,
        "chosen_anew": CHOSEN_ANEW,
        "parts": list(PARTS),
    }
    return view.render("compare.html", context)


@readable(router, "/compare.csv")
def compare_csv(
    view: ViewDep,
    asked: AskedDep,
    part: Annotated[Literal["topics", "likes", "gaps"], Query(description="Which table.")] = "topics",
) -> Response:
    """One table of the comparison as CSV: topics by side, like measures, or gaps against a plan."""
    columns, rows = PARTS[part]
    return csv_response(view, csv_text(columns, rows(view, _compared(view, asked))))


@readable(router, "/compare.json")
def compare_json(view: ViewDep, asked: AskedDep) -> Response:
    """The comparison as JSON."""
    response = JSONResponse(as_json(view, _compared(view, asked)))
    response.headers["Vary"] = "Accept-Language, Cookie"
    return conditional(view.request, response)


@readable(router, "/compare.docx")
def compare_docx(view: ViewDep, asked: AskedDep) -> Response:
    """The comparison as a Word report."""
    found = _compared(view, asked)
    from ..reports.word import word_response  # noqa: PLC0415 - python-docx takes a tenth of a second, and most ask for no Word file

    return word_response(view, report_of(view, found), "duikou-compare")


def _owned(found: Comparison, differences: bool) -> list[TopicRow]:
    """The topics that several sides have and some body owns, those with the most measures first."""
    rows = [row for row in found.rows if len(row.having) > 1 and any(cell.owners for cell in row.cells)]
    if differences:
        rows = [row for row in rows if not row.same_owners]
    return sorted(rows, key=lambda row: (-len(row.having), -sum(len(cell.measures) for cell in row.cells)))


def _lists(view: View, found: Sequence[Side], row: TopicRow) -> list[tuple[Side, list[measures.Measure], str]]:
    """For each side its first measures of a topic with their evidence, and the address of all of them."""
    listed = [measures.load(view, [one.iri for one in cell.measures[:LISTED]]) for cell in row.cells]
    return [(side, each, _cell_link(view, side, row.topic)) for side, each in zip(found, listed, strict=True)]


def _cell_link(view: View, side: Side, topic: str) -> str:
    """The list of a side's measures of a topic."""
    chosen = {side.filter: side.iri, "topic": topic}
    return view.url(
        "/measures", **{k: (view.site.local(v) or "").removeprefix(measures.FILTERS[k]) for k, v in chosen.items()}
    )


def _comparable(site: Site) -> dict[str, list[str]]:
    """What can be compared, by kind, as IRIs."""

    def read() -> dict[str, list[str]]:
        known = pairings(site)
        held = site.remembered("documents", lambda: site.select("documents"))
        return {
            "documents": [text_of(row["document"]) for row in held],
            "pairs": sorted(pair for pair, found in known.of_pair.items() if found),
            "places": sorted(place for place in known.pairs_at if known.of(place)),
        }

    found: dict[str, list[str]] = site.remembered("comparable", read)
    return found


def _left_out(site: Site) -> list[tuple[str, int]]:
    """Of which kinds more can be compared than the form offers, and how many there are."""
    return [(kind, len(iris)) for kind, iris in _comparable(site).items() if len(iris) > OFFERED]


def _offered(site: Site, taken: Sequence[str]) -> dict[str, list[tuple[str, str]]]:
    """What the form offers to add to a comparison, by kind: how the address names it, and its IRI."""
    iris = _comparable(site)
    short = {kind: [iri for iri in each if value_of(site, iri) not in taken][:OFFERED] for kind, each in iris.items()}
    site.names.load(iri for each in short.values() for iri in each)
    return {kind: [(value_of(site, iri), iri) for iri in each] for kind, each in short.items() if each}
