"""The gazetteer as one automaton: every name that it holds is looked for in a single pass."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ahocorasick_rs import AhoCorasick, MatchKind


class Matcher:
    """Finds the longest of many terms at each place of a text, in time linear in the text."""

    def __init__(self, terms: Iterable[str]) -> None:
        self.terms = sorted({term for term in terms if term})
        self._automaton = AhoCorasick(self.terms, matchkind=MatchKind.LeftmostLongest) if self.terms else None

    def find(self, text: str) -> Iterator[tuple[int, int, str]]:
        """(start, end, term) for each match, left to right, not overlapping."""
        if self._automaton is None:
            return
        for number, start, end in self._automaton.find_matches_as_indexes(text):
            yield start, end, self.terms[number]
