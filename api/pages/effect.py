"""Documents and pairs as of a day, and what changes a document, as pages show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from pyoxigraph import NamedNode

from ..http.errors import RefusedError
from ..store.engine import Row, Term
from .quotes import Quote, quote
from .site import Site, View, text_of
from .standing import Standing, State, day_of, document_standing, pair_standing, today

PAIR_STATES = tuple(state for state in State if state not in (State.REPEALED, State.NO_EFFECT))
DOCUMENT_STATES = tuple(state for state in State if state not in (State.ENDED, State.PROPOSED, State.DENIED))
TELLING = ("news", "interpretation")
"""Kinds of document that only tell of others."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: a day, and the one state that is wanted, or None for all."""

    day: date
    state: State | None

    def wants(self, standing: Standing) -> bool:
        return self.state is None or standing.state is self.state


@dataclass(slots=True)
class Said:
    """What one document says of a pair, and how it stands by that."""

    document: str
    period: str
    standing: Standing


@dataclass(slots=True)
class StandingPair:
    """A pair as of a day, by all documents and by each."""

    iri: str
    base: str
    partner: str
    period: str
    status: str
    years: tuple[int | None, int | None]
    base_areas: list[str] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    published: list[date] = field(default_factory=list)
    """When the documents were published that say its status."""

    def standing(self, day: date) -> Standing:
        return pair_standing(day, self.status, *self.years, min(self.published, default=None))


@dataclass(slots=True)
class Change:
    """A document that repeals or amends the one of the page, and its words."""

    relation: str
    by: str
    quotes: list[Quote] = field(default_factory=list)


def asked(view: View) -> Asked:
    """The parameters ``date`` (today when there is none) and ``standing``. Refuses what is no day and no state."""
    parameters = view.request.query_params
    text, wanted = parameters.get("date", ""), parameters.get("standing", "")
    day = day_of(text) if text else today()
    if day is None:
        raise RefusedError(400, f"date: {text[:40]!r} is no day; write it as 2024-12-31")
    if wanted and wanted not in list(State):
        raise RefusedError(400, f"standing: {wanted[:40]!r} is none of {', '.join(State)}")
    return Asked(day, State(wanted) if wanted else None)


def pairs_as_of(site: Site, day: date) -> list[StandingPair]:
    """Every pair, by partner, with what each document says of it."""
    found: dict[str, StandingPair] = {}
    for row in site.remembered("pairs with terms", lambda: site.select("effect/pairs")):
        iri, status = text_of(row["cooperation"]), text_of(row.get("status")) or State.IN_FORCE
        sides = text_of(row["base"]), text_of(row["partner"])
        term = _year(row.get("from")), _year(row.get("to"))
        pair = found.setdefault(iri, StandingPair(iri, *sides, _period(term), status, term))
        if (area := text_of(row.get("base_area"))) and area not in pair.base_areas:
            pair.base_areas.append(area)
        if "document" in row:
            _add(pair, row, day)
    names = [iri for p in found.values() for iri in (p.base, p.partner, *p.base_areas, *(s.document for s in p.said))]
    site.names.load(names)
    return list(found.values())


def _add(pair: StandingPair, row: Row, day: date) -> None:
    status, published = text_of(row["said_status"]), day_of(text_of(row.get("published")))
    term = _year(row.get("said_from")), _year(row.get("said_to"))
    said = Said(text_of(row["document"]), _period(term), pair_standing(day, status, *term, published))
    if said not in pair.said:
        pair.said.append(said)
        if published and status == pair.status:
            pair.published.append(published)


def documents_as_of(site: Site, rows: list[Row], day: date) -> dict[str, Standing]:
    """How it stands with each document of *rows* (the query documents)."""
    repealed = site.remembered("repeals", lambda: _repeals(site))
    return {text_of(row["document"]): _standing(row, repealed, day) for row in rows}


def document_as_of(site: Site, iri: str, metadata: Mapping[str, str], day: date) -> Standing:
    """How it stands with one document; *metadata* has its years and its day of publication."""
    repealed = site.remembered("repeals", lambda: _repeals(site)).get(iri, [])
    years = [int(metadata[key]) if metadata[key].isdigit() else None for key in ("from", "to")]
    return document_standing(
        day, years[0], years[1], day_of(metadata["published"]), repealed, metadata["kind"] in TELLING
    )


def changes_of(view: View, node: NamedNode) -> list[Change]:
    """What repeals or amends the document *node*, repeals first, each with its words."""
    found: dict[tuple[str, str], Change] = {}
    for row in changed(view.site).get(node.value, ()):
        relation, by = text_of(row["relation"]), text_of(row["by"])
        change = found.setdefault((relation, by), Change(relation.removeprefix(view.site.space("dk")), by))
        if (made := quote(view, row)) is not None:
            change.quotes.append(made)
    view.site.names.load(
        [iri for change in found.values() for iri in (change.by, *(q.document for q in change.quotes))]
    )
    return list(found.values())


def changed(site: Site) -> dict[str, list[Row]]:
    """What the graph says of each document that another repeals or amends; kept while the data stay."""

    def read() -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = {}
        for row in site.select("effect/changed"):
            for document in {text_of(row["named"]), text_of(row.get("held"))}:
                found.setdefault(document, []).append(row)
        return found

    known: dict[str, list[Row]] = site.remembered("changed documents", read)
    return known


def _repeals(site: Site) -> dict[str, list[date | None]]:
    found: dict[str, list[date | None]] = {}
    for row in site.select("effect/repeals"):
        found.setdefault(text_of(row["document"]), []).append(day_of(text_of(row.get("published"))))
    return found


def _standing(row: Row, repealed: Mapping[str, list[date | None]], day: date) -> Standing:
    years, published = (_year(row.get("from")), _year(row.get("to"))), day_of(text_of(row.get("published")))
    tells = text_of(row.get("kind")) in TELLING
    return document_standing(day, *years, published, repealed.get(text_of(row["document"]), []), tells)


def _year(term: Term | None) -> int | None:
    text = text_of(term)[:4]
    return int(text) if text.isascii() and text.isdigit() else None


def _period(years: tuple[int | None, int | None]) -> str:
    start, end = ("" if year is None else str(year) for year in years)
    return "–".join(dict.fromkeys((start, end))) if start or end else ""
