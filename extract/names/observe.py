"""What can be seen of each token of a text: the features by which names are found.

A feature reads ``place:kind=value``; *place* is the token it speaks of, counted from the token that has the feature,
and is left out for the token itself: ``word=产业园``, ``-1:tag=v``, ``+1:known=City``. Those that are seen together
wherever they are seen (all of one word) are a group, so that a chain sums their weights once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain

from ..decide.chain import Group
from ..knowledge import schemas
from ..knowledge.gazetteer import Gazetteer
from ..knowledge.lexicon import lexicon
from ..knowledge.matcher import Matcher
from ..text.tokens import Text
from .enumerations import enumerations, fields_of
from .labels import Labelled

SIDES = (-3, -2, -1, 1, 2, 3)
NEAR = 2
"""Within how many tokens words and tags are seen; what the gazetteer knows is seen at all SIDES."""
AHEAD = 6
"""How many tokens ahead the next ending of a name is looked for."""
STOPS = frozenset([*"，,。；;、：:", "line end"])
CLAUSE_ENDS = frozenset([*"，,。；;：:", "line end"])
ETC = "等"
_OPENS, _CLOSES = frozenset('“"「『《'), frozenset([*'”"」』》', "line end"])
_NUMBER, _LATIN, _HAN = re.compile(r"[0-9.,%]+"), re.compile("[A-Za-z]+"), re.compile("[\u3400-\u9fff]+")


class Knowledge:
    """What is known of names before any document is read, as automata over the gazetteer."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self._classes: dict[str, tuple[str, ...]] = {}
        self._bodies: dict[str, list[str]] = {}
        for agency in gazetteer.agencies:
            for body in agency.bodies:
                self._bodies.setdefault(body, []).append("national" if "national" in agency.levels else "body")
        named = (gazetteer.places_by_surface, gazetteer.areas_by_surface, gazetteer.names_by_surface, self._bodies)
        self.matcher = Matcher(surface for surface in chain.from_iterable(named) if len(surface) > 1)
        self.places = Matcher(surface for surface in gazetteer.places_by_surface if len(surface) > 1)
        self.bodies = Matcher(self._bodies)
        self.levels = sorted(lexicon(schemas.Common).levels, key=len, reverse=True)
        self.endings: dict[str, tuple[str, ...]] = {}
        """The types of names that each ending has."""
        for row in gazetteer.suffixes:
            self.endings[row.suffix] = (*self.endings.get(row.suffix, ()), row.type.value)
        self.ending = Matcher(self.endings)
        self.fields = Matcher(fields_of(gazetteer))
        """What bodies of places are in charge of: 教育, 人力资源和社会保障."""

    def hasten(self) -> None:
        """Builds the automata now: there is much to come."""
        for matcher in (self.matcher, self.places, self.bodies, self.ending, self.fields):
            matcher.hasten()

    def classes(self, surface: str) -> tuple[str, ...]:
        """What a known *surface* may be: the type of a place (``City``, in full; ``City short``), ``known`` and a type
        for names of the tables, ``body`` for what stands behind a place or 市."""
        known = self._classes.get(surface)
        if known is None:
            known = self._classes[surface] = tuple(dict.fromkeys(self._classes_of(surface)))
        return known

    def _classes_of(self, surface: str) -> Iterator[str]:
        tables = self.gazetteer
        for place in tables.places_by_surface.get(surface, ()):
            yield place.type.value if place.name == surface else f"{place.type.value} short"
        if area := tables.areas_by_surface.get(surface):
            yield area.type.value
        if names := tables.names_by_surface.get(surface):
            yield f"known {names[0].type.value}"
        yield from self._bodies.get(surface, ())


def observe(text: Text, known: Knowledge, labelled: Sequence[Labelled] = ()) -> list[list[Group]]:
    """The features of each token of *text*, in groups; *labelled* are the stretches that it gives to responsible
    bodies."""
    words = [_plain(text.word(index).of(text.text)) for index in range(text.last + 1)]
    tags = text.tags
    marks, endings = _known(text, known)
    seen = [tuple(own + ends) for own, ends in zip(marks, endings, strict=True)]
    further = _further(text, words, endings, known, labelled)
    size = len(words)
    rows = [[_own(word, tag)] for word, tag in zip(words, tags, strict=True)]
    for place, row in enumerate(rows):
        if seen[place]:
            row.append(seen[place])
        if further[place]:
            row.append(tuple(further[place]))
        for side in SIDES:
            other = place + side
            if not 0 <= other < size:
                row.append((f"{side:+d}:edge",))
                continue
            if -NEAR <= side <= NEAR:
                row.append(_beside(words[other], tags[other], side))
            if seen[other]:
                row.append(_known_beside(seen[other], side))
        if place + 1 < size:
            row.append((f"pair={words[place]}|{words[place + 1]}",))
            row.append(_tags_of_two(tags[place], tags[place + 1], ""))
        if place:
            row.append((f"-1:pair={words[place - 1]}|{words[place]}",))
            row.append(_tags_of_two(tags[place - 1], tags[place], "-1:"))
    return rows


