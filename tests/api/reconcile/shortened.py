"""A list of short names as offices write them, made from the gazetteer's own rules of shortening with a fixed seed.

Each has the one thing that it stands for, or nothing where it stands for several or for none. What a name stands for
is worked out by splitting it in every way and looking both parts up in the tables, without the code that is tested.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cached_property
from random import Random
from typing import NamedTuple

from opencc import OpenCC
from pypinyin import Style, lazy_pinyin

from duikou.extract.knowledge.gazetteer import Agency, Gazetteer, Place, gazetteer
from duikou.ontology.topics import topics

SEED = 17
COUNTS = {
    "body": 110,
    "body of a district": 30,
    "national body": 15,
    "place": 30,
    "organisation": 30,
    "topic": 10,
    "mistake": 45,
    "ambiguous": 15,
    "unknown": 15,
}
LEVEL_WORDS = {"province": "省", "city": "市", "county": "县"}


class Case(NamedTuple):
    """A printed name, and the address of what it stands for below the base; empty for nothing that is sure."""

    kind: str
    printed: str
    right: str


class Maker:
    """Makes the list from one gazetteer."""

    def __init__(self, known: Gazetteer, seed: int = SEED) -> None:
        self.known = known
        self.random = Random(seed)
        self.places = {
            "province": sorted(known.provinces, key=lambda place: place.key),
            "city": sorted(known.cities, key=lambda place: place.key),
            "county": sorted((one for one in known.counties if one.code), key=lambda place: place.key),
        }

    @cached_property
    def named(self) -> dict[str, set[str]]:
        """Everything but the bodies of places by each of its names."""
        found: dict[str, set[str]] = defaultdict(set)
        for place in self.known.places.values():
            for name in place.surfaces:
                found[name].add(f"id/{place.key}")
        for thing in (*self.known.base_areas, *self.known.regions, *self.known.organizations):
            for name in thing.surfaces:
                found[name].add(f"id/{thing.key}")
        for printed, row in self.known.national.items():
            found[printed].add(f"id/{row.key()}")
        for topic in topics():
            found[topic.label_zh].add(f"topic/{topic.slug}")
        return found

    def meanings(self, printed: str) -> set[str]:
        """All that *printed* stands for by the tables."""
        found = set(self.named.get(printed, ()))
        bare = printed.removeprefix("中共")
        for cut in range(2, len(bare)):
            for place in self.known.places_by_surface.get(bare[:cut], ()):
                if row := self.known.agency(bare[cut:], place.level, place.code):
                    found.add(f"id/{row.key(place)}")
        lower = (self.known.agency(printed, level) for level in LEVEL_WORDS)
        return found | {f"{row.slug} of any place" for row in lower if row}

    # --- right names --------------------------------------------------------------------------------------------

    def body(self) -> Case | None:
        """深圳发改委, 江西省工信厅, 福田区教育局."""
        level = self.random.choice(("city", "city", "city", "province", "county"))
        place = self.random.choice(self.places[level])
        form, row = self._row(place)
        printed = self.random.choice(place.surfaces) + form
        return self._sure("body", printed, f"id/{row.key(place)}")

    def body_of_a_district(self) -> Case | None:
        """深圳南山区教育局."""
        place = self.random.choice(self.places["county"])
        above = self.known.places.get(place.parent)
        if above is None:
            return None
        form, row = self._row(place)
        printed = self.random.choice(above.surfaces) + place.name + form
        return Case("body of a district", printed, f"id/{row.key(place)}")

    def national_body(self) -> Case | None:
        printed = self.random.choice(sorted(self.known.national))
        return self._sure("national body", printed, f"id/{self.known.national[printed].key()}")

    def place(self) -> Case | None:
        place = self.random.choice(self.places[self.random.choice(("province", "city", "county"))])
        return self._sure("place", self.random.choice(place.surfaces), f"id/{place.key}")

    def organisation(self) -> Case | None:
        row = self.random.choice(self.known.organizations)
        return self._sure("organisation", self.random.choice(row.surfaces[1:] or row.surfaces), f"id/{row.key}")

    def topic(self) -> Case | None:
        topic = self.random.choice(topics())
        return self._sure("topic", topic.label_zh, f"topic/{topic.slug}")

    def _row(self, place: Place) -> tuple[str, Agency]:
        forms = sorted({form for form, _ in self.known.agency_bodies(place.level)})
        while True:
            form = self.random.choice(forms)
            row = self.known.agency(form, place.level, place.code)
            if row and (not row.places or place.code in row.places):
                return form, row

    def _sure(self, kind: str, printed: str, right: str) -> Case | None:
        return Case(kind, printed, right) if self.meanings(printed) == {right} else None

    # --- mistakes -----------------------------------------------------------------------------------------------

    def mistake(self) -> Case | None:
        """One slip in a name of any kind that stands for one thing; none that makes it the name of another."""
        made = self.random.choice((self.body, self.body, self.body_of_a_district, self.place, self.organisation))()
        if made is None or len(made.printed) < 4:
            return None
        slip = self.random.choice((self._sounding, self._left_out, self._twice, self._swapped, self._other_form))
        printed = slip(made.printed)
        wrong = printed == made.printed or self.meanings(printed) - {made.right}
        return None if wrong else Case("mistake", printed, made.right)

    def _sounding(self, name: str) -> str:
        at = self.random.randrange(len(name))
        return name[:at] + self.random.choice(self._characters[_sound(name[at])] or [name[at]]) + name[at + 1 :]

    def _left_out(self, name: str) -> str:
        at = self.random.randrange(len(name))
        return name[:at] + name[at + 1 :]

    def _twice(self, name: str) -> str:
        at = self.random.randrange(len(name))
        return name[:at] + name[at] + name[at:]

    def _swapped(self, name: str) -> str:
        at = self.random.randrange(len(name) - 1)
        return name[:at] + name[at + 1] + name[at] + name[at + 2 :]

    def _other_form(self, name: str) -> str:
        return self.random.choice((OpenCC("s2t").convert(name), " ".join(name), f"《{name}》", f"{name}\u3000"))

    @cached_property
    def _characters(self) -> dict[str, list[str]]:
        """The characters of the tables by how they are read."""
        names = {*self.named} | {form for level in LEVEL_WORDS for form, _ in self.known.agency_bodies(level)}
        found: dict[str, list[str]] = defaultdict(list)
        for character in sorted(set("".join(names))):
            if "\u4e00" <= character <= "\u9fff":
                found[_sound(character)].append(character)
        return found

    # --- what nobody can be sure of ------------------------------------------------------------------------------

    def ambiguous(self) -> Case | None:
        """市发改委, 朝阳区教育局: of which place?"""
        level = self.random.choice(("city", "county", "county"))
        place = self.random.choice(self.places[level])
        form, _ = self._row(place)
        if self.random.random() < 0.3:
            return Case("ambiguous", LEVEL_WORDS[level] + form, "")
        printed = self.random.choice(place.surfaces) + self.random.choice((form, ""))
        return Case("ambiguous", printed, "") if len(self.meanings(printed)) > 1 else None

    def unknown(self) -> Case | None:
        """A body made of halves of two others, which no table holds, nor anything within two characters of it."""
        place = self.random.choice(self.places["city"])
        (one, _), (other, _) = self._row(place), self._row(place)
        made = one[: max(2, len(one) // 2)] + other[-max(2, len(other) // 2) :]
        forms = {form for level in LEVEL_WORDS for form, _ in self.known.agency_bodies(level)}
        if len(made) < 4 or any(_distance(made, form) <= 2 for form in forms if abs(len(form) - len(made)) <= 2):
            return None
        return Case("unknown", self.random.choice(place.surfaces) + made, "")

    def cases(self) -> Iterator[Case]:
        """The list: each kind as often as COUNTS says, no name twice."""
        seen: set[str] = set()
        for kind, count in COUNTS.items():
            make: Callable[[], Case | None] = getattr(self, kind.replace(" ", "_"))
            left = count
            while left:
                made = make()
                if made and made.printed not in seen:
                    seen.add(made.printed)
                    left -= 1
                    yield made


def cases(seed: int = SEED) -> list[Case]:
    """The list of the shipped gazetteer."""
    return list(Maker(gazetteer(), seed).cases())


def _sound(character: str) -> str:
    return lazy_pinyin(character, style=Style.NORMAL)[0]


def _distance(one: str, other: str) -> int:
    """How many characters must be put in, left out or changed (Levenshtein)."""
    row = list(range(len(other) + 1))
    for at, left in enumerate(one, 1):
        before, row = row, [at, *([0] * len(other))]
        for to, right in enumerate(other, 1):
            row[to] = min(before[to] + 1, row[to - 1] + 1, before[to - 1] + (left != right))
    return row[-1]
