"""Finds the words of a correction in a document again, whatever has become of its file.

Tried in this order, all on folded text (folding.py): the same words at the same place of the same file (exact); the
same words elsewhere, of several the ones with the likest words before and behind them (moved); of a longer quote the
stretch that is most like it, when that is alike enough (moved). What is not found is orphaned.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from heapq import nsmallest
from itertools import takewhile

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from ..extract.model import Clean, Span
from .folding import Folded, folded, unmarked
from .model import Anchor

FLOOR = 0.7
"""The least likeness (Indel, normalised: 1 - edits / both lengths) of a quote and the words that are taken for it. Two
measures of one shipped document reach 0.45, but for one pair of near twins; of 1,440 quotes looked for in the other
shipped documents 25 are taken for a sentence there that says nearly the same."""
SHORTEST = 10
"""Folded characters of the shortest quote that may have changed: a shorter one found in part may be anything."""
LONGEST = 2000
"""Folded characters of the longest quote that may have changed: the cost grows with the square."""
CONTEXT = 32
"""Characters before and behind a quote that a row keeps."""
ENOUGH_CONTEXT = 0.35
"""The least likeness of what stands round a short quote that the text has several times, or has left of several: below
it another may be meant."""
SOME_CONTEXT = 0.2
"""The same of a longer quote that the text has several times: what stands round it is mostly other words."""
_GRAM = 3
_COMMON = 50
"""A piece of words that stands in more places than this singles none out."""
_MOST = 500
"""How many places of one quote are looked at, the nearest first."""
_CANDIDATES = 4
_EDGE = 6
"""Folded characters of prefix or suffix by which the edge of a changed quote is known."""


class Found(StrEnum):
    """Whether the words of a row are still there."""

    EXACT = "exact"
    MOVED = "moved"
    ORPHANED = "orphaned"


@dataclass(frozen=True, slots=True)
class Anchored:
    """Where the words of a row stand now."""

    found: Found
    span: Span | None = None
    """Clean offsets; None for an orphan."""
    likeness: float = 1.0


ORPHANED = Anchored(Found.ORPHANED, None, 0.0)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """An anchor, folded."""

    quote: str
    prefix: str
    suffix: str
    start: int
    """Where it stood in its source; negative when that is not known."""


class Anchors:
    """Finds rows' words in one document."""

    def __init__(self, clean: Clean) -> None:
        self.clean = clean
        self.folded = Folded.of(clean.text)

    def find(self, anchor: Anchor, sha256: str = "", one_mention: bool = False) -> Anchored:
        """Where the words of *anchor* stand, which was taken from a file with that hash. With *one_mention* these very
        words are meant, not what they name: equal ones among other words are none."""
        if sha256 == self.clean.source.sha256 and (span := self._same_place(anchor)):
            return Anchored(Found.EXACT, span)
        for quote in dict.fromkeys((anchor.quote, unmarked(anchor.quote))):
            wanted = _Wanted(folded(quote), folded(anchor.prefix), folded(anchor.suffix), anchor.start)
            if wanted.quote and (place := self._unchanged(wanted, one_mention)):
                return self._found(quote, anchor, *place)
        wanted = _Wanted(folded(unmarked(anchor.quote)), folded(anchor.prefix), folded(anchor.suffix), anchor.start)
        if SHORTEST <= len(wanted.quote) <= LONGEST and (changed := self._changed(wanted)):
            start, end, likeness = changed
            return self._found(anchor.quote, anchor, start, end, likeness)
        return ORPHANED

    def near(self, words: str, span: Span) -> Span | None:
        """Where *words* stand in or round a clean *span*: what a person says the right extent is."""
        quote = folded(words)
        at = self.folded.at(span.start)
        ends = self.folded.at(span.end)
        if not quote:
            return None
        places = [place for place in self._occurrences(quote) if place < ends and place + len(quote) > at]
        if not places:
            places = [place for place in self._occurrences(quote) if abs(place - at) <= 2 * len(quote) + 200]
        if not places:
            return None
        best = min(places, key=lambda place: (abs(place - at), place))
        return self._widened(words, self.folded.span(best, best + len(quote)))

    def everywhere(self, span: Span) -> Iterator[Span]:
        """Every stretch with the same folded words as the clean *span*, itself among them."""
        quote = folded(span.of(self.clean.text))
        for place in self._occurrences(quote) if quote else ():
            yield self._widened(span.of(self.clean.text), self.folded.span(place, place + len(quote)))

    def _same_place(self, anchor: Anchor) -> Span | None:
        starts, ends = self.clean.starts, self.clean.ends
        first, last = bisect_left(starts, anchor.start), bisect_left(ends, anchor.end)
        if anchor.start < 0 or not first <= last < len(ends) or ends[last] != anchor.end:
            return None
        span = Span(first, last + 1)
        words = folded(span.of(self.clean.text))
        return span if words in (folded(anchor.quote), folded(unmarked(anchor.quote))) else None

    def _unchanged(self, wanted: _Wanted, one_mention: bool) -> tuple[int, int] | None:
        """The same words; of several those whose neighbours are most like the row's, then the nearest."""
        length = len(wanted.quote)
        round_about = self._occurrences(f"{wanted.prefix}{wanted.quote}{wanted.suffix}")
        places = [place + len(wanted.prefix) for place in round_about] or list(self._occurrences(wanted.quote))
        places = nsmallest(_MOST, places, key=lambda place: self._way(wanted, place))
        if not places:
            return None
        best = max(
            places, key=lambda place: (round(self._context(wanted, place, length), 2), -self._way(wanted, place))
        )
        floor = ENOUGH_CONTEXT if one_mention or length < SHORTEST else SOME_CONTEXT
        told = wanted.prefix or wanted.suffix
        if told and (one_mention or len(places) > 1) and self._context(wanted, best, length) < floor:
            return None
        return best, best + length

    def _changed(self, wanted: _Wanted) -> tuple[int, int, float] | None:
        """The stretch that is most like a longer quote. One that has the quote whole was refused for its neighbours."""
        stretches = [one for one in self._stretches(wanted) if wanted.quote not in self.folded.text[slice(*one)]]
        found = [(*stretch, self._likeness(wanted, stretch)) for stretch in stretches]
        found = [one for one in found if one[2] >= FLOOR]
        return max(
            found,
            key=lambda one: (round(one[2] + self._context(wanted, one[0], one[1] - one[0]) / 5, 3), -one[0]),
            default=None,
        )

    def _likeness(self, wanted: _Wanted, stretch: tuple[int, int]) -> float:
        return Indel.normalized_similarity(wanted.quote, self.folded.text[slice(*stretch)])

    def _stretches(self, wanted: _Wanted) -> Iterator[tuple[int, int]]:
        """Stretches of the folded text that may be the quote: where most of its short pieces stand in their order."""
        quote, text = wanted.quote, self.folded.text
        votes: Counter[int] = Counter()
        width = max(8, len(quote) // 4)
        for offset in range(len(quote) - _GRAM + 1):
            places = self._grams.get(quote[offset : offset + _GRAM], ())
            votes.update((place - offset) // width for place in places if len(places) <= _COMMON)
        for bucket, _ in sorted(votes.items(), key=lambda item: (-item[1], item[0]))[:_CANDIDATES]:
            low = max(0, bucket * width - len(quote))
            high = min(len(text), (bucket + 1) * width + 2 * len(quote))
            for trimmed in self._trimmed(quote, low, high):
                edged = self._edged(wanted, trimmed)
                yield edged if self._likeness(wanted, edged) >= FLOOR else trimmed

    def _trimmed(self, quote: str, low: int, high: int) -> Iterator[tuple[int, int]]:
        """The part of a window from the first piece to the last that it has in common with the quote."""
        window = self.folded.text[low:high]
        found = fuzz.partial_ratio_alignment(quote, window)
        if found is None:
            return
        # What the alignment calls best is as long as the quote; words that were put in make the stretch longer.
        for reach in (len(quote) // 4, len(quote)):
            start, end = max(0, found.dest_start - reach), min(len(window), found.dest_end + reach)
            blocks = [
                block
                for block in Indel.opcodes(quote, window[start:end])
                if block.tag == "equal" and block.src_end - block.src_start >= 2
            ]
            if blocks:
                yield low + start + blocks[0].dest_start, low + start + blocks[-1].dest_end

    def _edged(self, wanted: _Wanted, stretch: tuple[int, int]) -> tuple[int, int]:
        """*stretch* widened to where the words before and behind the quote stand, when they are near."""
        text, (start, end) = self.folded.text, stretch
        reach = len(wanted.quote) // 2
        if before := wanted.prefix[-_EDGE:]:
            at = text.rfind(before, max(0, start - reach - len(before)), start)
            start = at + len(before) if at >= 0 else start
        if behind := wanted.suffix[:_EDGE]:
            at = text.find(behind, end, end + reach + len(behind))
            end = at if at >= 0 else end
        return start, end

    @cached_property
    def _grams(self) -> dict[str, Sequence[int]]:
        """Where each short piece of the folded text stands."""
        found: dict[str, list[int]] = defaultdict(list)
        text = self.folded.text
        for place in range(len(text) - _GRAM + 1):
            found[text[place : place + _GRAM]].append(place)
        return dict(found)

    def _occurrences(self, quote: str) -> Iterator[int]:
        place = self.folded.text.find(quote)
        while place >= 0:
            yield place
            place = self.folded.text.find(quote, place + 1)

    def _context(self, wanted: _Wanted, place: int, length: int) -> float:
        """How like what stands round a stretch is to what stood round the quote, from 0 to 1."""
        text = self.folded.text
        sides = (
            (wanted.prefix, text[max(0, place - len(wanted.prefix)) : place]),
            (wanted.suffix, text[place + length : place + length + len(wanted.suffix)]),
        )
        told = [(one, other) for one, other in sides if one]
        return sum(Indel.normalized_similarity(one, other) for one, other in told) / len(told) if told else 0.0

    def _way(self, wanted: _Wanted, place: int) -> int:
        """How far a stretch is from where the quote stood, in the source."""
        return abs(self.clean.starts[self.folded.places[place]] - wanted.start) if wanted.start >= 0 else place

    def _found(self, quote: str, anchor: Anchor, start: int, end: int, likeness: float = 1.0) -> Anchored:
        span = self._widened(quote, self.folded.span(start, end))
        source = self.clean.to_source(span)
        same = likeness == 1.0 and (source.start, source.end) == (anchor.start, anchor.end)
        return Anchored(Found.EXACT if same else Found.MOVED, span, likeness)

    def _widened(self, quote: str, span: Span) -> Span:
        """*span* with the marks at its edges that the quote has too, and folding drops: 《 and 》."""
        text, start, end = self.clean.text, span.start, span.end
        for _ in range(_marks(quote)):
            start -= start > 0 and _is_mark(text[start - 1])
        for _ in range(_marks(quote[::-1])):
            end += end < len(text) and _is_mark(text[end])
        return Span(start, end)


def _marks(quote: str) -> int:
    """How many marks stand before the first letter of a quote."""
    opening = takewhile(lambda char: not folded(char), quote)
    return sum(not char.isspace() for char in opening)


def _is_mark(char: str) -> bool:
    """Whether folding drops a character that shows; which of its forms a mark has is the file's affair."""
    return not char.isspace() and not folded(char)
