"""Any number of documents to measure with: the sections of annotated documents put together anew, with other places and
bodies in them, and what they are to be found to say.

    python tests/bench/generated.py FOLDER 1000 [--seed 7] [--expected FILE.jsonl]

Each document is of the kind (plan, opinion, interpretation, news) of the annotated one that it begins as; its sections
are of several of that kind, some two kilobytes together. In all of them the base city is one and the same, its partner
too, and a name that is exchanged is exchanged everywhere. A document follows from the seed and its number alone: they
are made one at a time, and the first thousand of fifty thousand are those of a thousand.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import duikou
from duikou.extract.knowledge.entries import Place
from duikou.extract.knowledge.gazetteer import gazetteer
from duikou.extract.model import EntityType

DATA = Path(duikou.__file__).parent / "data"
CORPUS = DATA / "gold" / "corpus"
SIZES = (900, 2300)
"""The least and the greatest number of bytes that a document has before its last section."""
_LONGEST = 450
"""Characters of a section before it is cut at the end of a line."""
_BREAKS = re.compile(
    r"\n(?=\s*\n|\s*(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十]+\)|第[一二三四五六七八九十]+[条章]))"
)
_ENDING = 2
"""How many last characters two bodies share that may stand for each other: 大学, 集团, 银行."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure: its words and where they stand, in code points."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Generated:
    """A document, and what its sections were annotated with."""

    file: str
    kind: str
    text: str
    pairs: tuple[tuple[str, str], ...]
    """The base and the partner city of each pair of which both names stand in the text."""
    measures: tuple[Measure, ...]

    def expected(self) -> bytes:
        """What is to be found in it, as a line of JSON."""
        told = {key: value for key, value in asdict(self).items() if key != "text"}
        return json.dumps(told, ensure_ascii=False, sort_keys=True).encode() + b"\n"


@dataclass(frozen=True, slots=True)
class Section:
    """A part of an annotated document, with the measures that lie in it whole, counted from its start."""

    text: str
    measures: tuple[Measure, ...]


@dataclass(frozen=True)
class Annotated:
    """An annotated document."""

    kind: str
    sections: tuple[Section, ...]
    pairs: tuple[tuple[str, str], ...]
    surfaces: frozenset[str]
    """Every name of a city or county."""
    bodies: frozenset[str]
    """The organisations by their names as printed."""

    @cached_property
    def places(self) -> list[Place]:
        """The cities and counties that it names, those that are paired first."""
        known = _places()
        paired = dict.fromkeys(name for pair in self.pairs for name in pair)
        return [known[name] for name in dict.fromkeys([*paired, *sorted(self.surfaces)]) if name in known]


def annotated(folder: Path = CORPUS) -> list[Annotated]:
    """The annotated documents of a *folder*, by name."""
    return [_annotated(path) for path in sorted(folder.glob("*.json"))]


def generated(count: int, seed: int = 0, corpus: Sequence[Annotated] = ()) -> Iterator[Generated]:
    """The documents 1 to *count*, one after the other, of the sections of *corpus* (the shipped one without any)."""
    maker = Maker(corpus or annotated(), seed)
    return (maker.document(number) for number in range(1, count + 1))


class Maker:
    """Puts documents together of those of a *corpus*."""

    def __init__(self, corpus: Sequence[Annotated], seed: int) -> None:
        self._corpus, self._seed = corpus, seed
        self._by_kind: defaultdict[str, list[Annotated]] = defaultdict(list)
        for one in corpus:
            self._by_kind[one.kind].append(one)
        self._bodies = sorted(set().union(*(one.bodies for one in corpus)))
        cities = [*_alike()[EntityType.CITY, ""]]
        random.Random(seed).shuffle(cities)
        self._pairs = [*zip(cities[::2], cities[1::2], strict=False)]

    def document(self, number: int) -> Generated:
        chance = random.Random(f"{self._seed} {number}")
        first = chance.choice(self._corpus)
        exchange = _Exchange(chance, self._pairs, self._bodies)
        size, bound = 0, chance.randint(*SIZES)
        parts: list[str] = []
        pairs: dict[tuple[str, str], None] = {}
        measures: list[Measure] = []
        start = 0
        for source, section in self._sections(first, chance):
            text, moved = exchange.written(section, source)
            measures += (Measure(one.start + start, one.end + start, one.text) for one in moved)
            pairs |= {pair: None for sides in source.pairs if (pair := exchange.pair(source, sides, text))}
            parts.append(text)
            start += len(text) + 1
            size += len(text.encode()) + 1
            if size >= bound:
                break
        return Generated(
            f"{first.kind}-{number:06d}.txt", first.kind, "\n".join(parts) + "\n", tuple(pairs), tuple(measures)
        )

    def _sections(self, first: Annotated, chance: random.Random) -> Iterator[tuple[Annotated, Section]]:
        """The head of *first*, then sections of it and of others of its kind, in the order in which these have them."""
        yield first, first.sections[0]
        others = self._by_kind[first.kind]
        places = defaultdict(int, {id(first): 1})
        source = first
        while True:
            at = places[id(source)] % len(source.sections)
            places[id(source)] += 1
            yield source, source.sections[at]
            source = first if chance.random() < 0.5 else chance.choice(others)


