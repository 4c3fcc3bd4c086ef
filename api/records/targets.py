"""Dated targets of documents."""

from __future__ import annotations

from collections.abc import Mapping

from ..pages.measures import FILTERS
from ..pages.site import Site, text_of
from ..store.engine import Row
from .base import Kind, Quote, Record, Reference, asked, told
from .documents import covering
from .measures import DocumentNarrowing
from .naming import wanted_documents
from .reading import id_of, iri_of, quotes, reference, year_of


class TargetFilter(DocumentNarrowing):
    """Which targets are listed."""

    place: str = asked("place_of_document", examples=["350800"])
    year: int | None = asked("year", None, ge=1900, le=2199, examples=[2025])
    from_year: int | None = asked("from_year", None, ge=1900, le=2199)
    to_year: int | None = asked("to_year", None, ge=1900, le=2199)


class Target(Record):
    """A goal with the year by which it is to be reached."""

    id: str = told("id")
    iri: str = told("iri")
    text: str = told("text_of_target")
    year: int | None = told("year")
    quantity: str | None = told("quantity")
    document: Reference = told("document")
    quotes: list[Quote] = told("quotes")


def _find(site: Site, asked: TargetFilter) -> dict[str, Row]:
    """The targets that fit *asked*, by year and document."""
    wanted = wanted_documents(site, asked)
    if asked.place:
        of_place = covering(site, iri_of(site, asked.place, FILTERS["city"]))
        wanted = of_place if wanted is None else wanted & of_place
    rows: dict[str, Row] = {}
    for row in site.remembered("targets", lambda: site.select("records/targets")):
        if _fits(row, asked) and (wanted is None or text_of(row["document"]) in wanted):
            rows.setdefault(text_of(row["target"]), row)
    ordered = sorted(rows, key=lambda iri: (text_of(rows[iri]["year"]), text_of(rows[iri]["document"]), iri))
    return {iri: rows[iri] for iri in ordered}


def _read(site: Site, _: TargetFilter, shown: Mapping[str, Row]) -> list[Target]:
    site.names.load(text_of(row["document"]) for row in shown.values())
    words = quotes(site, "evidence", list(shown))
    return [
        Target(
            id=id_of(site, iri),
            iri=iri,
            text=text_of(row["text"]),
            year=year_of(text_of(row["year"])),
            quantity=text_of(row.get("quantity")) or None,
            document=reference(site, text_of(row["document"])),
            quotes=words.get(iri, []),
        )
        for iri, row in shown.items()
    ]


def _fits(row: Row, asked: TargetFilter) -> bool:
    year = year_of(text_of(row["year"]))
    if year is None:
        return asked.year is None and asked.from_year is None and asked.to_year is None
    if asked.year is not None and year != asked.year:
        return False
    return (asked.from_year or year) <= year <= (asked.to_year or year)


targets = Kind(TargetFilter, Target, _find, _read)
"""The targets, by year and document."""
