"""What a page is made of, on the way from its characters to the blocks of a document."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ..model import NOWHERE, Box


class Glyph(NamedTuple):
    """A character as it is drawn; the box is as high as its font, whatever the character."""

    sign: str
    box: Box


@dataclass(slots=True)
class Line:
    """Characters beside each other: ``text[i]`` stands between ``edges[i]`` and ``edges[i + 1]``."""

    text: str
    edges: array[float]
    box: Box
    size: float
    """How wide a Chinese character of the line is."""
    page: int = 0
    """The page, from 1."""
    running: bool = False
    """A page's number or running head."""

    @property
    def middle(self) -> float:
        return (self.box.top + self.box.bottom) / 2


@dataclass(slots=True)
class Cell:
    """A cell of a table with its lines; one that the cell above or before spans into has none of its own."""

    box: Box = NOWHERE
    lines: list[Line] = field(default_factory=list)
    above: bool = False
    tall: bool = False
    """It spans several rows."""

    @property
    def text(self) -> str:
        return "".join(line.text for line in self.lines)


@dataclass(slots=True)
class Row:
    cells: list[Cell]
    header: bool = False


@dataclass(slots=True)
class Table:
    """A table or the part of one that stands on one page; ``edges`` are the x at which its columns part."""

    box: Box
    edges: tuple[float, ...]
    rows: list[Row]
    ruled: bool = True

    @property
    def middle(self) -> float:
        return (self.box.top + self.box.bottom) / 2


@dataclass(slots=True)
class Page:
    """A page in the direction in which its text is read, tables with lines round their cells already put together."""

    number: int
    width: float
    height: float
    lines: list[Line]
    tables: list[Table] = field(default_factory=list)
    turned: int = 0
    """By how many degrees clockwise the text is turned on the page as it is shown: 0, 90, 180, 270."""
    skew: float = 0.0
    """By how many degrees clockwise the page is askew; its lines stand as if it were not."""


@dataclass(slots=True)
class Column:
    """What stands below each other on a page; of how many columns beside each other it is which."""

    page: int
    items: list[Line | Table]
    place: tuple[int, int, int] = (0, 1, 0)
    """Its number and how many stand beside each other, and the page's width: columns of one place are alike."""


def joined_box(boxes: Sequence[Box]) -> Box:
    """The smallest rectangle that holds all *boxes*."""
    return Box(
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )
