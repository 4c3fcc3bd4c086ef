"""Everything that a name can stand for, and the finding of it: the served graph, and the tables behind it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ...extract.knowledge.gazetteer import Gazetteer, Place
from .agencies import Agencies
from .forms import Forms, form
from .model import AGENCY, Entry, Found, How, Query
from .openings import chain, openings
from .tables import entries

LEAST_ALIKE = 0.6
MOST_ALIKE = 5
_CODE = 6


class Index:
    """The names of a gazetteer and of the *served* entries, which go before those of the same address."""

    def __init__(self, known: Gazetteer, served: Iterable[Entry]) -> None:
        self.known = known
        self.agencies = Agencies(known)
        self.levels = self.agencies.levels
        self.entries = {entry.id: entry for entry in entries(known)}
        for entry in served:
            held = self.entries.get(entry.id)
            self.entries[entry.id] = _joined(entry, held) if held else entry
        self._by_form: dict[str, list[Entry]] = {}
        for entry in self.entries.values():
            for name in self._telling(entry):
                if entry not in (same := self._by_form.setdefault(name, [])):
                    same.append(entry)
        self._forms = Forms(self._by_form)
        self._longest = max(map(len, self._by_form), default=0) + 1
        """Of a longer name no slip is looked for: a slip adds one character."""

    def get(self, identifier: str) -> Entry | None:
        """The thing at that path below the base, whether the graph holds it or only the tables."""
        if identifier in self.entries:
            return self.entries[identifier]
        parts = identifier.split("/")
        if parts[:2] != ["id", "agency"] or len(parts) != 4:
            return None
        place = self.known.places.get(f"place/{parts[2]}")
        return self.agencies.entry(parts[3], place) if place or parts[2] == "000000" else None

    def find(self, query: Query, context: Place | None = None) -> list[Found]:
        """What the name of *query* may stand for, as far as it agrees with a known one; nothing is left out for being
        less sure. *context* is the place that was given beside it."""
        name = form(query.text)
        if entry := self._identified(query.text.strip()):
            return [Found(entry, How.IDENTIFIER)] if query.wants(entry) else []
        if not name:
            return []
        found = [*self._named(name), *self._nested(name)]
        bodies = self.agencies.find(name, context) if query.wants_kind(AGENCY) else []
        found = self._wanted([*found, *(self._held(one) for one in bodies)], query)
        sure = any(one.how in (How.OFFICIAL, How.SHORT, How.LEVEL) for one in found)
        if not sure and len(name) <= self._longest:
            of_any = self._of_any_place(name) if context is None and query.wants_kind(AGENCY) else []
            found += self._wanted([*self._near(name), *of_any], query)
        return _best(found)

    def beginning(self, prefix: str, query: Query, most: int) -> list[Entry]:
        """Things one of whose names begins with *prefix*, those that documents name and the shortest names first."""
        name = form(prefix)
        fitting = {
            entry.id: entry
            for known, held in self._by_form.items()
            if name and known.startswith(name)
            for entry in held
            if query.wants(entry)
        }
        return sorted(fitting.values(), key=lambda one: (not one.served, len(one.name), one.id))[:most]

    # --- one way each -------------------------------------------------------------------------------------------

    def _identified(self, text: str) -> Entry | None:
        if len(text) == _CODE and text.isascii() and text.isdigit():
            place = self.known.place(text)
            return self.get(f"id/{place.key}") if place else None
        return self.get(text)

    def _named(self, name: str) -> list[Found]:
        return [
            Found(entry, How.OFFICIAL if name in (form(entry.name), form(entry.english)) else How.SHORT)
            for entry in self._by_form.get(name, ())
        ]

    def _nested(self, name: str) -> list[Found]:
        """A place by those that it lies in: 深圳南山区."""
        found = (self.entries.get(f"id/{at.place.key}") for at in openings(self.known, name) if not at.rest)
        return [Found(entry, How.SHORT) for entry in found if entry]

    def _near(self, name: str) -> list[Found]:
        """Things that sound like *name*; else those that it is a slip away from; else those that are merely alike."""
        for how, names in ((How.SOUND, self._forms.sounding(name)), (How.SLIP, [*self._forms.slips(name)])):
            if names:
                return [Found(entry, how) for one in names for entry in self._by_form[one]]
        near = self._forms.alike(name, LEAST_ALIKE, MOST_ALIKE)
        return [Found(entry, How.ALIKE, likeness) for one, likeness in near for entry in self._by_form[one]]

    def _of_any_place(self, name: str) -> Iterable[Found]:
        """市发改委, and nobody says of which city: those that documents name, for a person to choose from."""
        places = sorted({entry.place for entry in self.entries.values() if entry.served and entry.kind == AGENCY})
        for place in (self.known.places.get(local.removeprefix("id/")) for local in places):
            for found in self.agencies.of_context(name, place) if place else ():
                if found.entry.id in self.entries:
                    yield replace(self._held(found), how=How.ALIKE)

    def _held(self, found: Found) -> Found:
        """A body of the tables as the graph has it, where it does."""
        held = self.entries.get(found.entry.id)
        return replace(found, entry=held) if held else found

    def _wanted(self, found: Iterable[Found], query: Query) -> list[Found]:
        return [one for one in found if query.wants(one.entry)]

    def _telling(self, entry: Entry) -> Iterable[str]:
        """The names of *entry* that say what it is without a text: 市发改委 of one document is some other city's in
        another, and a single character stands for much."""
        yield from (form(name) for name in (entry.name, entry.english) if name)
        for name in map(form, entry.aliases):
            if len(name) > 1 and not (entry.kind == AGENCY and self._says_no_place(name, entry)):
                yield name

    def _says_no_place(self, name: str, entry: Entry) -> bool:
        place = self.known.places.get(entry.place.removeprefix("id/"))
        if place is None:
            return name in self.agencies.of_places or name.startswith(self.levels)
        return not any(form(surface) in name for above in chain(self.known, place) for surface in above.surfaces)


def _joined(served: Entry, table: Entry) -> Entry:
    """What the graph has, with the names of the tables."""
    aliases = tuple(dict.fromkeys((*served.aliases, table.name, *table.aliases)))
    return replace(
        served,
        types=served.types if len(served.types) >= len(table.types) else table.types,
        english=served.english or table.english,
        place=served.place or table.place,
        code=served.code or table.code,
        aliases=tuple(name for name in aliases if name != served.name),
    )


def _best(found: Iterable[Found]) -> list[Found]:
    """Each thing by the best way in which it was found, those that agree best first."""
    ways = list(How)

    def order(one: Found) -> tuple[int, float, bool, str]:
        return ways.index(one.how), -one.likeness, not one.entry.served, one.entry.id

    best: dict[str, Found] = {}
    for one in sorted(found, key=order):
        best.setdefault(one.entry.id, one)
    return list(best.values())


def context_of(known: Gazetteer, words: Iterable[str]) -> Place | None:
    """The one place that *words* name: by a code, an address, or a name; None where they name none or several."""
    found: dict[str, Place] = {}
    for word in words:
        key = word.strip().rpartition("place/")[2]
        place = known.place(key) or known.places.get(f"place/{key}")
        fitting = [place] if place else [at.place for at in openings(known, form(word)) if not at.rest]
        full = [one for one in fitting if form(one.name) == form(word)] or fitting
        found |= {one.key: one for one in full}
    return next(iter(found.values())) if len(found) == 1 else None
