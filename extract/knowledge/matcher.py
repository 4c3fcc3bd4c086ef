"""Many terms looked for in a text at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import chain
from operator import add

from ahocorasick_rs import AhoCorasick, MatchKind

from .touched import note_text

_HEAD = 2
"""The characters of a term that are looked up first."""
_WORTH = 25
"""How many characters of text, for each of the terms, an automaton takes as long to build as the terms to look up."""
_TRIES = 4
"""How many stretches of text, for each of the terms, are looked up before their heads are worth gathering."""


class Matcher:
    """Finds the longest of many terms at each place of a text, in time linear in the text.

    It looks up whatever is as long as a term, and what begins as one when some text has come, until so much has come
    that the automaton of Aho and Corasick (*Efficient string matching*, 1975) is worth building. All find the same.
    """

    def __init__(self, terms: Iterable[str]) -> None:
        self._known = frozenset(terms) - {""}
        self._left = _WORTH * len(self._known)
        self._tries = _TRIES * len(self._known)
        self._automaton: AhoCorasick | None = None
        self._last: tuple[str, list[tuple[int, int, str]]] = "", []

    def find(self, text: str) -> Sequence[tuple[int, int, str]]:
        """(start, end, term) for each match, left to right, not overlapping."""
        note_text(text)
        if text != self._last[0]:  # stages ask one after the other
            self._left -= len(text)
            if self._left < 0:
                self.hasten()
            self._last = text, self._run_through(text) if self._automaton else self._looked_up(text)
        return self._last[1]

    @cached_property
    def terms(self) -> list[str]:
        """What is looked for, sorted."""
        return sorted(self._known)

    @cached_property
    def _all_lengths(self) -> Sequence[int]:
        return sorted(set(map(len, self._known)), reverse=True)

    @cached_property
    def _lengths(self) -> Mapping[str, Sequence[int]]:
        return _lengths(self._known)

    @cached_property
    def _ones(self) -> bool:
        return any(len(head) < _HEAD for head in self._lengths)

    def hasten(self) -> None:
        """Builds the automaton now: there is much to come."""
        if self._known and self._automaton is None:
            self._automaton = AhoCorasick(self.terms, matchkind=MatchKind.LeftmostLongest)

    def _run_through(self, text: str) -> list[tuple[int, int, str]]:
        assert self._automaton is not None
        found = self._automaton.find_matches_as_indexes(text)
        return [(start, end, self.terms[number]) for number, start, end in found]

    def _looked_up(self, text: str) -> list[tuple[int, int, str]]:
        found: list[tuple[int, int, str]] = []
        end = 0
        for start, lengths in self._candidates(text):
            if start >= end:
                for length in lengths:
                    if (term := text[start : start + length]) in self._known:
                        end = start + len(term)
                        found.append((start, end, term))
                        break
        return found

    def _candidates(self, text: str) -> Iterable[tuple[int, Sequence[int]]]:
        """Where terms may begin, and how long they may be there, the longest first."""
        self._tries -= len(text) * len(self._all_lengths)
        if self._tries >= 0:
            return ((start, self._all_lengths) for start in range(len(text)))
        # All heads at once, and most places have none: a loop over them takes five times as long.
        heads = map(add, text, chain(text[1:], ("",)))
        of_heads = map(self._lengths.get, heads)
        if self._ones:
            of_heads = map(_either, of_heads, map(self._lengths.get, text))
        return [(place, some) for place, some in enumerate(of_heads) if some]


def _lengths(terms: Iterable[str]) -> Mapping[str, Sequence[int]]:
    """How long the terms are that begin with each head, the longest first; a term of one character is a head too."""
    of_length: dict[int, list[str]] = {}
    for term in terms:
        of_length.setdefault(len(term), []).append(term)
    found: dict[str, list[int]] = {}
    for length in sorted(of_length, reverse=True):
        for head in {term[:_HEAD] for term in of_length[length]}:
            found.setdefault(head, []).append(length)
    if 1 in of_length:
        for head, lengths in found.items():
            if len(head) > 1 and head[0] in found:
                lengths.append(1)
    return found


def _either(one: Sequence[int] | None, other: Sequence[int] | None) -> Sequence[int] | None:
    return one or other
