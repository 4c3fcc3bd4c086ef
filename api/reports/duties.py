"""The table of responsibilities, by policy area, and the annex of the words behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..pages import measures
from ..pages.measures import Measure
from ..pages.site import View
from .model import Part, Quoted, Table

MOST = 120
"""Measures that a report lists: with their words some thirty pages."""
LONG = 120
"""Characters of a measure in the table; the annex has all."""


@dataclass(frozen=True, slots=True)
class Duties:
    """The parts, the annex, and how many measures there are in all."""

    parts: tuple[Part, ...]
    annex: tuple[Quoted, ...]
    total: int


def duties(view: View, iris: Sequence[str], address: str) -> Duties:
    """The measures of *iris*, the first MOST of them in the order of their documents; what is left out is at *address*.

    A measure with several areas stands under the first.
    """
    words = view.words
    found = measures.load(view, measures.in_order(view.site, iris)[:MOST])
    if not found:
        return Duties((Part(1, words("report.duties"), (words("report.no_duties"),)),), (), 0)
    by_area: dict[str, list[Measure]] = {}
    for one in found:
        by_area.setdefault(one.areas[0] if one.areas else "", []).append(one)
    areas = sorted(by_area, key=lambda area: (not area, -len(by_area[area]), area))
    said: tuple[str, ...] = ()
    if (total := len(iris)) > len(found):
        rest = total - len(found)
        said = (words("report.left_out", total=total, shown=len(found), rest=rest, address=address),)
    parts = [Part(1, words("report.duties"), said)]
    annex: list[Quoted] = []
    for area in areas:
        rows = []
        for one in by_area[area]:
            annex.append(_quoted(view, one, len(annex) + 1))
            rows.append(_row(view, one, len(annex)))
        heading = view.label(area) if area else words("report.other")
        parts.append(Part(2, heading, (), _table(view, rows)))
    return Duties(tuple(parts), tuple(annex), total)


def _table(view: View, rows: list[tuple[str, ...]]) -> Table:
    """The rows with their heads; without the deadlines where none has one."""
    columns = tuple(view.words(f"report.{key}") for key in ("number", "task", "owners", "commitment", "deadline"))
    if any(row[-1] for row in rows):
        return Table(columns, (8, 33, 31, 14, 14), tuple(rows))
    return Table(columns[:-1], (8, 41, 37, 14), tuple(row[:-1] for row in rows))


def _row(view: View, one: Measure, number: int) -> tuple[str, ...]:
    words = view.words
    roles = {"lead": words("role.lead"), "supporting": words("role.supporting")}
    owners = [
        view.label(owner.agency) + (f" ({roles[owner.role]})" if owner.role in roles else "") for owner in one.owners
    ]
    text = one.text if len(one.text) <= LONG else f"{one.text[: LONG - 1]}…"
    commitment = view.label(one.commitment) if one.commitment else ""
    owned = words("separator").join(owners) or words("report.unowned")
    return str(number), text, owned, commitment, one.deadline_words


def _quoted(view: View, one: Measure, number: int) -> Quoted:
    quotes = dict.fromkeys(quote.exact for owner in one.owners for quote in owner.evidence)
    source = view.label(one.document) if one.document else ""
    return Quoted(number, one.text, source, one.iri, view.words("separator").join(f"“{q}”" for q in quotes))
