"""Our plain rendition of a format that is no text itself: a line for each paragraph and each row of a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ..model import ABOVE, Block, BlockKind, Span
from .flat import are_heads

LONGEST_CELL = 3000  # characters; a table with a longer one lays out the page
MOST_COLUMNS = 63  # of a table, which is what Word itself allows
DEEPEST = 20  # tables inside tables
MOST_HEADS = 3  # rows, of which one may name the columns


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph; line feeds in its *words* part lines."""

    words: str
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0


@dataclass(slots=True)
class Cell:
    """A cell of a row: what stands in it, and how many columns of the table it spans."""

    content: list[Line | Table] = field(default_factory=list)
    columns: int = 1
    above: bool = False
    """The cell of the row above reaches down into this one."""

    @property
    def words(self) -> str:
        """Its filled lines, one a line, and so the rows of tables in it."""
        return "\n".join(filter(None, (line.strip() for item in self.content for line in _lines(item))))


@dataclass(slots=True)
class Table:
    rows: list[list[Cell]] = field(default_factory=list)


def _lines(item: Line | Table) -> Iterator[str]:
    if isinstance(item, Line):
        yield item.words
    else:
        for row in item.rows:
            yield " ".join(words for cell in row if (words := cell.words.replace("\n", " ")))


def rendition(body: Iterable[Line | Table]) -> tuple[str, tuple[Block, ...]]:
    """The text of *body* and its blocks, whose offsets count in that text.

    A table is a block for each row. One that only lays out the page (one cell wide, with a long cell, or round another
    table and without heads that say what its columns hold) is none: what its cells hold stands by itself.
    """
    writer = _Writer()
    for item in _unfolded(body):
        if isinstance(item, Line):
            writer.line(item)
        else:
            for row in item.rows:
                writer.row(row)
    return "".join(writer.parts), tuple(writer.blocks)


def _unfolded(body: Iterable[Line | Table]) -> Iterator[Line | Table]:
    """*body* with the content of the tables that lay out the page in their place."""
    stack = [iter(body)]
    while stack:
        item = next(stack[-1], None)
        if item is None:
            stack.pop()
        elif isinstance(item, Table) and len(stack) <= DEEPEST and _lays_out(item):
            stack.append(iter([part for row in item.rows for cell in row if not cell.above for part in cell.content]))
        else:
            yield item


def _lays_out(table: Table) -> bool:
    width = max((sum(cell.columns for cell in row) for row in table.rows), default=0)
    cells = [cell for row in table.rows for cell in row]
    return (
        width < 2
        or (any(isinstance(item, Table) for cell in cells for item in cell.content) and not _has_heads(table))
        or any(len(cell.words) > LONGEST_CELL for cell in cells)
    )


def _has_heads(table: Table) -> bool:
    """Whether a row of *table*, before the first that holds a table, names its columns."""
    for row in table.rows[:MOST_HEADS]:
        if any(isinstance(item, Table) for cell in row for item in cell.content):
            return False
        if are_heads([cell.words for cell in row if not cell.above]):
            return True
    return False


class _Writer:
    """Writes the rendition and keeps a block for each filled line of it."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.blocks: list[Block] = []
        self._length = 0

    def line(self, line: Line) -> None:
        for words in line.words.split("\n"):
            self._block(words, line.kind, line.level)

    def row(self, row: Sequence[Cell]) -> None:
        parts, cells, length = list[str](), list[Span](), 0
        for cell in row:
            span = min(cell.columns, max(1, MOST_COLUMNS - len(cells)))
            if cell.above:
                cells.append(ABOVE)
            else:
                words = cell.words
                parts += ["\t", words] if length else [words]
                start = length + bool(length)
                length = start + len(words)
                cells.append(Span(start, length))
            cells += [Span(length, length)] * (span - 1)
        self._block("".join(parts), BlockKind.TABLE_ROW, 0, tuple(cells))

    def _block(self, words: str, kind: BlockKind, level: int, cells: tuple[Span, ...] = ()) -> None:
        if words.strip():
            span = range(self._length, self._length + len(words))
            self.blocks.append(Block(words, span, range(span.start + 1, span.stop + 1), kind, level, cells))
        self.parts.append(words + "\n")
        self._length += len(words) + 1
