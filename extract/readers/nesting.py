"""Tables out of a stream of paragraphs, as Word keeps them in .doc and .rtf: each says how deep in tables it stands, a
mark ends a cell, and another a row, which only then says where its cells part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from .rendition import DEEPEST, MOST_COLUMNS, Cell, Line, Table

NEAR = 40  # twentieths of a point by which the same edge may differ from row to row
Edges = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RowShape:
    """What the end of a row says of its cells."""

    edges: Edges = ()
    """Where its cells begin, and where the last one ends, in twentieths of a point; () when it does not say."""
    above: frozenset[int] = frozenset()
    """The cells (from 0) that the cell above reaches down into."""
    before: frozenset[int] = frozenset()
    """The cells that belong to the one before."""


PLAIN = RowShape()


@dataclass(slots=True)
class _Open:
    """A table whose end has not come."""

    rows: list[tuple[list[Cell], RowShape]] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    content: list[Line | Table] = field(default_factory=list)


class Nesting:
    """Takes paragraphs, ends of cells and ends of rows in their order; ``finish`` gives what they make."""

    def __init__(self) -> None:
        self._body: list[Line | Table] = []
        self._open: list[_Open] = []

    def line(self, line: Line, depth: int) -> None:
        """A paragraph that stands in *depth* tables."""
        self._into(depth)
        (self._open[-1].content if self._open else self._body).append(line)

    def end_cell(self, depth: int) -> None:
        """What came since the last mark is a cell of the table at *depth* (from 1)."""
        self._into(max(1, depth))
        table = self._open[-1]
        table.cells.append(Cell(table.content))
        table.content = []

    def end_row(self, depth: int, shape: RowShape) -> None:
        """The cells that came since the last such mark are a row."""
        self._into(max(1, depth))
        table = self._open[-1]
        if table.content:
            self.end_cell(depth)
        if table.cells:
            table.rows.append((table.cells, shape))
        table.cells = []

    def finish(self) -> list[Line | Table]:
        self._into(0)
        return self._body

    def _into(self, depth: int) -> None:
        depth = min(depth, DEEPEST)
        while len(self._open) > depth:
            table = self._open.pop()
            holder = self._open[-1].content if self._open else self._body
            if table.content:
                table.cells.append(Cell(table.content))
            if table.cells:  # its last row has no end
                table.rows.append((table.cells, PLAIN))
            holder.append(Table(_rows(table.rows)))
        while len(self._open) < depth:
            self._open.append(_Open())


def _rows(rows: Sequence[tuple[list[Cell], RowShape]]) -> list[list[Cell]]:
    grid = _grid([shape.edges for _, shape in rows])
    return [_row(cells, shape, grid, number > 0) for number, (cells, shape) in enumerate(rows)]


def _row(cells: Sequence[Cell], shape: RowShape, grid: dict[int, int], has_above: bool) -> list[Cell]:
    """*cells* with the columns that each spans, those that are merged into the one before left out."""
    row: list[Cell] = []
    known = len(shape.edges) == len(cells) + 1
    if known:
        row += [Cell() for _ in range(min(grid[shape.edges[0]], MOST_COLUMNS))]  # it begins further right
    for number, cell in enumerate(cells):
        columns = max(1, grid[shape.edges[number + 1]] - grid[shape.edges[number]]) if known else 1
        if number in shape.before and row:
            row[-1].columns += columns
            row[-1].content += cell.content
            continue
        above = has_above and number in shape.above
        row.append(Cell([] if above else cell.content, columns, above))
    return row


def _grid(edges: Sequence[Edges]) -> dict[int, int]:
    """The column of the table that begins at each edge; edges that lie close together are one."""
    found: dict[int, int] = {}
    last, number = None, -1
    for edge in sorted({edge for row in edges for edge in row}):
        if last is None or edge - last > NEAR:
            number += 1
            last = edge
        found[edge] = number
    return found
