"""The words of a clause, a name standing for its type."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ..model import EntityType, Span
from ..text.tokens import Text

NAME = "name"
"""The tag of a name."""
COMMAS = frozenset(",:")
_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)?%?")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a clause: ``<number>`` and ``<City>`` stand for numbers and names."""

    word: str
    tag: str


class ClauseWords:
    """Reads the words of one document's clauses."""

    def __init__(self, text: Text, mentions: Iterable[tuple[Span, EntityType]]) -> None:
        """*mentions* come in text order, the longer first of those that begin together."""
        self.text = text
        self._names: dict[int, tuple[int, EntityType]] = {}
        reached = -1
        for span, kind in mentions:
            if span.start >= reached:
                self._names[span.start] = (span.end, kind)
                reached = span.end

    def of(self, span: Span) -> list[Word]:
        """The words of *span*, in order."""
        text = self.text
        found: list[Word] = []
        position = span.start
        while position < span.end:
            if (name := self._names.get(position)) and name[0] <= span.end:
                found.append(Word(f"<{name[1].value}>", NAME))
                position = name[0]
                continue
            index = text.index(position)
            end = min(text.starts[index + 1], span.end)
            stop = next((place for place in range(position + 1, end) if place in self._names), end)
            if word := text.text[position:stop].strip():
                found.append(Word("<number>" if _NUMBER.fullmatch(word) else word, text.tags[index]))
            position = stop
        return found


def comma_parts(words: Iterable[Word]) -> list[list[Word]]:
    """The parts between commas and colons, empty ones left out."""
    parts: list[list[Word]] = [[]]
    for word in words:
        if word.word in COMMAS:
            parts.append([])
        else:
            parts[-1].append(word)
    return [part for part in parts if part]
