"""Tables with lines round their cells: drawn lines to a grid, the grid to cells, characters into the cells."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from ..model import Box
from .lines import lines_of
from .model import Cell, Glyph, Row, Table, joined_box

NEAR = 2.5  # points between two lines that are drawn for one, and between the ends of lines that meet
SHORTEST = 6.0  # points
THICKEST = 3.5  # points: what is drawn thicker is no line
COVERED = 0.6  # of a cell's side that must be drawn for a line to part it from the next
MOST_RULES = 1500  # a page with more is a drawing
MOST_CELLS = 10_000  # of a table on one page


@dataclass(frozen=True, slots=True)
class Rule:
    """A drawn line: at ``at`` across, from ``start`` to ``end`` along."""

    at: float
    start: float
    end: float


def rules_of(boxes: Iterable[Box]) -> tuple[list[Rule], list[Rule]]:
    """The level and the upright lines among drawn *boxes*, each once."""
    level: list[Rule] = []
    upright: list[Rule] = []
    for box in boxes:
        width, height = box.right - box.left, box.bottom - box.top
        if height <= THICKEST and width > height and width >= NEAR:
            level.append(Rule((box.top + box.bottom) / 2, box.left, box.right))
        elif width <= THICKEST and height > width and height >= NEAR:
            upright.append(Rule((box.left + box.right) / 2, box.top, box.bottom))
    level, upright = _merged(level), _merged(upright)
    return (level, upright) if len(level) + len(upright) <= MOST_RULES else ([], [])


def _merged(rules: Sequence[Rule]) -> list[Rule]:
    """*rules* with those on one height that touch made one; short ones go."""
    result: list[Rule] = []
    ordered = sorted(rules, key=lambda rule: rule.at)
    groups: list[list[Rule]] = []
    for rule in ordered:
        if groups and rule.at - groups[-1][0].at <= NEAR:
            groups[-1].append(rule)
        else:
            groups.append([rule])
    for group in groups:
        at = sum(rule.at for rule in group) / len(group)
        start, end = 0.0, -1.0
        for rule in sorted(group, key=lambda rule: rule.start):
            if end >= start and rule.start <= end + NEAR:
                end = max(end, rule.end)
                continue
            if end - start >= SHORTEST:
                result.append(Rule(at, start, end))
            start, end = rule.start, rule.end
        if end - start >= SHORTEST:
            result.append(Rule(at, start, end))
    return result


def tables_of(boxes: Iterable[Box], glyphs: Sequence[Glyph], page: int) -> tuple[list[Table], list[Glyph]]:
    """The tables that the drawn *boxes* make, with the characters that stand in them; and those that do not."""
    level, upright = rules_of(boxes)
    grids = [grid for part in _parts(level, upright) if (grid := _grid(*part)) is not None]
    if not grids:
        return [], list(glyphs)
    inside: list[dict[int, list[Glyph]]] = [{} for _ in grids]
    outside: list[Glyph] = []
    for glyph in glyphs:
        x, y = (glyph.box.left + glyph.box.right) / 2, (glyph.box.top + glyph.box.bottom) / 2
        found = ((number, cell) for number, grid in enumerate(grids) if (cell := grid.cell_at(x, y)) is not None)
        number, cell = next(found, (-1, -1))
        if number < 0:
            outside.append(glyph)
        else:
            inside[number].setdefault(cell, []).append(glyph)
    filled = [(grid, held) for grid, held in zip(grids, inside, strict=True) if held]
    return [_table(grid, held, page) for grid, held in filled], outside


@dataclass(frozen=True, slots=True)
class _Grid:
    """Where the rows and columns of a table part, and which field belongs to which cell (the number of its first)."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    owner: tuple[int, ...]

    def cell_at(self, x: float, y: float) -> int | None:
        column, row = bisect_right(self.xs, x) - 1, bisect_right(self.ys, y) - 1
        if 0 <= column < len(self.xs) - 1 and 0 <= row < len(self.ys) - 1:
            return self.owner[row * (len(self.xs) - 1) + column]
        return None


