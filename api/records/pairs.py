"""Pairs of places as of a day, with what each document says of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from ..pages.corpora import corpora
from ..pages.effect import Said, StandingPair, pairs_as_of
from ..pages.measures import FILTERS
from ..pages.pairings import pairings
from ..pages.site import Site, text_of
from ..pages.standing import day_of, today
from .base import Filter, Kind, Quote, Record, Reference, asked, told
from .confident import BAND, all_confidences, band
from .reading import confidences, id_of, iri_of, nodes, quotes, reference, references

DAY = r"^(\d{4}-\d\d-\d\d)?$"
_PLACE, _AREA = FILTERS["city"], "id/base-area/"


class PairFilter(Filter):
    """Which pairs are listed, and for which day it is said how they stand."""

    date: str = asked("date", pattern=DAY, examples=["2024-12-31"])
    standing: str = asked("standing", pattern="^(in-force|not-yet|expired|ended|proposed|denied|unknown)?$")
    place: str = asked("place_of_pair", examples=["440300"])
    base: str = asked("base")
    partner: str = asked("partner")
    base_area: str = asked("base_area", examples=["gan-min-yue"])
    level: str = asked("level", pattern="^(province|city|county)?$")
    document: str = asked("document_of_pair")
    corpus: str = asked("corpus")
    confidence: str = asked("confidence", pattern=BAND)


class PairStatement(Record):
    """What one document says of a pair."""

    document: Reference = told("document")
    status: str = told("standing")
    years: str = told("years")


class Pair(Record):
    """A place of a base area and the place that is paired with it."""

    id: str = told("id")
    iri: str = told("iri")
    base: Reference = told("base")
    partner: Reference = told("partner")
    level: str | None = told("level")
    base_areas: list[Reference] = told("base_areas")
    start_year: int | None = told("start_year")
    end_year: int | None = told("end_year")
    status: str = told("status")
    date: str = told("date")
    standing: str = told("standing")
    standing_reason: str = told("standing_reason")
    established_by: list[Reference] = told("established_by")
    statements: list[PairStatement] = told("statements")
    measures: int = told("measures")
    confidence: float | None = told("confidence")
    quotes: list[Quote] = told("quotes")
    term_quotes: list[Quote] = told("term_quotes")


def _find(site: Site, asked: PairFilter) -> dict[str, StandingPair]:
    """The pairs that fit *asked*, by partner. Raises ValueError for a date that is no day."""
    day = day_asked(asked.date)
    return {
        pair.iri: pair
        for pair in pairs_as_of(site, day)
        if _fits(site, pair, asked) and asked.standing in ("", pair.standing(day).state)
    }


def _read(site: Site, asked: PairFilter, shown: Mapping[str, StandingPair]) -> list[Pair]:
    day, iris = day_asked(asked.date), list(shown)
    own, terms, sure = quotes(site, "evidence", iris), quotes(site, "term-evidence", iris), confidences(site, iris)
    founded: dict[str, list[str]] = {}
    for row in site.select("records/established", this=nodes(iris)) if iris else []:
        founded.setdefault(text_of(row["this"]), []).append(text_of(row["document"]))
    items = []
    for pair in shown.values():
        stands = pair.standing(day)
        items.append(
            Pair(
                id=id_of(site, pair.iri),
                iri=pair.iri,
                base=reference(site, pair.base),
                partner=reference(site, pair.partner),
                level=level_of(site, pair.base),
                base_areas=references(site, pair.base_areas),
                start_year=pair.years[0],
                end_year=pair.years[1],
                status=pair.status,
                date=day.isoformat(),
                standing=stands.state,
                standing_reason=stands.reason,
                established_by=references(site, founded.get(pair.iri, [])),
                statements=[_statement(site, said) for said in pair.said],
                measures=len(pairings(site).of_pair.get(pair.iri, ())),
                confidence=sure.get(pair.iri),
                quotes=own.get(pair.iri, []),
                term_quotes=terms.get(pair.iri, []),
            )
        )
    return items


def day_asked(text: str) -> date:
    """The day that a filter names, today for the empty string. Raises ValueError for what is no day."""
    day = day_of(text) if text else today()
    if day is None:
        raise ValueError(f"date: {text!r} is no day; write it as 2024-12-31")
    return day


def level_of(site: Site, place: str) -> str | None:
    """Whether a place is a province, a city or a county."""
    return next((kind.lower() for kind in site.names.one(place).types if kind in ("Province", "City", "County")), None)


def _statement(site: Site, said: Said) -> PairStatement:
    return PairStatement(document=reference(site, said.document), status=said.standing.state, years=said.period)


def _fits(site: Site, pair: StandingPair, asked: PairFilter) -> bool:
    documents = {said.document for said in pair.said}
    conditions = (
        (asked.place, _PLACE, {pair.base, pair.partner}),
        (asked.base, _PLACE, {pair.base}),
        (asked.partner, _PLACE, {pair.partner}),
        (asked.base_area, _AREA, set(pair.base_areas)),
        (asked.document, FILTERS["document"], documents),
    )
    if any(value and iri_of(site, value, kind) not in has for value, kind, has in conditions):
        return False
    if asked.confidence and band(all_confidences(site, "Cooperation").get(pair.iri)) != asked.confidence:
        return False
    if asked.level and level_of(site, pair.base) != asked.level:
        return False
    held = corpora(site).get(iri_of(site, asked.corpus, FILTERS["corpus"]), ()) if asked.corpus else None
    return held is None or not documents.isdisjoint(held)


pairs = Kind(PairFilter, Pair, _find, _read)
"""The pairs, by partner. Raises ValueError for a date that is no day."""
