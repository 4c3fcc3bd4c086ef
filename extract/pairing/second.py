"""The second look at the candidates of a document: how likely its likes and its rivals are tells of each one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from statistics import fmean

from ..proposed import PROPOSED
from .candidates import Candidate

KEPT = (
    "between",
    "adjacent",
    "apart",
    "lists",
    "kinds",
    "after",
    "sides",
    "levels",
    "code",
    "own",
    "in ",
    "columns",
    "cells",
    "kind ",
    "places",
    "before",
    "aided",
    "nested",
    "sentence",
    "line",
    "header",
    PROPOSED,
)
"""What of its own features a candidate shows again."""
CLOSE = 0.2
LIMITS = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98)


def second_features(candidates: Sequence[Candidate], first: Sequence[float]) -> list[list[str]]:
    """The features of each candidate in the light of the *first* probabilities of all."""
    look = _Look(candidates, first)
    return [list(dict.fromkeys(look.features(number))) for number in range(len(candidates))]


class _Look:
    def __init__(self, candidates: Sequence[Candidate], first: Sequence[float]) -> None:
        self.candidates = candidates
        self.first = first
        self.places = [frozenset((candidate.first.key, candidate.second.key)) for candidate in candidates]
        self.in_sentence: dict[int, list[int]] = defaultdict(list)
        self.alike: dict[str, list[int]] = defaultdict(list)
        self.same: dict[frozenset[str], list[int]] = defaultdict(list)
        self.of_place: dict[tuple[int, str], list[int]] = defaultdict(list)
        self.of_document: dict[str, list[int]] = defaultdict(list)
        for number, candidate in enumerate(candidates):
            self.in_sentence[candidate.sentence.start].append(number)
            self.alike[candidate.signature].append(number)
            self.same[self.places[number]].append(number)
            for key in self.places[number]:
                self.of_place[candidate.sentence.start, key].append(number)
                self.of_document[key].append(number)
        for found in self.of_document.values():
            found.sort(key=lambda number: -first[number])

    def features(self, number: int) -> Iterator[str]:
        candidate, own = self.candidates[number], self.first[number]
        yield f"first={tenths(own)}"
        yield from reached("first", own)
        yield f"signature={candidate.signature}"
        for side, key in zip(roles(candidate), (candidate.first.key, candidate.second.key), strict=True):
            yield from self._rivals(number, side, key)
        beside = [other for other in self.in_sentence[candidate.sentence.start] if other != number]
        like = [self.first[other] for other in beside if self.candidates[other].signature == candidate.signature]
        yield f"like in the sentence={tenths(fmean(like)) if like else 'none'}"
        anywhere = [self.first[other] for other in self.alike[candidate.signature] if other != number]
        alike = f"like in the document={tenths(fmean(anywhere)) if anywhere else 'none'}, {min(len(anywhere), 5)}"
        yield alike
        yield f"first={tenths(own)}, {alike}"
        yield f"{alike}, {line_of(candidate)}"
        elsewhere = [self.first[other] for other in self.same[self.places[number]] if other != number]
        yield f"elsewhere={tenths(max(elsewhere)) if elsewhere else 'none'}"
        yield f"likely in the sentence={min(6, sum(self.first[other] >= 0.5 for other in beside))}"
        for feature in candidate.features:
            if feature.startswith(KEPT) and not feature.startswith("between holds"):
                yield feature

    def _rivals(self, number: int, side: str, key: str) -> Iterator[str]:
        """How the pair of a place stands beside other pairs of it, in the sentence and in the document."""
        candidate, own = self.candidates[number], self.first[number]
        pair = self.places[number]
        others = [at for at in self.of_place[candidate.sentence.start, key] if self.places[at] != pair]
        rival = max((self.first[at] for at in others), default=None)
        yield f"rival of {side}={'none' if rival is None else tenths(rival)}"
        standing = "best" if rival is None or own > rival else "close" if own > rival - CLOSE else "beaten"
        yield f"first={tenths(own)}, {side} {standing}"
        best = next((at for at in self.of_document[key] if self.places[at] != pair), None)
        likely = "none" if best is None else tenths(self.first[best])
        yield f"document rival of {side}={likely}, {line_of(candidate)}"
        partners = {other for at in others for other in self.places[at]} - {key}
        yield f"partners of {side}={min(4, len(partners))}"


def roles(candidate: Candidate) -> tuple[str, str]:
    """What the rivals of the two are called: one partner helps several, and who is helped has mostly one. Those of a
    region that only a verb holds are called otherwise, for narrower places in it go before it."""
    one, other = candidate.sides if candidate.sides[0] != candidate.sides[1] else ("either", "either")
    return (f"aided {one}", f"aided {other}") if candidate.aided else (one, other)


def line_of(candidate: Candidate) -> str:
    """How much of its line are places: in a list of pairs a partner of several is no sign against one of them."""
    return next((feature for feature in candidate.features if feature.startswith("line=")), "line=none")


def reached(name: str, probability: float) -> Iterator[str]:
    """A feature for each of LIMITS that *probability* reaches: together they may weigh more than one step could."""
    return (f"{name}>={limit}" for limit in LIMITS if probability >= limit)


def tenths(probability: float) -> int:
    """The probability in tenths, rounded down: 0 to 9."""
    return min(9, int(probability * 10))
