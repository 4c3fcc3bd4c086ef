"""Where in a document words stand, told by the words around them and not by counting from its beginning.

A passage is a sentence with the bracket that follows it, or a line that holds none. Its name is a hash of its words;
what stands in it is at an offset from its start. So a passage that is inserted, taken out or renumbered elsewhere
leaves every other name alone.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ..extract.model import Clean, Span, Unit
from ..extract.text.clauses import SENTENCE, split
from .wording import digest, distinct

_BRACKETS = ("(", "[", "【", "〔")
"""A part that opens with one says more of the sentence before it: (责任单位:市教育局)."""


@dataclass(frozen=True, slots=True)
class Passages:
    """The passages of a cleaned text in order, none overlapping, and the name of each."""

    text: str
    spans: Sequence[Span]
    names: Sequence[str]

    def place(self, span: Span) -> str:
        """The name of the passage that holds the clean *span*, and the offsets in it: ``1f0c22ab/4-10``.

        Words that run on into later passages have those in the name too, for what is cited are all of them.
        """
        first = max(0, bisect_right(self.spans, span.start, key=_start) - 1)
        last = max(first, bisect_left(self.spans, span.end, key=_start) - 1)
        start = self.spans[first].start
        name = self.names[first]
        if last > first:
            name = f"{name}.{digest(self.text[start : self.spans[last].end])}"
        return f"{name}/{span.start - start}-{span.end - start}"


def passages(clean: Clean, units: Iterable[Unit]) -> Passages:
    """The passages of a document: its units and what lies between them, cut into sentences.

    Of equal passages each is named by the words before it as well, and only then by its number among equals.
    """
    edges = {0, len(clean.text)}
    for span in (*(unit.span for unit in units), *(block.span for block in clean.blocks)):
        edges |= {span.start, span.end}
    spans = [
        sentence for start, end in pairwise(sorted(edges)) for sentence in _sentences(clean.text, Span(start, end))
    ] or [Span(0, len(clean.text))]
    own = [digest(span.of(clean.text)) for span in spans]
    count = Counter(own)
    names = [
        digest(f"{spans[at - 1].of(clean.text) if at else ''}{span.of(clean.text)}") if count[key] > 1 else key
        for at, (span, key) in enumerate(zip(spans, own, strict=True))
    ]
    return Passages(clean.text, spans, distinct(names))


def _sentences(text: str, span: Span) -> Iterator[Span]:
    """The sentences of a stretch without the marks at their ends; white space alone is none."""
    held: Span | None = None
    for part in split(text, span, SENTENCE):
        if held and part.of(text).lstrip().startswith(_BRACKETS):
            held = Span(held.start, part.end)
            continue
        if held:
            yield held
        held = part
    if held:
        yield held


def _start(span: Span) -> int:
    return span.start