@dataclass(frozen=True, slots=True)
class _Names:
    """What stands for the names of one annotated document in a new one."""

    places: Mapping[str, Place]
    words: Mapping[str, str]
    pattern: re.Pattern[str]
    """Finds all that something else stands for, the longest first."""


class _Exchange:
    """Which name stands for which other in one document: one of *pairs*, a base city and its partner, for the first
    pair of each that sections are of, and one of *bodies* for another."""

    def __init__(self, chance: random.Random, pairs: Sequence[tuple[Place, Place]], bodies: Sequence[str]) -> None:
        self._chance, self._pairs, self._bodies = chance, pairs, bodies
        self._at = chance.randrange(len(pairs))
        self._others: dict[str, Place] = {}
        self._known: dict[int, _Names] = {}

    def pair(self, source: Annotated, sides: tuple[str, str], text: str) -> tuple[str, str] | None:
        """The names that stand for both *sides* of a pair, where a new *text* has both."""
        new = [self._names(source).places.get(side) for side in sides]
        named = [place.name for place in new if place and any(surface in text for surface in place.surfaces)]
        return (named[0], named[1]) if len(named) == len(sides) else None

    def written(self, section: Section, source: Annotated) -> tuple[str, list[Measure]]:
        """A section with other names, and its measures with their words as they are then."""
        names = self._names(source)
        text, ends, old = "", [(0, 0)], 0
        for match in names.pattern.finditer(section.text):
            text += section.text[old : match.start()]
            ends.append((match.start(), len(text)))
            text += names.words[match[0]]
            ends.append((match.end(), len(text)))
            old = match.end()
        text += section.text[old:]

        def moved(offset: int) -> int:
            before, after = max(pair for pair in ends if pair[0] <= offset)
            return after + offset - before

        spans = ((moved(one.start), moved(one.end)) for one in section.measures)
        return text, [Measure(start, end, text[start:end]) for start, end in spans]

    def _names(self, source: Annotated) -> _Names:
        return self._known.get(id(source)) or self._known.setdefault(id(source), self._learned(source))

    def _learned(self, source: Annotated) -> _Names:
        new = {place.name: self._others.get(place.name) or self._other(place) for place in source.places}
        self._others |= new
        for number, sides in enumerate(source.pairs):
            if len(known := [_places()[side] for side in sides if side in new]) == len(sides):
                paired = self._between([place.type for place in known], number)
                new |= zip(sides, paired, strict=False)
        words: dict[str, str] = {}
        letters: dict[str, str] = {}
        for place in reversed(source.places):  # what is paired has its names before others have them
            words |= dict.fromkeys(place.short, new[place.name].surfaces[-1])
            words[place.name] = new[place.name].name
            letters |= {letter: _letter(new[place.name]) for letter in (place.name[0], *place.abbreviations)}
        for surface in source.surfaces - words.keys():
            if len(surface) == 2 and set(surface) <= letters.keys():
                words[surface] = "".join(letters[letter] for letter in surface)
        for body in sorted(source.bodies):
            words[body] = self._chance.choice([other for other in self._bodies if other[-_ENDING:] == body[-_ENDING:]])
        found = "|".join(map(re.escape, sorted(words, key=lambda name: (-len(name), name)))) or "(?!)"
        return _Names(new, words, re.compile(found))

    def _between(self, types: Sequence[EntityType], number: int) -> Iterator[Place]:
        """The two places that stand for those of pair *number* of a document: cities are those so many pairs after its
        own, counties are those so many after the first of its own cities. So no more places are paired, however many
        documents there are, than a country has."""
        if EntityType.COUNTY not in types:
            yield from self._pairs[(self._at + number) % len(self._pairs)]
            return
        for city, kind in zip(self._pairs[self._at], types, strict=True):
            counties = _within().get(city.key, [city])
            yield city if kind is EntityType.CITY else counties[number % len(counties)]

    def _other(self, place: Place) -> Place:
        """Another place of the same kind; of a county one with the same last character."""
        return self._chance.choice(_alike()[_kind(place)])


