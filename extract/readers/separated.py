"""Tables as text whose cells a mark parts (.csv, .tsv): quotation marks hold a cell together.

``Content.text`` is the file's own text; what the cells read as keeps the place of each character in it.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field

from ..model import Block, BlockKind, Span, Spot
from . import text as plain
from .base import Content
from .grid import MOST_COLUMNS, kinds

MEDIA_TYPE = "text/csv"
SENTENCE_COMMA = "\uff0c"
MARKS = (",", "\t", ";", SENTENCE_COMMA, "|")
QUOTE = '"'
_QUOTED = re.compile(r'(?:(?<=[,\t;\uff0c|\r\n])|(?<![\s\S]))[ \t]*"(?:[^"]|"")*"')
SAMPLE = 20_000  # characters in which the marks are counted


@dataclass(slots=True)
class _Cell:
    """The characters of a cell and where each stands."""

    words: list[str] = field(default_factory=list)
    places: list[int] = field(default_factory=list)

    def stripped(self) -> _Cell:
        text = "".join(self.words)
        start = len(text) - len(text.lstrip())
        end = len(text.rstrip())
        return _Cell(self.words[start:end], self.places[start:end]) if start < end else _Cell()


def read(data: bytes) -> Content:
    """The table *data*. Raises ReadError when it is no text."""
    decoded = plain.decode(data)
    rows = _rows(decoded.text, _mark(decoded.text))
    width = min(max((len(row) for row in rows), default=0), MOST_COLUMNS)
    shown = [(number, [cell.stripped() for cell in row[:width]]) for number, row in enumerate(rows)]
    filled = [(number, row) for number, row in shown if any(cell.words for cell in row)]
    found = kinds([["".join(cell.words) for cell in row] for _, row in filled])
    blocks: list[Block] = []
    spots: list[Spot] = []
    for (number, row), kind in zip(filled, found, strict=True):
        block = _block([*row, *(_Cell() for _ in range(width - len(row)))])
        blocks.append(block if kind is BlockKind.TABLE_ROW else Block(block.text, block.starts, block.ends))
        for column, cell in enumerate(row):
            if cell.places:
                spots.append(Spot(Span(cell.places[0], cell.places[-1] + 1), cell=f"cell={number + 1},{column + 1}"))
    return Content(MEDIA_TYPE, decoded.encoding, decoded.text, tuple(blocks), notes=decoded.notes, spots=tuple(spots))


def _mark(text: str) -> str:
    """The mark that parts the cells: the one that most lines have, and have most of, outside quotation marks. The
    comma of Chinese sentences is it only where no other mark is on most lines."""
    lines = [line for line in _QUOTED.sub("", text[:SAMPLE]).splitlines() if line.strip()]

    def told(mark: str) -> tuple[int, int]:
        return sum(mark in line for line in lines), sum(line.count(mark) for line in lines)

    best = max((mark for mark in MARKS if mark != SENTENCE_COMMA), key=told)
    return best if 2 * told(best)[0] > len(lines) else max(MARKS, key=told)


def _rows(text: str, mark: str) -> list[list[_Cell]]:
    """The cells of each line; a quoted cell may hold the mark, line ends, and quotation marks written twice."""
    rows: list[list[_Cell]] = [[_Cell()]]
    place, end = int(text.startswith("\ufeff")), len(text)
    while place < end:
        sign, cell = text[place], rows[-1][-1]
        if sign == QUOTE and not "".join(cell.words).strip():
            place = _quoted(text, place + 1, cell)
            continue
        if sign == mark:
            rows[-1].append(_Cell())
        elif sign in "\r\n":
            if rows[-1] != [_Cell()] or sign == "\n":
                rows.append([_Cell()])
            place += text[place : place + 2] == "\r\n"
        else:
            cell.words.append(sign)
            cell.places.append(place)
        place += 1
    return rows


def _quoted(text: str, place: int, cell: _Cell) -> int:
    """Takes the quoted words that begin at *place* into *cell*; where they end."""
    while place < len(text):
        if text[place] == QUOTE:
            if text[place + 1 : place + 2] != QUOTE:
                return place + 1
            place += 1
        cell.words.append(text[place])
        cell.places.append(place)
        place += 1
    return place


def _block(row: Sequence[_Cell]) -> Block:
    """A row as a block, a tab between its cells that stands for what parts them."""
    words: list[str] = []
    starts, ends = array("q"), array("q")
    cells = []
    for cell in row:
        if words and cell.words:
            words.append("\t")
            starts.append(ends[-1])
            ends.append(cell.places[0])
        cells.append(Span(len(words), len(words) + len(cell.words)))
        words += cell.words
        starts.extend(cell.places)
        ends.extend(place + 1 for place in cell.places)
    return Block("".join(words), starts, ends, BlockKind.TABLE_ROW, cells=tuple(cells))
