"""Sheets of cells, whatever file held them, to text and blocks: a line for each row, a tab between its cells.

A row with one filled cell above or below the table is a paragraph (a title, a note), and so is a sentence in one cell
between its rows, unless a cell above reaches down into the row; every other row is TABLE_ROW, where the cells that a
merged one covers say so: ABOVE for those of the rows below its first, nothing for those beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import NamedTuple

from ..model import ABOVE, Block, BlockKind, Span, Spot
from .base import Content

MOST_COLUMNS = 63
"""What a table of a document has at most; the cells of a sheet beyond it are counted in a note."""
LONGEST_CAPTION = 60
"""Characters of a lone cell between the rows of a table that may head those below it."""
_ANONYMOUS = re.compile(r"(?:sheet|工作表|表)\s*\d*", re.IGNORECASE)
"""What programs call a sheet that nobody named."""
Merged = tuple[tuple[int, int], tuple[int, int]]
"""The first and the last cell of a merged range, as (row, column) from 0."""


class Unseen(NamedTuple):
    """The numbers, from 0, of the rows and columns that a sheet hides."""

    rows: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()


ALL_SEEN = Unseen()


@dataclass(frozen=True, slots=True)
class Sheet:
    """The cells of one sheet as they are printed."""

    name: str
    """Put before the address of each cell (Sheet1!B7); empty where the format has no sheets."""
    rows: Sequence[Sequence[str]]
    top: int = 0
    """The number, from 0, of the first of *rows* in the sheet."""
    left: int = 0
    merged: Sequence[Merged] = ()
    unseen: Unseen = ALL_SEEN


def content(media_type: str, sheets: Sequence[Sheet], hidden: Sequence[str], notes: Iterable[str]) -> Content:
    """The rows of *sheets* in their order, as ``Content.text`` and blocks; that sheets are *hidden* is a note."""
    parts: list[str] = []
    blocks: list[Block] = []
    spots: list[Spot] = []
    said = [*notes, *([f"hidden sheet(s) left out: {'、'.join(hidden)}"] if hidden else [])]
    length = 0
    for whole in sheets:
        sheet = _trimmed(_seen(whole))
        said += _hides(whole)
        width = max((_width(row) for row in sheet.rows), default=0)
        if width > MOST_COLUMNS:
            said.append(f"{sheet.name}: {width} columns, of which {MOST_COLUMNS} are read")
        columns = min(width, MOST_COLUMNS)
        covered = dict(_covered(sheet, columns))
        shown = [(number, row[:columns]) for number, row in enumerate(sheet.rows) if any(map(str.strip, row[:columns]))]
        reached = {number for (number, _), below in covered.items() if below}
        found = kinds([row for _, row in shown], [number in reached for number, _ in shown])
        for (number, row), kind in zip(shown, found, strict=True):
            words, cells = _line(row, columns, number, covered)
            starts = range(length, length + len(words))
            ends = range(length + 1, length + len(words) + 1)
            own = Block(words, starts, ends, BlockKind.TABLE_ROW, cells=cells)
            blocks.append(own if kind is BlockKind.TABLE_ROW else _paragraph(own))
            for column, cell in enumerate(cells):
                if cell.end > cell.start:
                    span = Span(cell.start + length, cell.end + length)
                    spots.append(Spot(span, cell=address(sheet.name, sheet.top + number, sheet.left + column)))
            parts.append(f"{words}\n")
            length += len(words) + 1
    title = next((sheet.name for sheet in sheets if not _ANONYMOUS.fullmatch(sheet.name)), None)
    text = "".join(parts)
    return Content(media_type, "utf-8", text, tuple(blocks), title, notes=tuple(said), spots=tuple(spots))


def addressed(read: Content) -> Content:
    """What was *read* of a format without sheets, each cell of its tables with a place: ``table2!B7`` is the second
    cell of row seven of the second table. Rows that follow each other are one table."""
    spots: list[Spot] = []
    table = row = 0
    for block in read.blocks:
        if block.kind is not BlockKind.TABLE_ROW:
            row = 0
            continue
        table += not row
        row += 1
        for column, cell in enumerate(block.cells):
            if cell.end > cell.start:
                span = Span(block.starts[cell.start], block.ends[cell.end - 1])
                spots.append(Spot(span, cell=address(f"table{table}", row - 1, column)))
    return replace(read, spots=tuple(spots)) if spots and not read.spots else read


def address(sheet: str, row: int, column: int) -> str:
    """The cell at *row* and *column*, both from 0, as a spreadsheet names it.

    >>> address("任务表", 6, 1), address("", 0, 27)
    ('任务表!B7', 'AB1')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{sheet}!{letters}{row + 1}" if sheet else f"{letters}{row + 1}"


