"""Which measures belong to which pairing of cities.

A document's measures belong to every pairing that it covers, unless it lists unrelated pairings, as a national plan or
a news item does: of such a document only the measures that name one of the two cities belong to their pairing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from . import measures
from .site import Site, text_of


@dataclass(frozen=True, slots=True)
class Pairings:
    """The measures of each pairing, its cities and base areas, and the policy areas of each measure; all by IRI."""

    of_pair: dict[str, set[str]]
    pairs_at: dict[str, set[str]]
    """The pairings that a city or a base area has a part in."""
    areas: dict[str, set[str]]

    def of(self, iri: str) -> set[str]:
        """The measures of a pairing, or of all pairings of a city or base area."""
        if iri in self.of_pair:
            return self.of_pair[iri]
        return {measure for pair in self.pairs_at.get(iri, ()) for measure in self.of_pair[pair]}

    def by_area(self, iri: str) -> list[tuple[str, int]]:
        """How many of these measures each policy area has, most first."""
        counts: dict[str, int] = {}
        for measure in self.of(iri):
            for area in self.areas.get(measure, ()):
                counts[area] = counts.get(area, 0) + 1
        return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def pairings(site: Site) -> Pairings:
    """The pairings of the served data, read once."""
    known: Pairings = site.remembered("pairings", lambda: _read(site))
    return known


def _read(site: Site) -> Pairings:
    cities: dict[str, tuple[str, str]] = {}
    covered: dict[str, set[str]] = {}
    pairs_at: dict[str, set[str]] = {}
    for row in site.remembered("pairs", lambda: site.select("pairs")):
        pair, base, partner = (text_of(row[key]) for key in ("cooperation", "base", "partner"))
        cities[pair] = (base, partner)
        for place in filter(None, (base, partner, text_of(row.get("base_area")))):
            pairs_at.setdefault(place, set()).add(pair)
        if "document" in row:
            covered.setdefault(text_of(row["document"]), set()).add(pair)
    named: dict[str, set[str]] = {}
    for row in site.select("pairings/named"):
        named.setdefault(text_of(row["measure"]), set()).add(text_of(row["city"]))
    areas: dict[str, set[str]] = {}
    for row in site.select("pairings/areas"):
        areas.setdefault(text_of(row["measure"]), set()).add(text_of(row["area"]))
    focused = {document: {p for p in pairs if _related(p, pairs, cities)} for document, pairs in covered.items()}
    of_pair: dict[str, set[str]] = {pair: set() for pair in cities}
    for measure, (document, _) in measures.index(site).items():
        for pair in covered.get(document, ()):
            if pair in focused[document] or named.get(measure, set()) & set(cities[pair]):
                of_pair[pair].add(measure)
    return Pairings(of_pair, pairs_at, areas)


def _related(pair: str, others: Iterable[str], cities: dict[str, tuple[str, str]]) -> bool:
    """Whether every pairing of a document shares a city with this one."""
    return all(set(cities[pair]) & set(cities[other]) for other in others)