def _parts(level: Sequence[Rule], upright: Sequence[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Lines that hang together by crossing: one table each."""
    parent = list(range(len(level) + len(upright)))

    def root(number: int) -> int:
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    for number, across in enumerate(level):
        for other, down in enumerate(upright, len(level)):
            if (
                across.start - NEAR <= down.at <= across.end + NEAR
                and down.start - NEAR <= across.at <= down.end + NEAR
            ):
                parent[root(number)] = root(other)
    members: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for number, rule in enumerate([*level, *upright]):
        members.setdefault(root(number), ([], []))[number >= len(level)].append(rule)
    return [part for part in members.values() if part[0] and part[1]]


def _grid(level: Sequence[Rule], upright: Sequence[Rule]) -> _Grid | None:
    """The grid of lines that hang together; None where it has no two cells."""
    # A table that is open at its sides ends where its level lines end.
    xs = _places([*(rule.at for rule in upright), *(side for rule in level for side in (rule.start, rule.end))])
    ys = _places([*(rule.at for rule in level), *(side for rule in upright for side in (rule.start, rule.end))])
    width, height = len(xs) - 1, len(ys) - 1
    if width < 1 or height < 1 or not 2 <= width * height <= MOST_CELLS:
        return None
    parent = list(range(width * height))

    def root(number: int) -> int:
        while parent[number] != number:
            number = parent[number]
        return number

    def join(one: int, other: int) -> None:
        first, second = sorted((root(one), root(other)))
        parent[second] = first

    for row in range(height):
        for column in range(width):
            number = row * width + column
            if column + 1 < width and not _drawn(upright, xs[column + 1], ys[row], ys[row + 1]):
                join(number, number + 1)
            if row + 1 < height and not _drawn(level, ys[row + 1], xs[column], xs[column + 1]):
                join(number, number + width)
    owner = tuple(root(number) for number in range(width * height))
    return _Grid(tuple(xs), tuple(ys), owner) if len(set(owner)) > 1 else None


def _places(values: Iterable[float]) -> list[float]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > 2 * NEAR:
            found.append(value)
    return found


def _drawn(rules: Sequence[Rule], at: float, start: float, end: float) -> bool:
    """Whether the *rules* cover most of the line at *at* from *start* to *end*."""
    covered = sum(
        max(0.0, min(rule.end, end) - max(rule.start, start)) for rule in rules if abs(rule.at - at) <= 2 * NEAR
    )
    return covered >= COVERED * (end - start)


def _table(grid: _Grid, held: dict[int, list[Glyph]], page: int) -> Table:
    width, height = len(grid.xs) - 1, len(grid.ys) - 1
    fields: dict[int, list[int]] = {}
    for place, owner in enumerate(grid.owner):
        fields.setdefault(owner, []).append(place)
    rows = []
    for row in range(height):
        cells = []
        for column in range(width):
            number = row * width + column
            owner = grid.owner[number]
            first = owner // width == row
            if number == owner:
                last = fields[owner][-1]
                box = joined_box([_field(grid, place) for place in (owner, last)])
                cells.append(Cell(box, lines_of(held.get(owner, ()), page), tall=last // width > row))
            else:
                # Below its first row a cell goes on; beside its first column nothing more is said.
                goes_on = not first and (column == 0 or grid.owner[number - 1] != owner)
                cells.append(Cell(_field(grid, number), above=goes_on))
        rows.append(Row(cells))
    box = Box(grid.xs[0], grid.ys[0], grid.xs[-1], grid.ys[-1])
    return _without_idle_columns(Table(box, grid.xs, rows))


def _field(grid: _Grid, number: int) -> Box:
    row, column = divmod(number, len(grid.xs) - 1)
    return Box(grid.xs[column], grid.ys[row], grid.xs[column + 1], grid.ys[row + 1])


def _without_idle_columns(table: Table) -> Table:
    """*table* without the rows in which no words begin, and the columns too narrow for any: lines drawn a little off
    make them."""
    rows = [row for row in table.rows if any(cell.lines for cell in row.cells)]
    kept = [
        column
        for column, (start, end) in enumerate(pairwise(table.edges))
        if end - start >= 2 * SHORTEST or any(row.cells[column].lines for row in rows)
    ]
    edges = tuple(table.edges[column] for column in kept) + table.edges[-1:]
    return Table(table.box, edges, [Row([row.cells[column] for column in kept]) for row in rows])


def columns_alike(one: Sequence[float], other: Sequence[float]) -> bool:
    """Whether two tables have as many columns of the same widths, wherever on the page they begin."""
    if len(one) != len(other):
        return False
    widths = [[end - start for start, end in pairwise(edges)] for edges in (one, other)]
    return all(abs(a - b) <= max(6.0, 0.05 * a) for a, b in zip(*widths, strict=True))


def boxes_of_path(points: Sequence[tuple[int, float, float]], stroked: bool) -> list[Box]:
    """The boxes of the straight strokes of a path: its *points* with what leads to each (0 a line, 2 a move, else a
    curve). A thin filled rectangle is one stroke; of a thick one, only where *stroked*, each side."""
    found: list[Box] = []
    for part in _subpaths(points):
        xs, ys = [x for x, _ in part], [y for _, y in part]
        box = Box(min(xs), min(ys), max(xs), max(ys))
        if min(box.right - box.left, box.bottom - box.top) <= THICKEST:
            found.append(box)
        elif stroked:
            for (x, y), (u, v) in pairwise(part):
                if abs(x - u) <= 1 or abs(y - v) <= 1:
                    found.append(Box(min(x, u), min(y, v), max(x, u), max(y, v)))
    return found


def _subpaths(points: Sequence[tuple[int, float, float]]) -> list[list[tuple[float, float]]]:
    parts: list[list[tuple[float, float]]] = []
    for moved, run in groupby(points, key=lambda point: point[0] == 2):
        for _, x, y in run:
            if moved:
                parts.append([(x, y)])
            elif parts:
                parts[-1].append((x, y))
    return [part for part in parts if len(part) > 1]
