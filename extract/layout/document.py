"""Pages to the text of a document: its paragraphs and rows in the order in which they are read, each with its spots."""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ..model import ABOVE, Block, BlockKind, Box, Span, Spot
from . import aligned, furniture
from .lines import beside, rows_of, turned
from .model import Line, Page, Row, Table
from .order import columns_of
from .paragraphs import Frame, frames, is_title, joined, of_cell, opens
from .stitch import goes_on, is_head, stitched

FOOTNOTE_SIZE = 0.92  # of the text's size, at most
_FOOTNOTE = re.compile(r"\s*(?:[①-⑳*]|[\[【〔(（]?\d{1,2}[\]】〕)）]?\D|注[:：释])")


@dataclass(slots=True)
class Paragraph:
    lines: list[Line]
    frame: Frame


@dataclass(slots=True)
class _Body:
    """What the document is made of, in reading order; what stands between the halves of a paragraph comes after it."""

    parts: list[Paragraph | Table | Line] = field(default_factory=list)
    held: list[Paragraph | Line] = field(default_factory=list)
    open: Paragraph | None = None
    table: Table | None = None
    """The table that a further one may go on with."""

    def close(self) -> None:
        if self.open:
            self.parts.append(self.open)
            self.open = None
        self.parts += self.held
        self.held = []


def rendition(pages: Sequence[Page]) -> tuple[str, tuple[Block, ...], tuple[Spot, ...]]:
    """The text of *pages*, one paragraph or row of a table a line; its blocks; and where on the pages it stands."""
    furniture.mark(pages)
    aligned.find(pages)
    writer = _Writer({page.number: page for page in pages})
    for part in _parts(pages):
        writer.write(part)
    return "".join(writer.texts), tuple(writer.blocks), tuple(writer.spots)


def _parts(pages: Sequence[Page]) -> list[Paragraph | Table | Line]:
    body = _Body()
    edges = [[line for line in page.lines if line.running] for page in pages]
    columns = columns_of([replace(page, lines=[line for line in page.lines if not line.running]) for page in pages])
    shapes = frames([column for own in columns for column in own])
    for running, own in zip(edges, columns, strict=True):
        body.held += [beside(row) for row in rows_of(running)]
        for column in own:
            frame = shapes[column.place]
            text, notes = _without_notes(column.items, frame)
            for item in text:
                _take(body, item, frame)
            body.held += [Paragraph(note, frame) for note in notes]
    body.close()
    return body.parts


def _take(body: _Body, item: Line | Table, frame: Frame) -> None:
    if isinstance(item, Line):
        body.table = None
        if body.open and not opens(body.open.lines, item, frame, body.open.frame):
            body.open.lines.append(item)
            body.open.frame = frame
        else:
            body.close()
            body.open = Paragraph([item], frame)
        return
    if body.open:
        body.close()
    if body.table is not None and goes_on(body.table, item):
        rows, repeated = stitched(body.table, item)
        body.held += repeated
        body.table.rows += rows
        body.table.edges = item.edges
    else:
        body.close()
        body.parts.append(item)
        body.table = item


def _without_notes(items: Sequence[Line | Table], frame: Frame) -> tuple[list[Line | Table], list[list[Line]]]:
    """The text of a column, and the footnotes below it by paragraph."""
    first = len(items)
    while first and isinstance(item := items[first - 1], Line) and item.size <= FOOTNOTE_SIZE * frame.size:
        first -= 1
    notes: list[list[Line]] = []
    for item in items[first:]:
        if isinstance(item, Line):
            if _FOOTNOTE.match(item.text):
                notes.append([item])
            elif notes:
                notes[-1].append(item)
            else:
                return list(items), []
    return list(items[:first]), notes


class _Writer:
    """Writes the text and keeps the block and the spots of each line of it."""

    def __init__(self, pages: dict[int, Page]) -> None:
        self._pages = pages
        self._length = 0
        self.texts: list[str] = []
        self.blocks: list[Block] = []
        self.spots: list[Spot] = []

    def write(self, part: Paragraph | Table | Line) -> None:
        if isinstance(part, Line):
            self._block([part], BlockKind.FURNITURE)
        elif isinstance(part, Paragraph):
            title = is_title(part.lines[0], part.frame)
            self._block(part.lines, BlockKind.HEADING if title else BlockKind.PARAGRAPH, int(title))
        else:
            for number, row in enumerate(part.rows):
                self._row(row, row.header or (number == 0 and is_head(row)))

    def _block(self, lines: Sequence[Line], kind: BlockKind, level: int = 0) -> None:
        text, places = joined(lines)
        self._spots(places, 0)
        self._line(text, kind, level)

    def _row(self, row: Row, header: bool) -> None:
        texts: list[str] = []
        cells: list[Span] = []
        length = 0
        for cell in row.cells:
            if cell.above:
                cells.append(ABOVE)
                continue
            if length and cell.lines:
                texts.append("\t")
                length += 1
            start = length
            for number, (words, places) in enumerate(map(joined, of_cell(cell, header))):
                if number:
                    texts.append("\n")
                    length += 1
                self._spots(places, length)
                texts.append(words)
                length += len(words)
            cells.append(Span(start, length))
        self._line("".join(texts), BlockKind.TABLE_ROW, 0, tuple(cells), header)

    def _line(
        self, text: str, kind: BlockKind, level: int = 0, cells: tuple[Span, ...] = (), header: bool = False
    ) -> None:
        if text.strip():
            starts = array("q", range(self._length, self._length + len(text)))
            ends = array("q", (start + 1 for start in starts))
            self.blocks.append(Block(text, starts, ends, kind, level, cells, header))
        self.texts.append(text + "\n")
        self._length += len(text) + 1

    def _spots(self, places: Sequence[tuple[int, Line]], shift: int) -> None:
        for place, line in places:
            start = self._length + shift + place
            page = self._pages[line.page]
            edges = () if page.turned or page.skew else line.edges
            self.spots.append(Spot(Span(start, start + len(line.text)), line.page, shown(line.box, page), edges))


def shown(box: Box, page: Page) -> Box:
    """*box* as it stands on the page as it is shown, whose text may be turned."""
    if page.skew:
        x, y = turned(((box.left + box.right) / 2, (box.top + box.bottom) / 2), (page.width, page.height), page.skew)
        width, height = (box.right - box.left) / 2, (box.bottom - box.top) / 2
        return Box(x - width, y - height, x + width, y + height)
    if page.turned == 90:
        return Box(page.height - box.bottom, box.left, page.height - box.top, box.right)
    if page.turned == 180:
        return Box(page.width - box.right, page.height - box.bottom, page.width - box.left, page.height - box.top)
    if page.turned == 270:
        return Box(box.top, page.width - box.right, box.bottom, page.width - box.left)
    return box


def shown_size(page: Page) -> tuple[float, float]:
    """Width and height of *page* as it is shown."""
    return (page.height, page.width) if page.turned in (90, 270) else (page.width, page.height)
