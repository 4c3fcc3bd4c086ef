"""Official names for somebody who types one: those of the graph first, then all that the gazetteer can name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ...extract.knowledge.gazetteer import Agency, Gazetteer, Place, gazetteer
from ...extract.model import EntityType
from ..pages.reading import CSS
from ..pages.site import Site
from ..search.opening import search_index

MOST = 12
"""Names that are offered."""
LONGEST = 60
"""Characters of what is typed that are read."""
_LEVELS = {EntityType.PROVINCE: "province", EntityType.CITY: "city", EntityType.COUNTY: "county"}
_MARKS = "市省县区州"
"""May stand between a place's short name and the body: 深圳市发改委."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An official name, of which type, and whether the graph has it already."""

    name: str
    type: str
    known: bool


def suggest(site: Site, typed: str, types: Sequence[str] = (), places: Sequence[str] = ()) -> list[Suggestion]:
    """Official names for what is *typed*, of the *types* alone where some are given; *places* are the names of those
    that a body without a place of its own may belong to."""
    typed = typed.strip()[:LONGEST]
    if not typed:
        return []
    found: dict[str, Suggestion] = {}
    for one in (*_of_graph(site, typed), *_of_gazetteer(gazetteer(), typed, places)):
        if not types or one.type in types:
            found.setdefault(one.name, one)
    # Words that are the name, or begin it, go first; the order of the two sources decides among the rest.
    ordered = sorted(found.values(), key=lambda one: (one.name != typed, not one.name.startswith(typed)))
    return ordered[:MOST]


def _of_graph(site: Site, typed: str) -> Iterator[Suggestion]:
    found = search_index(site).search(typed, {}, 0, 4 * MOST)
    if found.partial:  # what has only some of the words is no name for them
        return
    site.names.load(hit.iri for hit in found.hits)
    for hit in found.hits:
        name = site.names.one(hit.iri)
        type_ = next((one for one in name.types if one in CSS), "")
        if type_ and name.zh:
            yield Suggestion(name.zh, type_, known=True)


def _of_gazetteer(known: Gazetteer, typed: str, places: Iterable[str]) -> Iterator[Suggestion]:
    for surface, found in known.places_by_surface.items():
        if typed in surface:
            yield from (Suggestion(place.name, place.type.value, known=False) for place in found)
    for surface, area in known.areas_by_surface.items():
        if typed in surface:
            yield Suggestion(area.name, area.type.value, known=False)
    yield from _bodies(known, typed, places)
    for surface, names in known.names_by_surface.items():
        if typed in surface:
            yield from (Suggestion(name.name, name.type.value, known=False) for name in names)


def _bodies(known: Gazetteer, typed: str, places: Iterable[str]) -> Iterator[Suggestion]:
    """Bodies of the place that the words begin with, or else of *places*; then national ones."""
    for place, rest in _split(known, typed, places):
        level = _LEVELS.get(place.type, "")
        rows = {row.slug: row for body, row in known.agency_bodies(level) if rest and rest in body}
        for row in sorted(rows.values(), key=lambda row: _closeness(row, rest)):
            if not row.places or place.code in row.places:
                yield Suggestion(row.name(place), EntityType.AGENCY.value, known=False)
    national = {row.slug: row for form, row in known.national.items() if typed in form}
    for row in sorted(national.values(), key=lambda row: _closeness(row, typed)):
        yield Suggestion(row.name(), EntityType.AGENCY.value, known=False)


def _split(known: Gazetteer, typed: str, places: Iterable[str]) -> Iterator[tuple[Place, str]]:
    """Places and the words for a body of each: the longest name that *typed* begins with, or each of *places*."""
    for size in range(min(len(typed) - 1, 12), 0, -1):
        if found := known.places_by_surface.get(typed[:size]):
            rest = typed[size:]
            yield from ((place, rest.lstrip(_MARKS) or rest) for place in found)
            return
    for name in places:
        yield from ((place, typed.lstrip(_MARKS) or typed) for place in known.places_by_surface.get(name, ()))


def _closeness(row: Agency, typed: str) -> tuple[bool, int, str]:
    """Sorts first the bodies that are printed just so, then those of short names."""
    return typed not in row.bodies, min(len(body) for body in row.bodies), row.slug
