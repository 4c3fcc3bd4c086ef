"""A table that goes on over pages or columns: its repeated heads go, a row that a page's end cuts is made whole."""

from __future__ import annotations

from collections.abc import Sequence

from ..cleaning.lines import ended
from ..outlining.markers import marker
from ..readers.flat import are_heads
from ..text.fold import fold
from .model import Line, Row, Table
from .paragraphs import cut_off
from .ruled import columns_alike


def goes_on(before: Table, after: Table) -> bool:
    """Whether *after*, which follows at once on the next page or column, is the same table."""
    return before.ruled == after.ruled and (columns_alike(before.edges, after.edges) or not before.ruled)


def stitched(before: Table, after: Table) -> tuple[list[Row], list[Line]]:
    """The rows of *after* that are not yet in *before*, and the lines of its repeated heads. What is left of the last
    row of *before* is put into it."""
    heads = _repeated(before.rows, after.rows)
    dropped = [line for row in after.rows[:heads] for cell in row.cells for line in cell.lines]
    rows = after.rows[heads:]
    if rows and before.rows:
        last = before.rows[-1]
        if _is_rest(last, rows[0], before.rows):
            for upper, lower in zip(last.cells, rows[0].cells, strict=True):
                upper.lines.extend(lower.lines)
            rows = rows[1:]
        elif before.ruled:
            for number, cell in enumerate(rows[0].cells):
                if not cell.lines and (cell.tall or _spans(before.rows, number)):
                    cell.above = True
    return rows, dropped


def is_head(row: Row) -> bool:
    """Whether the cells of *row* name columns."""
    words = [fold(cell.text) for cell in row.cells if cell.lines]
    return len(words) > 1 and are_heads(words)


def _words(row: Row) -> list[str]:
    return [cell.text.replace(" ", "") for cell in row.cells]


def _repeated(before: Sequence[Row], after: Sequence[Row]) -> int:
    """How many of the first rows of *after* are the first rows of the table again."""
    count = 0
    while count < min(len(before), len(after), 3) and _words(before[count]) == _words(after[count]):
        count += 1
    return count


def _spans(rows: Sequence[Row], number: int) -> bool:
    """Whether the last cell of a column that has words spans several rows."""
    return bool(rows[-1].cells[number].above or rows[-1].cells[number].tall)


def _is_rest(upper: Row, lower: Row, rows: Sequence[Row]) -> bool:
    """Whether *lower* is what a page's end cut off *upper*: nothing in it begins anew, and something above is cut."""
    if len(upper.cells) != len(lower.cells) or upper.header:
        return False
    pairs = list(zip(upper.cells, lower.cells, strict=True))
    if any(below.lines and not above.lines for above, below in pairs):
        return False
    counts = (
        all(row.cells[0].text.isdigit() for row in rows[1:] if row.cells[0].lines) and upper.cells[0].text.isdigit()
    )
    if counts:
        return not lower.cells[0].lines
    if all(below.lines or not above.lines for above, below in pairs):
        return False  # as long as the row above: another one
    if any(below.lines and marker(fold(below.text)) and ended(fold(above.text)) for above, below in pairs):
        return False
    return any(below.lines and cut_off(above, below) for above, below in pairs)
