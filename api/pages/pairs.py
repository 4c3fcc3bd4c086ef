"""Pairings of cities as pages show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ..store.engine import Row
from .quotes import Quote, evidence_of
from .site import View, text_of


@dataclass(slots=True)
class Pair:
    """A base-area city with its partner city, and the documents and words that say so."""

    iri: str
    base: str
    partner: str
    base_areas: list[str] = field(default_factory=list)
    start: str = ""
    end: str = ""
    documents: list[str] = field(default_factory=list)
    evidence: list[Quote] = field(default_factory=list)

    @property
    def period(self) -> str:
        """The years, as far as the texts state them."""
        if not (self.start or self.end):
            return ""
        return f"{self.start}–{self.end}" if self.start != self.end else self.start


def read_pairs(view: View, rows: Iterable[Row], evidence: bool = True) -> list[Pair]:
    """The pairings of a result, one each, in its order, with every document and its words."""
    found: dict[str, Pair] = {}
    for row in rows:
        iri = text_of(row["cooperation"])
        pair = found.setdefault(iri, Pair(iri, text_of(row["base"]), text_of(row["partner"])))
        for value, values in ((row.get("base_area"), pair.base_areas), (row.get("document"), pair.documents)):
            if value is not None and text_of(value) not in values:
                values.append(text_of(value))
        years = [text_of(row.get("from"))[:4], text_of(row.get("to"))[:4]]
        pair.start = min(filter(None, [pair.start, years[0]]), default="")
        pair.end = max(filter(None, [pair.end, years[1]]), default="")
    if evidence:
        for iri, quoted in evidence_of(view, found).items():
            found[iri].evidence = quoted
    named = [iri for p in found.values() for iri in (p.iri, p.base, p.partner, *p.base_areas, *p.documents)]
    view.site.names.load(named)
    return list(found.values())