def _further(
    text: Text,
    words: Sequence[str],
    endings: Sequence[Sequence[str]],
    known: Knowledge,
    labelled: Sequence[Labelled],
) -> list[list[str]]:
    """What is seen of each token by what stands around it."""
    rows: list[list[str]] = [["quoted"] if quoted else [] for quoted in _quoted(words)]
    _ahead(rows, words, endings)
    _listed_before_kind(rows, words)
    for enumeration in enumerations(text, words, known.fields):
        for place, mark in enumeration.marks():
            rows[place].append(mark)
    for stretch in labelled:
        for place in range(text.index(stretch.span.start), text.index(stretch.span.end - 1) + 1):
            rows[place].append(f"labelled={'cell' if stretch.cell else stretch.role.value}")
    return rows


@lru_cache(maxsize=1 << 16)
def _own(word: str, tag: str) -> Group:
    return (
        f"word={word}",
        f"tag={tag}",
        f"shape={_shape(word)}",
        f"length={min(len(word), 5)}",
        f"first={word[0]}",
        f"last={word[-1]}",
        f"last two={word[-2:]}",
    )


@lru_cache(maxsize=1 << 17)
def _beside(word: str, tag: str, side: int) -> Group:
    return (f"{side:+d}:word={word}", f"{side:+d}:tag={tag}", f"{side:+d}:last={word[-1]}")


@lru_cache(maxsize=1 << 14)
def _known_beside(marks: Group, side: int) -> Group:
    return tuple(f"{side:+d}:{mark}" for mark in marks if not mark.startswith("ending="))


@lru_cache(maxsize=1 << 14)
def _tags_of_two(first: str, second: str, side: str) -> Group:
    return (f"{side}tags={first}|{second}",)


def _plain(word: str) -> str:
    """A word as features name it: white space by its kind."""
    return ("line end" if "\n" in word else "space") if word.isspace() else word


def _shape(word: str) -> str:
    for name, pattern in (("han", _HAN), ("number", _NUMBER), ("latin", _LATIN)):
        if pattern.fullmatch(word):
            return name
    return "other"


def _known(text: Text, known: Knowledge) -> tuple[list[list[str]], list[list[str]]]:
    """For each token what the gazetteer takes it for (``B known=City``: the first of several tokens), and the endings
    of names that end with it."""
    size = text.last + 1
    marks: list[list[str]] = [[] for _ in range(size)]
    endings: list[list[str]] = [[] for _ in range(size)]
    for matcher in (known.matcher, known.places):
        for start, end, surface in matcher.find(text.text):
            if not (text.is_edge(start) and text.is_edge(end)):
                continue
            first, last = text.index(start), text.index(end - 1)
            for name in known.classes(surface):
                for index in range(first, last + 1):
                    part = "S" if first == last else "B" if index == first else "E" if index == last else "I"
                    mark = f"{part} known={name}"
                    if mark not in marks[index]:
                        marks[index].append(mark)
    for start, end, suffix in known.ending.find(text.text):
        if text.is_edge(end) and start < end:
            index = text.index(end - 1)
            endings[index] += [*(f"ends={kind}" for kind in known.endings[suffix]), f"ending={suffix}"]
    return marks, endings


def _ahead(rows: list[list[str]], words: Sequence[str], endings: Sequence[Sequence[str]]) -> None:
    """Adds to each token which type of name the next ending makes, where one stands near in the same stretch."""
    near: list[str] = []
    distance = 0
    for place in range(len(rows) - 1, -1, -1):
        rows[place] += [f"ahead {mark}" for mark in near]
        own = [mark for mark in endings[place] if mark.startswith("ends=")]
        distance += 1
        if own:
            near, distance = own, 0
        elif words[place] in STOPS or distance >= AHEAD:
            near = []


def _listed_before_kind(rows: list[list[str]], words: Sequence[str]) -> None:
    """Adds to each token of a list what the list is one of: 发展改革、财政、交通运输等|部门."""
    kind = ""
    for place in range(len(rows) - 1, -1, -1):
        if words[place] in CLAUSE_ENDS:
            kind = ""
        elif words[place] == ETC and place + 1 < len(words):
            kind = words[place + 1]
        elif kind:
            rows[place].append(f"list of={kind}")


def _quoted(words: Sequence[str]) -> list[bool]:
    """Whether each token stands between quotation marks or book-title marks, the opening mark included."""
    found, inside = [], False
    for word in words:
        opens = word in _OPENS and not (inside and word in _CLOSES)
        inside = inside or opens
        found.append(inside)
        if word in _CLOSES and not opens:
            inside = False
    return found


def sentences(text: Text, longest: int = 120) -> Iterator[range]:
    """The ranges of tokens that are labelled together: lines, cut after full stops where they are long."""
    start = 0
    for place in range(text.last + 1):
        word = text.word(place).of(text.text)
        long = place + 1 - start >= longest
        if "\n" in word or word in "。；;" or long:
            yield range(start, place + 1)
            start = place + 1
    if start <= text.last:
        yield range(start, text.last + 1)
