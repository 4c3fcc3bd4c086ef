"""Whose a body is, as its name says: the places that a name opens with, and what a place stands for without a text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ...extract.knowledge import schemas
from ...extract.knowledge.gazetteer import Agency, Gazetteer, Place
from ...extract.knowledge.lexicon import lexicon
from ...extract.place.speakers import OWN, fits

LONGEST_PLACE = 14


@dataclass(frozen=True, slots=True)
class Opening:
    """That a name opens with a place, and what follows it."""

    place: Place
    rest: str


def openings(known: Gazetteer, name: str) -> Iterator[Opening]:
    """Every reading of the first characters of *name* as a place, or as places that lie in one another; a place is
    read with as many characters as it can be."""
    found: dict[str, Opening] = {}
    for at in _openings(known, None, name.removeprefix(lexicon(schemas.Bodies).party.mark)):
        held = found.get(at.place.key)
        if held is None or len(at.rest) < len(held.rest):
            found[at.place.key] = at
    return iter(found.values())


def _openings(known: Gazetteer, outer: Place | None, text: str) -> Iterator[Opening]:
    for end in range(2, min(len(text), LONGEST_PLACE) + 1):
        for place in known.places_by_surface.get(text[:end], ()):
            if outer is None or outer in chain(known, known.places.get(place.parent)):
                yield Opening(place, text[end:])
                yield from _openings(known, place, text[end:])


def chain(known: Gazetteer, place: Place | None) -> Iterator[Place]:
    """*place* and the places that it lies in."""
    while place:
        yield place
        place = known.places.get(place.parent)


def outermost(known: Gazetteer, place: Place | None) -> Place | None:
    """The province that *place* lies in; a municipality stands for one."""
    return next(iter(reversed([*chain(known, place)])), None)


def whose(known: Gazetteer, place: Place) -> Place:
    """*place* by the name that its bodies carry: a district's with its city's before it."""
    city = known.city_of(place)
    district = place.name.endswith("区") and not place.name.endswith("新区")
    return replace(place, name=city.name + place.name) if district and city and city is not place else place


def row_of(known: Gazetteer, slug: str, place: Place) -> Agency | None:
    """The table's row with that *slug* for *place*; one of this place's own goes first."""
    rows = [row for row in known.agencies if row.slug == slug and place.level in row.levels]
    own = [row for row in rows if place.code and place.code in row.places]
    return next(iter(own or [row for row in rows if not row.places]), None)


@dataclass(frozen=True, slots=True)
class Context:
    """Says in the stead of a document whose the bodies are: those of *place*, and of the places that it lies in."""

    known: Gazetteer
    place: Place
    text = ""
    heads: tuple[str, ...] = ()

    def at(self, level: str, position: int) -> Place | None:
        return next((place for place in chain(self.known, self.place) if level == OWN or fits(place, level)), None)

    def several(self, printed: str) -> tuple[Place, ...]:
        return ()

    def meant(self, places: Sequence[Place]) -> Place | None:
        own = [place for place in places if place is self.place]
        near = own or [place for place in places if self.place in chain(self.known, place)] or list(places)
        return near[0] if len(near) == 1 else None