def _annotated(path: Path) -> Annotated:
    told: dict[str, Any] = json.loads(path.read_bytes())
    text = path.with_suffix(".txt").read_bytes().decode()
    places = (one for one in told["entities"] if one["type"] in ("City", "County"))
    surfaces = frozenset(name for one in places for name in (one["surface"], one["canonical"], *one["aliases"]))
    bodies = frozenset(one["surface"] for one in told["entities"] if one["type"] == "Organization")
    pairs = tuple((one["base"], one["partner"]) for one in told["pairs"])
    measures = [Measure(one["start"], one["end"], one["text"]) for one in told["measures"]]
    return Annotated(told["document"]["kind"], tuple(_cut(text, measures)), pairs, surfaces, bodies)


def _cut(text: str, measures: Sequence[Measure]) -> Iterator[Section]:
    """The sections of a text: at headings and empty lines, and at the end of a line where that leaves long ones."""
    start = 0
    ends = {match.start() for match in _BREAKS.finditer(text)}
    for match in re.finditer(r"\n|$", text):
        end = match.start()
        inside = any(one.start < end < one.end for one in measures)
        if (end in ends or end - start > _LONGEST or end == len(text)) and not inside and text[start:end].strip():
            own = (one for one in measures if start <= one.start and one.end <= end)
            yield Section(text[start:end], tuple(Measure(m.start - start, m.end - start, m.text) for m in own))
            start = end + 1


@cache
def _places() -> dict[str, Place]:
    """Cities and counties by name, of which no other place has the same."""
    places = (*gazetteer().cities, *gazetteer().counties)
    times = Counter(place.name for place in places)
    return {place.name: place for place in places if times[place.name] == 1 and place.code}


@cache
def _alike() -> Mapping[tuple[EntityType, str], list[Place]]:
    """Places by their type, and counties by the last character of their names, too."""
    found: defaultdict[tuple[EntityType, str], list[Place]] = defaultdict(list)
    for place in _places().values():
        found[_kind(place)].append(place)
    return found


@cache
def _within() -> Mapping[str, list[Place]]:
    """Counties by the key of their city."""
    found: defaultdict[str, list[Place]] = defaultdict(list)
    for place in _places().values():
        if place.type is EntityType.COUNTY:
            found[place.parent].append(place)
    return found


def _kind(place: Place) -> tuple[EntityType, str]:
    return place.type, "" if place.type is EntityType.CITY else place.name[-1]


def _letter(place: Place) -> str:
    """The one character that stands for a place in names such as 深赣."""
    return place.abbreviations[0] if place.abbreviations else place.name[0]


def write(folder: Path, count: int, seed: int = 0, expected: Path | None = None) -> int:
    """Writes *count* documents into a *folder*, and what is expected of them, a line each, to a file. Returns the
    bytes of all documents."""
    folder.mkdir(parents=True, exist_ok=True)
    size = 0
    with (expected or Path("/dev/null")).open("wb") as lines:
        for one in generated(count, seed):
            data = one.text.encode()
            (folder / one.file).write_bytes(data)
            lines.write(one.expected())
            size += len(data)
    return size


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("count", type=int)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--expected", type=Path, help="file for what is to be found, a line of JSON for each document")
    given = parser.parse_args()
    size = write(given.folder, given.count, given.seed, given.expected)
    print(f"{given.count} documents, {size} bytes, {size / given.count:.0f} each")


if __name__ == "__main__":
    main()
