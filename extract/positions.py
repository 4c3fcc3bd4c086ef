"""Where words stand: in a text by their offsets, on a page by a box, in a sheet by a cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple


class Span(NamedTuple):
    """A half-open stretch ``[start, end)`` of a text, in code points."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The words of the span in *text*."""
        return text[self.start : self.end]

    def contains(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end


ABOVE = Span(-1, -1)
"""In the cells of a Block or CleanBlock: the cell in the row above spans into this one. Units carry the real cell."""


class Box(NamedTuple):
    """A rectangle in points (1/72 inch) from the top left of its page as it is shown."""

    left: float
    top: float
    right: float
    bottom: float

    def join(self, other: Box) -> Box:
        """The smallest rectangle that holds both."""
        left, top = min(self.left, other.left), min(self.top, other.top)
        return Box(left, top, max(self.right, other.right), max(self.bottom, other.bottom))


NOWHERE = Box(0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a stretch of ``Source.text`` stands in the file: a line or a part of one on a page, or a cell of a sheet.

    >>> Spot(Span(10, 12), page=3, box=Box(72, 100, 96, 112), edges=array("f", [72, 84, 96])).within(Span(11, 20)).box
    Box(left=84.0, top=100, right=96.0, bottom=112)
    """

    span: Span  # source offsets
    page: int = 0
    """The page, from 1; 0 where the format has none."""
    box: Box = NOWHERE
    edges: Sequence[float] = ()
    """Where the characters of the span part: the left of the first, ..., the right of the last; () where not known."""
    cell: str = ""
    """The sheet and the cell as a spreadsheet names them (Sheet1!B7); empty where the format has none."""
    part: str = ""
    """The name of the file whose page or cell it is, in a document of several; empty where there is one only."""

    def within(self, span: Span) -> Spot:
        """The part of the spot that *span* holds; the whole spot where nobody knows where its characters stand."""
        if not self.edges or span.contains(self.span):
            return self
        start, end = max(self.span.start, span.start), min(self.span.end, span.end)
        edges = self.edges[start - self.span.start : end - self.span.start + 1]
        box = self.box._replace(left=min(edges), right=max(edges))
        return replace(self, span=Span(start, end), box=box, edges=edges)