def _seen(sheet: Sheet) -> Sheet:
    """*sheet* with empty cells in place of hidden ones. A merged range shows its words where the first of its cells
    that are seen stands."""
    if sheet.unseen == ALL_SEEN:
        return sheet
    width = max(map(len, sheet.rows), default=0)
    rows = [[*row, *[""] * (width - len(row))] for row in sheet.rows]
    merged = []
    for (first_row, first_column), (last_row, last_column) in sheet.merged:
        down = range(first_row, min(last_row, sheet.top + len(rows) - 1) + 1)
        across = range(first_column, min(last_column, sheet.left + width - 1) + 1)
        seen_rows = [number for number in down if number not in sheet.unseen.rows]
        seen_columns = [number for number in across if number not in sheet.unseen.columns]
        if seen_rows and seen_columns:
            words = rows[first_row - sheet.top][first_column - sheet.left]
            rows[seen_rows[0] - sheet.top][seen_columns[0] - sheet.left] = words
            merged.append(((seen_rows[0], seen_columns[0]), (seen_rows[-1], seen_columns[-1])))
    for number, row in enumerate(rows, sheet.top):
        hidden = number in sheet.unseen.rows
        row[:] = ["" if hidden or at in sheet.unseen.columns else words for at, words in enumerate(row, sheet.left)]
    return replace(sheet, rows=rows, merged=merged)


def _hides(sheet: Sheet) -> list[str]:
    """What the hidden rows and columns of *sheet* are noted by, where they hold words."""
    rows = [row for number, row in enumerate(sheet.rows, sheet.top) if number in sheet.unseen.rows]
    cells = zip_longest(*sheet.rows, fillvalue="") if sheet.unseen.columns else ()
    columns = [column for number, column in enumerate(cells, sheet.left) if number in sheet.unseen.columns]
    counts = [
        (sum(any(map(str.strip, line)) for line in lines), name)
        for lines, name in ((rows, "row(s)"), (columns, "column(s)"))
    ]
    said = " and ".join(f"{count} hidden {name}" for count, name in counts if count)
    return [f"{sheet.name}: {said} left out".removeprefix(": ")] if said else []


def _trimmed(sheet: Sheet) -> Sheet:
    """*sheet* without the columns before its first filled one."""
    lead = min((number for row in sheet.rows for number, cell in enumerate(row) if cell.strip()), default=0)
    if not lead:
        return sheet
    return replace(sheet, rows=[row[lead:] for row in sheet.rows], left=sheet.left + lead)


def _width(row: Sequence[str]) -> int:
    return max((number for number, cell in enumerate(row, 1) if cell.strip()), default=0)


def _covered(sheet: Sheet, columns: int) -> Iterator[tuple[tuple[int, int], bool]]:
    """The cells that merged ranges cover, by row and column of ``sheet.rows``; whether the cell is one of a row above
    that reaches down."""
    last = len(sheet.rows) - 1
    for (first_row, first_column), (last_row, last_column) in sheet.merged:
        right = min(last_column - sheet.left, columns - 1)
        for row in range(max(0, first_row - sheet.top), min(last_row - sheet.top, last) + 1):
            for column in range(max(0, first_column - sheet.left), right + 1):
                if (row, column) != (first_row - sheet.top, first_column - sheet.left):
                    yield (row, column), row > first_row - sheet.top


def kinds(rows: Sequence[Sequence[str]], reached: Sequence[bool] = ()) -> list[BlockKind]:
    """What each of *rows* is, by its filled cells and by whether a cell above has *reached* into it."""
    filled = [[cell for cell in row if cell.strip()] for row in rows]
    below = reached or [False] * len(rows)
    wide = [number for number, cells in enumerate(filled) if len(cells) > 1 or below[number]]
    first, last = (wide[0], wide[-1]) if wide else (len(rows), len(rows))
    return [
        BlockKind.TABLE_ROW
        if len(cells) > 1
        or below[number]
        or (first < number < last and len(cells[0]) <= LONGEST_CAPTION and "。" not in cells[0])
        else BlockKind.PARAGRAPH
        for number, cells in enumerate(filled)
    ]


def _line(
    row: Sequence[str], columns: int, number: int, covered: dict[tuple[int, int], bool]
) -> tuple[str, tuple[Span, ...]]:
    """A row as one line, and where its cells stand in it."""
    parts: list[str] = []
    cells: list[Span] = []
    length = 0
    for column in range(columns):
        words = row[column].strip() if column < len(row) else ""
        below = covered.get((number, column))
        if words and below is None:
            if length:
                parts.append("\t")
                length += 1
            cells.append(Span(length, length + len(words)))
            parts.append(words)
            length += len(words)
        else:
            cells.append(ABOVE if below else Span(length, length))
    return "".join(parts), tuple(cells)


def _paragraph(row: Block) -> Block:
    return Block(row.text, row.starts, row.ends)
