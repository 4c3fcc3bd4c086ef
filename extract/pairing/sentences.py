"""The sentences that pairs are told in, with the places that each one names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..knowledge.gazetteer import Place
from ..model import Span

PURE = "places"
"""What a line is called whose letters are those of places' names."""
_END = re.compile("[。!?\n]")


@dataclass(frozen=True, slots=True)
class Naming:
    """One naming of a place, or of several at once (沪明, 两地)."""

    span: Span
    places: tuple[Place, ...]
    nested: bool = False
    """Whether it is no name of its own (nested.py)."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, row or line."""

    text: str
    """Of the whole document."""
    span: Span
    namings: tuple[Naming, ...]
    line: str
    """How much of its line are names of places."""
    features: tuple[str, ...]
    """The cues that it, the line above and its heading hold; none where it names no place."""


def sentences(text: str, span: Span) -> Iterator[Span]:
    """The stretches of *span* that full stops, question and exclamation marks and line ends part."""
    start = span.start
    for found in _END.finditer(text, span.start, span.end):
        if found.start() > start:
            yield Span(start, found.start())
        start = found.end()
    if start < span.end:
        yield Span(start, span.end)
