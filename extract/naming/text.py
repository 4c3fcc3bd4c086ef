"""The text that names are looked for in, cut into tagged words once and asked many times."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from ..fold import fold
from ..model import EntityType, Span
from ..taggers import Tagger

SURE = 50
HAN = ("\u3400", "\u9fff")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible mention. Of two that overlap the surer tier stays (rank from SURE), then the longer, then the rank."""

    start: int
    end: int
    type: EntityType
    hint: str = ""
    rank: int = 0
    full: bool = True
    """A place by its full name. Inside the name of a body a short one stays a mention only past its first word."""


class Text:
    """A text and its words. Offsets are those of the text given, in code points."""

    def __init__(self, text: str, tagger: Tagger) -> None:
        # A lone surrogate cannot reach the Rust engines; one character takes its place, so offsets stay.
        self.text = fold(text.encode("utf-8", "replace").decode("utf-8"))
        words = tagger.words([self.text])[0]
        self.tags = [tag for _, tag in words]
        self.starts = list(accumulate([len(word) for word, _ in words], initial=0))
        self.last = len(words) - 1

    def index(self, position: int) -> int:
        """The number of the word that holds the character at *position*."""
        return min(bisect_right(self.starts, position) - 1, max(self.last, 0))

    def word(self, index: int) -> Span:
        return Span(self.starts[index], self.starts[index + 1])

    def is_edge(self, position: int) -> bool:
        """Whether a word starts or the text ends at *position*."""
        return position >= len(self.text) or self.starts[self.index(position)] == position

    def crossed(self, start: int, end: int) -> bool:
        """Whether a word runs over either end of the stretch, or is longer than it: 明 in 文明, 长治 in 长治久安."""
        return not (self.is_edge(start) and self.is_edge(end))

    def before(self, position: int) -> str:
        return self.text[position - 1] if position else ""

    def after(self, position: int) -> str:
        return self.text[position : position + 1]


def is_han(character: str) -> bool:
    return HAN[0] <= character <= HAN[1]


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of *words*, the longest first."""
    return _any_of(tuple(words))


@lru_cache(maxsize=256)
def _any_of(words: tuple[str, ...]) -> str:
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word)))


def settle(candidates: Iterable[Candidate], inside: dict[EntityType, frozenset[EntityType]]) -> list[Candidate]:
    """The candidates that stay, in text order; none overlap but types of *inside*, which may stand in an outer one."""
    ordered = sorted(candidates, key=lambda c: (c.rank < SURE, c.start - c.end, -c.rank, c.start, c.type))
    outer = _Slots()
    inner = _Slots()
    for candidate in ordered:
        if candidate.start >= candidate.end:
            continue
        holders = outer.overlapping(candidate)
        if not holders:
            outer.add(candidate)
        elif (
            len(holders) == 1
            and (candidate.full or (holders[0].type is EntityType.AGENCY and candidate.start > holders[0].start))
            and holders[0].start <= candidate.start
            and candidate.end <= holders[0].end
            and (
                candidate.type is not holders[0].type
                or candidate.end - candidate.start < holders[0].end - holders[0].start
            )
            and candidate.type in inside.get(holders[0].type, frozenset())
            and not inner.overlapping(candidate)
        ):
            inner.add(candidate)
    return sorted([*outer.items, *inner.items], key=lambda c: (c.start, -c.end))


class _Slots:
    """Disjoint candidates, by character: what stands at a place is one look-up."""

    def __init__(self) -> None:
        self.items: list[Candidate] = []
        self._at: dict[int, Candidate] = {}

    def add(self, candidate: Candidate) -> None:
        self.items.append(candidate)
        self._at.update(dict.fromkeys(range(candidate.start, candidate.end), candidate))

    def overlapping(self, candidate: Candidate) -> list[Candidate]:
        found = (self._at.get(position) for position in range(candidate.start, candidate.end))
        return list(dict.fromkeys(item for item in found if item is not None))
