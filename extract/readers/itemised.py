"""Rows of a table whose cells number what they hold alike: 1. and 2. of the tasks, 1. and 2. of who leads them.

Each number is a row of its own, as if lines stood between them; a cell that numbers nothing belongs to all of them.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ..model import ABOVE, Block, BlockKind, Span
from ..outlining.markers import BULLET, Marker, marker
from ..text.fold import fold

_BEFORE_YEAR = re.compile(r"\d{1,2}\.(?=(?:19|20)\d\d年)")
LEAST = 2  # columns that number alike


class _Item(NamedTuple):
    """A numbered part of a cell: with its number, and behind it."""

    whole: Span
    words: Span


def rows(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """*blocks* with each row that numbers several things as so many rows."""
    return tuple(row for block in blocks for row in _rows(block))


def _rows(block: Block) -> list[Block]:
    if block.kind is not BlockKind.TABLE_ROW or "\n" not in block.text:
        return [block]
    listed = [_items(block.text, cell) for cell in block.cells]
    counts = {len(items) for items in listed if items}
    if len(counts) != 1 or sum(map(bool, listed)) < LEAST:
        return [block]
    longest = max(range(len(listed)), key=lambda at: block.cells[at].end - block.cells[at].start if listed[at] else -1)
    return [
        _row(block, [
            (items[number].whole if at == longest else items[number].words) if items else ABOVE if number else cell
            for at, (items, cell) in enumerate(zip(listed, block.cells, strict=True))
        ])
        for number in range(counts.pop())
    ]  # fmt: skip


def _items(text: str, cell: Span) -> list[_Item]:
    """The parts of a *cell* whose lines are numbered, one after the other, in one style; none where they are not."""
    items: list[_Item] = []
    style, value = "", 0
    start = cell.start
    for line in cell.of(text).split("\n"):
        end = start + len(line)
        found = _number(fold(line))
        numbered = found is not None and found.style != BULLET and len(found.printed) < len(line)
        if found and numbered and not items:
            style, value = found.style, found.value
        elif found and numbered and (found.style, found.value) == (style, value + len(items)):
            pass
        elif not items:
            return []
        else:  # a further line of the part before
            items[-1] = _Item(Span(items[-1].whole.start, end), Span(items[-1].words.start, end))
            start = end + 1
            continue
        behind = start + len(found.printed) if found else start
        items.append(_Item(Span(start, end), Span(behind, end)))
        start = end + 1
    return items if len(items) > 1 else []


def _number(line: str) -> Marker | None:
    """The list number that *line* opens with, before a year too."""
    dated = _BEFORE_YEAR.match(line)
    return marker(f"{dated[0]}年" if dated else line)


def _row(block: Block, parts: Sequence[Span]) -> Block:
    """A row of these *parts* of *block*, as its cells."""
    text = ""
    starts, ends = array("q"), array("q")
    cells: list[Span] = []
    for part in parts:
        if part == ABOVE:
            cells.append(ABOVE)
            continue
        if text and part.end > part.start:
            text += "\t"
            starts.append(ends[-1])
            ends.append(ends[-1])
        begun = len(text)
        text += part.of(block.text)
        starts.extend(block.starts[part.start : part.end])
        ends.extend(block.ends[part.start : part.end])
        cells.append(Span(begun, len(text)))
    return Block(text, starts, ends, block.kind, cells=tuple(cells), header=block.header)
