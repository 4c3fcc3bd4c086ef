"""Bodies that are enumerated by what they are in charge of: 教育、财政、民政等部门."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ..knowledge import schemas
from ..knowledge.gazetteer import Agency, Gazetteer
from ..knowledge.lexicon import lexicon
from ..knowledge.matcher import Matcher
from ..text.tokens import Text

CLAUSE_ENDS = frozenset([*"，,。；;：:()", "line end"])
PARTED = frozenset(["、", "和", "与", "及", "以及", "或", "或者"])
ETC = "等"
LONGEST = 5
"""Tokens of the longest part of an enumeration that is no known field."""
MOST = 0.6
"""The share of known fields from which an enumeration is one of bodies for the most part."""


def fields_of(gazetteer: Gazetteer) -> Iterator[str]:
    """What the bodies of places are in charge of: 教育 of 教育局, 人力资源和社会保障, 组织."""
    words = lexicon(schemas.Bodies).departments
    yield from words.party_fields
    for agency in gazetteer.agencies:
        yield from fields_of_row(agency)


def fields_of_row(agency: Agency) -> Iterator[str]:
    """What the bodies of a row are in charge of; nothing for national ones."""
    words = lexicon(schemas.Bodies).departments
    for body in agency.bodies if "national" not in agency.levels else ():
        field = next((body.removesuffix(form) for form in words.forms if body.endswith(form)), "")
        if len(field) > 1 and not field.endswith(tuple(words.governments)):
            yield field


@dataclass(frozen=True, slots=True)
class Enumeration:
    """Tokens *first* to *last*, both its own, that enumerate fields."""

    first: int
    last: int
    share: str
    """How many of the parts are known fields: most or some."""
    closed: str
    """The word behind it, that behind 等 where it ends so: 部门."""

    def marks(self) -> Iterator[tuple[int, str]]:
        """(token, feature) for each of its tokens."""
        for place in range(self.first, self.last + 1):
            part = "B" if place == self.first else "E" if place == self.last else "I"
            yield place, f"{part} fields={self.share}"
            yield place, f"fields of={self.closed}"


def enumerations(text: Text, words: Sequence[str], fields: Matcher) -> Iterator[Enumeration]:
    """The enumerations of *text*, whose tokens are *words*."""
    covered = [False] * len(words)
    for start, end, _ in fields.find(text.text):
        if text.is_edge(start) and text.is_edge(end):
            for place in range(text.index(start), text.index(end - 1) + 1):
                covered[place] = True
    edges = [-1, *(place for place, word in enumerate(words) if word in CLAUSE_ENDS), len(words)]
    for before, after in pairwise(edges):
        cuts = [place for place in range(before + 1, after) if words[place] in PARTED]
        if cuts and any(covered[before + 1 : after]):
            parts = [range(a + 1, b) for a, b in pairwise([before, *cuts, after])]
            yield from _of_clause(parts, words, covered)


def _of_clause(parts: Sequence[range], words: Sequence[str], covered: Sequence[bool]) -> Iterator[Enumeration]:
    """The enumerations among the *parts* of a clause: the last field of one part, whole parts, and the first field of
    another."""
    place = 0
    while place + 1 < len(parts):
        opening = _run_back(parts[place], covered)
        if not opening:
            place += 1
            continue
        last, known, count = place, 1, 1
        for at in range(place + 1, len(parts)):
            part = parts[at]
            starts = bool(part) and covered[part.start]
            more = any(words[token] == ETC for token in part[: LONGEST + 1])
            if not (starts or more or len(part) <= LONGEST):
                break
            known, count = known + starts, count + 1
            last = at if starts or more else last
            if more or (starts and not all(covered[token] for token in part)):
                break
        if last > place:
            part = parts[last]
            end = next((token for token in part[: LONGEST + 1] if words[token] == ETC), _run_on(part, covered))
            closed = words[end + 1] if end + 1 < len(words) else "line end"
            yield Enumeration(opening.start, end, "most" if known >= MOST * count else "some", closed)
        place = max(last, place + 1)


def _run_back(part: range, covered: Sequence[bool]) -> range:
    """The tokens at the end of *part* that are a field."""
    start = part.stop
    while start > part.start and covered[start - 1]:
        start -= 1
    return range(start, part.stop)


def _run_on(part: range, covered: Sequence[bool]) -> int:
    """The last of the tokens at the start of *part* that are a field."""
    end = part.start
    while end + 1 < part.stop and covered[end + 1]:
        end += 1
    return end
