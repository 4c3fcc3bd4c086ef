"""Tables of HTML pages: a block for each row of a table of data; those that only lay out a page are none."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field

from ..model import ABOVE, BlockKind, Span
from .flat import are_heads

LONGEST_CELL = 3000
MOST_COLUMNS = 63  # of a table that cells may span or reach down in; more is an attack
MOST_HEADS = 3  # rows, of which one may name the columns of a table that holds others


@dataclass(slots=True)
class Piece:
    """A block in the making."""

    text: list[str] = field(default_factory=list)
    starts: array[int] = field(default_factory=lambda: array("q"))
    ends: array[int] = field(default_factory=lambda: array("q"))
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    linked: int = 0
    hard: bool = False
    soft: bool = False
    hidden: bool = False
    cells: tuple[Span, ...] = ()
    header: bool = False

    def add(self, character: str, start: int, end: int) -> None:
        self.text.append(character)
        self.starts.append(start)
        self.ends.append(end)


@dataclass(slots=True)
class Cell:
    """A cell in the making: its blocks, the place of its tag, and what it covers."""

    pieces: list[Piece]
    place: int
    columns: int = 1
    rows: int = 1
    header: bool = False


@dataclass(slots=True)
class Table:
    """A table in the making."""

    rows: list[list[Cell]] = field(default_factory=list)
    loose: list[Piece] = field(default_factory=list)  # text outside any cell
    nested: bool = False  # tables stand too deep in it to tell what it is: its pieces stand by themselves
    holds: bool = False  # it holds another table


def pieces_of(table: Table) -> list[Piece]:
    """All that stands in *table*, loose text first."""
    return [*table.loose, *(piece for row in table.rows for cell in row for piece in cell.pieces)]


def extent(value: str) -> int:
    """How many columns or rows a cell says that it covers; 1 for what is no number."""
    return min(max(int(value[:9]), 1), 200) if value.isascii() and value.isdigit() else 1


def holds_data(table: Table) -> bool:
    """Whether *table* is a table of data; old pages use tables to lay out a page."""
    filled = [[cell for cell in row if cell.pieces] for row in table.rows]
    longest = max((sum(len(piece.text) for piece in cell.pieces) for row in filled for cell in row), default=0)
    if table.nested or longest > LONGEST_CELL or sum(len(row) > 1 for row in filled) < 2:
        return False
    return not table.holds or any(_are_heads(row) for row in table.rows[:MOST_HEADS])


def _are_heads(row: Sequence[Cell]) -> bool:
    """Whether a *row* of a table that holds others names its columns."""
    return are_heads(["".join(sign for piece in cell.pieces for sign in piece.text) for cell in row])


def rows_of(table: Table) -> list[Piece]:
    """A block for each row: cells parted by tabs, lines of a cell by line feeds; ABOVE where a cell reaches down."""
    result = []
    reaching: dict[int, int] = {}
    for row in table.rows:
        line = Piece(kind=BlockKind.TABLE_ROW, header=bool(row) and all(cell.header for cell in row))
        line.hidden = all(piece.hidden for cell in row for piece in cell.pieces)
        cells: list[Span] = []
        for cell in row:
            _skip(cells, reaching)
            if line.text:
                line.add("\t", max(line.ends[-1], cell.place), max(line.ends[-1], cell.place))
            start = len(line.text)
            for number, piece in enumerate(piece for piece in cell.pieces if line.hidden or not piece.hidden):
                if number:
                    line.add("\n", line.ends[-1], piece.starts[0])
                line.text += [" " if sign == "\t" else sign for sign in piece.text]  # of a row in a cell
                line.starts.extend(piece.starts)
                line.ends.extend(piece.ends)
                line.hard |= piece.hard
            span = Span(start, len(line.text))
            for column in range(max(1, min(cell.columns, MOST_COLUMNS - len(cells)))):
                if cell.rows > 1 and len(cells) < MOST_COLUMNS:
                    reaching[len(cells)] = cell.rows - 1
                cells.append(span if not column else Span(span.end, span.end))
        _skip(cells, reaching)
        line.cells = tuple(cells)
        if "".join(line.text).strip():
            result.append(line)
    return result


def _skip(cells: list[Span], reaching: dict[int, int]) -> None:
    """Columns that a cell of an earlier row fills."""
    while reaching.get(len(cells), 0):
        reaching[len(cells)] -= 1
        cells.append(ABOVE)
