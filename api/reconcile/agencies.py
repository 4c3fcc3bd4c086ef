"""Bodies of the gazetteer by place and kind, as in documents: 深圳发改委 is the city's 发展和改革委员会."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import cast

from ...extract.knowledge import schemas
from ...extract.knowledge.gazetteer import Agency, Gazetteer, Place
from ...extract.knowledge.keys import key
from ...extract.knowledge.lexicon import lexicon
from ...extract.model import EntityType
from ...extract.names.bodies import Bodies
from ...extract.place.speakers import Speakers
from .forms import Forms, form
from .model import AGENCY, Entry, Found, How
from .openings import LONGEST_PLACE, Context, openings, row_of, whose

LEAST_ALIKE = 0.6
MOST_ALIKE = 5
_LOWER = ("province", "city", "county")


class Agencies:
    """Reads printed names of bodies by the tables of one gazetteer. Names are in the form for comparison."""

    def __init__(self, known: Gazetteer) -> None:
        self.known = known
        self.levels = tuple(sorted(lexicon(schemas.Common).levels, key=lambda word: (-len(word), word)))
        self.bodies = Forms(form(body) for level in _LOWER for body, _ in known.agency_bodies(level))
        self.of_places = frozenset(self.bodies.names)
        self.places = Forms(name for name in known.places_by_surface if len(name) > 1)
        self.national = {form(printed): row for printed, row in known.national.items()}
        self.national_only = Forms(self.national.keys() - self.of_places)
        self._readers: dict[str, Bodies] = {}

    def find(self, name: str, context: Place | None = None) -> list[Found]:
        """The bodies that *name* may stand for: as the tables have it, else mistyped, else merely alike. *context* is
        the place that was given beside it."""
        exact = _each_once([*self._national(name), *self._by_place(name), *self._framed(name)])
        if not exact and context is not None:
            exact = self.of_context(name, context)
        if exact:
            return exact
        return self._mistyped(name, context) or self._alike(name, context)

    def entry(self, slug: str, place: Place | None) -> Entry | None:
        """The body with that *slug* of a place, or of the nation."""
        if place is None:
            national = (row for row in self.known.agencies if "national" in row.levels and row.slug == slug)
            row = next(national, None)
            return _national_entry(row) if row else None
        if place.administration and self._committee_key(place).endswith(f"/{slug}"):
            return Entry(f"id/{self._committee_key(place)}", place.administration, (AGENCY,), place=f"id/{place.key}")
        row = row_of(self.known, slug, place)
        return _entry(self.known, row, place) if row else None

    def _committee_key(self, place: Place) -> str:
        """The key that the committee of an area without a code has in documents."""
        return key(EntityType.AGENCY, place.administration, place.key)

    # --- as the tables have it ----------------------------------------------------------------------------------

    def _national(self, name: str) -> list[Found]:
        """A national body; a name that places' bodies have, too, is none of it."""
        row = self.national.get(name)
        if row is None or (name in self.of_places and name != form(row.name())):
            return []
        return [Found(_national_entry(row), How.OFFICIAL if name == form(row.name()) else How.SHORT)]

    def _by_place(self, name: str) -> Iterator[Found]:
        return (found for at in openings(self.known, name) if (found := self._body(at.place, at.rest, name)))

    def _framed(self, name: str) -> Iterator[Found]:
        """Names with the place in their middle: 团深圳市委, 国家税务总局深圳市税务局."""
        for before, after in self.known.frames:
            if not (name.startswith(before) and name.endswith(after) and len(name) > len(before) + len(after)):
                continue
            for at in openings(self.known, name[len(before) : len(name) - len(after)]):
                if not at.rest and (found := self._called(at.place, f"{before}{at.place.name}{after}", name)):
                    yield found

    def of_context(self, name: str, context: Place) -> list[Found]:
        """The body of *context* that *name* is, which says by its level alone, or not at all, whose it is."""
        printed = name if name.startswith(self.levels) else context.name + name
        found = self._called(None, printed, name, context) or self._body(context, name, name)
        return [replace(found, how=How.LEVEL if found.how is How.SHORT else found.how)] if found else []

    def _body(self, place: Place, rest: str, printed: str) -> Found | None:
        """The body of *place* that is called *rest*, if a table has it."""
        return self._called(place, place.name + rest, printed) if rest else None

    def _called(self, place: Place | None, name: str, printed: str, context: Place | None = None) -> Found | None:
        """The body that *name* is, if a table has it and it is that of *place*."""
        near = place or context
        meanings = self._reader(near).meanings(name, 0) if near else ()
        at = self.known.places.get(meanings[0].place) if len(meanings) == 1 else None
        if at is None or (place and at is not place):
            return None
        entry = self.entry(meanings[0].key.rpartition("/")[2], at)
        if entry is None:
            return None
        in_full = printed in (form(entry.name), form(meanings[0].canonical))
        return Found(entry, How.OFFICIAL if in_full else How.SHORT)

    def _reader(self, place: Place) -> Bodies:
        if place.key not in self._readers:
            # Bodies asks the speakers of a document whose the bodies are; here the place that was read says it.
            self._readers[place.key] = Bodies(self.known, cast(Speakers, Context(self.known, place)))
        return self._readers[place.key]

    # --- mistyped, and merely alike -----------------------------------------------------------------------------

    def _mistyped(self, name: str, context: Place | None) -> list[Found]:
        """The bodies whose names sound like *name*; where there are none, those that it is a slip away from."""
        sounding = self._repaired(name, context, How.SOUND)
        return _each_once(sounding) or _each_once(self._repaired(name, context, How.SLIP))

    def _repaired(self, name: str, context: Place | None, how: How) -> Iterator[Found]:
        def near(forms: Forms, printed: str) -> Iterable[str]:
            return forms.sounding(printed) if how is How.SOUND else forms.slips(printed)

        for place, rest in self._whose(name, context):
            for body in near(self.bodies, rest):
                if found := self._body(place, body, ""):
                    yield replace(found, how=how)
        for start in range(2, min(len(name) - 1, LONGEST_PLACE)):
            if name[start:] not in self.of_places:
                continue
            for surface in near(self.places, name[:start]):
                for place in self.known.places_by_surface[surface]:
                    if found := self._body(place, name[start:], ""):
                        yield replace(found, how=how)
        for printed in near(self.national_only, name):
            yield Found(_national_entry(self.national[printed]), how)

    def _whose(self, name: str, context: Place | None) -> Iterator[tuple[Place, str]]:
        yield from ((at.place, at.rest) for at in openings(self.known, name) if len(at.rest) > 1)
        if context is not None:
            level = next((word for word in self.levels if name.startswith(word)), "")
            yield context, name[len(level) :]

    def _alike(self, name: str, context: Place | None) -> list[Found]:
        """What a person may have meant: bodies of the place whose names are alike."""
        found: dict[str, Found] = {}
        for place, rest in self._whose(name, context):
            for body, likeness in self.bodies.alike(rest, LEAST_ALIKE, 4 * MOST_ALIKE):
                if one := self._body(place, body, ""):
                    found.setdefault(one.entry.id, replace(one, how=How.ALIKE, likeness=likeness))
        return sorted(found.values(), key=lambda one: (-one.likeness, one.entry.id))[:MOST_ALIKE]


def _each_once(found: Iterable[Found]) -> list[Found]:
    """Each thing by the best way in which it was found."""
    ways = list(How)
    best: dict[str, Found] = {}
    for one in found:
        held = best.get(one.entry.id)
        if held is None or ways.index(one.how) < ways.index(held.how):
            best[one.entry.id] = one
    return list(best.values())


def _entry(known: Gazetteer, row: Agency, place: Place) -> Entry:
    carried = whose(known, place)
    return Entry(
        id=f"id/{row.key(place)}",
        name=row.name(carried),
        types=(AGENCY,),
        english=row.english_name(place) if place.english else "",
        place=f"id/{place.key}",
        code=place.code,
    )


def _national_entry(row: Agency) -> Entry:
    return Entry(f"id/{row.key()}", row.name(), (AGENCY,), row.english_name())
