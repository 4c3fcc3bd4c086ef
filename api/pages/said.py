"""Who says what: the statements of documents about a pair, and where each field of a document or a pair comes from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from pyoxigraph import NamedNode

from ..store.engine import Row, Term
from .quotes import Quote, evidence_of, quote_at, slug_of
from .site import View, text_of


@dataclass(slots=True)
class FieldStatement:
    """One value of a field, as one document, table or the gazetteer says it."""

    iri: str
    """The property."""
    value: Term
    basis: str
    document: str
    holds: bool
    """Whether it is the value that is published."""
    quotes: list[Quote] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The local name of the field."""
        return re.split("[/#]", self.iri)[-1]


@dataclass(slots=True)
class PairStatement:
    """What one document says of a pair."""

    document: str
    status: str
    period: str
    confidence: str
    evidence: list[Quote]
    term: list[Quote]


def read_fields(view: View, node: NamedNode) -> list[FieldStatement]:
    """The field statements about *node*, in the order in which the language file names the fields; the published value
    of a field goes before others."""
    found: dict[str, FieldStatement] = {}
    for row in view.site.select("fields", this=node):
        document = text_of(row["document"])
        holds = text_of(row["holds"]) == "true"
        said = found.setdefault(
            text_of(row["said"]),
            FieldStatement(text_of(row["field"]), row["value"], text_of(row["basis"]), document, holds),
        )
        if "start" in row:
            said.quotes.append(
                _quote(view, document, text_of(row["exact"]), int(text_of(row["start"])), int(text_of(row["end"])))
            )
    places = {name: place for place, name in enumerate(view.words.under("field"))}
    ordered = sorted(found.values(), key=lambda said: (places.get(said.name, len(places)), not said.holds))
    named = [iri for said in ordered for iri in (said.iri, said.document)]
    named += [said.value.value for said in ordered if isinstance(said.value, NamedNode)]
    view.site.names.load(iri for iri in named if view.site.local(iri))
    return ordered


def read_statements(view: View, node: NamedNode) -> list[PairStatement]:
    """What each document says of the pair *node*, by document."""
    rows = view.site.select("pair-statements", this=node)
    iris = [text_of(row["statement"]) for row in rows]
    words, terms = evidence_of(view, iris), evidence_of(view, iris, "term-evidence")
    view.site.names.load(text_of(row["document"]) for row in rows)
    return [_statement(row, words, terms) for row in rows]


def _statement(row: Row, words: dict[str, list[Quote]], terms: dict[str, list[Quote]]) -> PairStatement:
    iri = text_of(row["statement"])
    years = [text_of(row.get(key))[:4] for key in ("from", "to")]
    period = "–".join(dict.fromkeys(years)) if any(years) else ""
    document, status, confidence = (text_of(row[key]) for key in ("document", "status", "confidence"))
    return PairStatement(document, status, period, confidence, words.get(iri, []), terms.get(iri, []))


def disagreeing(statements: Iterable[PairStatement]) -> bool:
    """Whether documents say different things of the status or the years."""
    found = list(statements)
    statuses, periods = {one.status for one in found}, {one.period for one in found if one.period}
    return len(statuses) > 1 or len(periods) > 1


def _quote(view: View, document: str, exact: str, start: int, end: int) -> Quote:
    """The words; they are a link where the reading view shows them, which leaves out a page's head and foot."""
    text = view.site.texts.get(slug_of(view, document))
    unit = text.at(start) if text else None
    if unit is None or start not in unit.starts:
        return Quote(document, "", exact, "", start, "")
    return quote_at(view, document, exact, start, end)
