"""Tables without lines: below words that name columns, everything that keeps to these columns is a table."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from ..knowledge import schemas
from ..knowledge.lexicon import lexicon
from ..model import Box
from ..readers.flat import are_heads
from ..text.fold import fold
from .lines import rows_of
from .model import Cell, Line, Page, Row, Table, joined_box

FEWEST = 3  # columns of a table whose heads are not all known
MOST_COLUMNS = 40
DEEPEST_HEAD = 6  # lines of heights that the words which name columns may take
STEP = 2.2  # characters, at most, from one line of such words to the next
FAR = 3.5  # lines' heights of nothing, after which a table has ended
APART = 1.22  # times the distance of two lines of a cell, from which on two lines are of two rows
FILLED = 0.7  # of the cells that one line each would fill in a table without space between its rows
Gutters = list[tuple[float, float]]


def find(pages: Sequence[Page]) -> None:
    """Puts the tables without lines on *pages* together, in place: their lines go from the page's lines to its
    tables. One that ends a page goes on at the top of the next."""
    going_on: Table | None = None
    for page in pages:
        rows = rows_of([line for line in page.lines if not line.running])
        place, found = 0, list[Table]()
        if going_on is not None and rows and not _heads(rows, 0):
            place, table = _table(rows, 0, _inner(going_on.edges))
            found += [table] if table else []
        while place < len(rows):
            if heads := _heads(rows, place):
                gutters = [(before.right, after.left) for before, after in pairwise(heads)]
                end, table = _table(rows, place, gutters)
                if table is not None:
                    table.rows[0].header = True
                    found.append(table)
                    place = end
                    continue
            place += 1
        if found:
            inside = {id(line) for table in found for row in table.rows for cell in row.cells for line in cell.lines}
            page.lines = [line for line in page.lines if id(line) not in inside]
            page.tables += found
        last = found[-1] if found else None
        below = max((line.middle for line in page.lines if not line.running), default=0.0)
        going_on = last if last is not None and below < last.box.bottom else None


def _inner(edges: Sequence[float]) -> Gutters:
    """The inner *edges* of a table as gutters."""
    return [(edge - 0.5, edge + 0.5) for edge in edges[1:-1]]


def _heads(rows: Sequence[Sequence[Line]], place: int) -> list[Box]:
    """Where the words that name columns stand, if they begin with the row at *place*; each may have several lines."""
    found: list[Box] = []
    columns: list[tuple[Box, str]] = []
    for number, row in enumerate(rows[place : place + DEEPEST_HEAD]):
        if len(row) > MOST_COLUMNS:
            break
        if number and row[0].middle - rows[place + number - 1][0].middle > STEP * row[0].size:
            break
        for line in row:
            over = [column for column in columns if column[0].left < line.box.right and line.box.left < column[0].right]
            columns = [column for column in columns if column not in over]
            words = "".join(words for _, words in over) + fold(line.text).replace(" ", "")
            columns.append((joined_box([line.box, *(box for box, _ in over)]), words))
        columns.sort(key=lambda column: column[0].left)
        if _name_columns([words for _, words in columns]):
            found = [box for box, _ in columns]
    return found


def _name_columns(words: Sequence[str]) -> bool:
    """Whether *words* are the heads of a table: all known, or likely, for who does a task is among them."""
    rules = lexicon(schemas.Outline)
    return are_heads(words) or (
        len(words) >= FEWEST
        and all(len(head) <= rules.flat.longest_head and not head.isdigit() for head in words)
        and any(rules.heading.responsibility_label.fullmatch(f"{head}:") for head in words)
    )


def _table(rows: Sequence[Sequence[Line]], place: int, gutters: Gutters) -> tuple[int, Table | None]:
    """The table that begins with the row at *place*, its columns parted by *gutters*; and the place behind it."""
    taken: list[Sequence[Line]] = []
    for row in rows[place:]:
        if taken and row[0].box.top - taken[-1][0].box.bottom > FAR * row[0].size:
            break
        narrowed = _narrowed(gutters, row)
        if narrowed is None:
            break
        gutters = narrowed
        taken.append(row)
    while taken and len(taken[-1]) == 1 and taken[-1][0].box.left < gutters[0][0] and len(taken[-1][0].text) > 8:
        taken.pop()  # what begins below the first column alone is a line of text
    if len(taken) < 2 or sum(len(row) > 1 for row in taken) < 2:
        return place, None
    lines = [line for row in taken for line in row]
    box = joined_box([line.box for line in lines])
    edges = (box.left, *((start + end) / 2 for start, end in gutters), box.right)
    columns: list[list[Line]] = [[] for _ in range(len(edges) - 1)]
    for line in lines:
        middle = (line.box.left + line.box.right) / 2
        columns[sum(edge < middle for edge in edges[1:-1])].append(line)
    return place + len(taken), Table(box, edges, _rows(columns, edges), ruled=False)


def _narrowed(gutters: Gutters, row: Sequence[Line]) -> Gutters | None:
    """*gutters* without what the lines of *row* cover; None when a line fills one."""
    result = []
    for start, end in gutters:
        for line in row:
            left, right = line.box.left, line.box.right
            if right <= start or left >= end:
                continue
            if left <= start and right >= end:
                return None
            # A line inside belongs to the nearer side.
            if left <= start or (right < end and left - start <= end - right):
                start = right  # noqa: PLW2901 - the gutter as narrowed so far
            else:
                end = left  # noqa: PLW2901
        result.append((start, end))
    return result


def _rows(columns: Sequence[Sequence[Line]], edges: Sequence[float]) -> list[Row]:
    """Lines by column to rows: lines of one cell stand nearer to each other than those of two; where all stand equally
    near, a row begins with each line of the first column."""
    steps = [after.middle - before.middle for column in columns for before, after in pairwise(column)]
    near = min(steps, default=0.0)
    chunks = [
        [joined_box([line.box for line in chunk]) for chunk in _chunks(column, APART * near)] for column in columns
    ]
    tops = [top for group in _apart([span for own in chunks for span in own]) for top in _tops(group, chunks)]
    opening = [line.box.top for line in columns[0]]
    if len(tops) == 1 and sum(map(len, columns)) >= FILLED * len(columns) * len(opening) and len(opening) > 1:
        tops = opening
    height = median(line.box.bottom - line.box.top for column in columns for line in column)
    sides = [
        (min(line.box.left for line in column), max(line.box.right for line in column)) if column else side
        for column, side in zip(columns, pairwise(edges), strict=True)
    ]
    rows = [Row([Cell(Box(left, top, right, top)) for left, right in sides]) for top in tops]
    for number, column in enumerate(columns):
        for line in column:
            at = max(0, sum(top <= line.box.top + height / 3 for top in tops) - 1)
            cell = rows[at].cells[number]
            cell.lines.append(line)
            cell.box = cell.box._replace(bottom=max(cell.box.bottom, line.box.bottom))
    return rows


def _apart(spans: Sequence[Box]) -> list[list[Box]]:
    """*spans* in groups from top to bottom, between which nothing stands."""
    groups: list[list[Box]] = []
    bottom = float("-inf")
    for span in sorted(spans, key=lambda span: span.top):
        if span.top >= bottom - 1:
            groups.append([])
        groups[-1].append(span)
        bottom = max(bottom, span.bottom)
    return groups


def _tops(group: Sequence[Box], columns: Sequence[Sequence[Box]]) -> list[float]:
    """Where rows begin in a *group* of what stands in the *columns*: one row, or more where most columns have as many
    cells below each other, and those of the others span rows."""
    top, bottom = group[0].top, max(span.bottom for span in group)
    held = [[span for span in column if top <= span.top and span.bottom <= bottom] for column in columns]
    held = [own for own in held if own]
    several = [own for own in held if len(own) > 1]
    if 2 * len(several) > len(held):
        rows = _apart([span for own in several for span in own])
        if all(len(own) == len(rows) for own in several):
            return [row[0].top for row in rows]
    return [top]


def _chunks(column: Sequence[Line], step: float) -> list[list[Line]]:
    chunks: list[list[Line]] = []
    for line in column:
        if chunks and line.middle - chunks[-1][-1].middle <= step:
            chunks[-1].append(line)
        else:
            chunks.append([line])
    return chunks
