"""DOCX: paragraphs and tables in order. ``Content.text`` is our plain rendition, one paragraph or table row a line."""

from __future__ import annotations

import io
import re
import zipfile
from array import array
from collections.abc import Iterator
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from ..model import ABOVE, Block, BlockKind, Span
from .base import Content, ReadError

_TEXT, _TAB, _BREAKS = qn("w:t"), qn("w:tab"), (qn("w:br"), qn("w:cr"))
_UNSEEN = (qn("w:del"), qn("w:moveFrom"), "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback")
_LEVEL = re.compile(r"[1-9]")
LARGEST = 400_000_000  # bytes unpacked: more is an attack, not a document
LONGEST_CELL = 3000


def read(data: bytes) -> Content:
    """The Word document *data*. Raises ReadError when it is none, or is encrypted."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise ReadError("an encrypted or old Word document, which cannot be read: save it as .docx without a password")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > LARGEST:
                raise ReadError("a Word document that unpacks to too many bytes")
        document = Document(io.BytesIO(data))
    except ReadError:
        raise
    except Exception as error:  # the library lets through whatever zip and XML parsing raise
        raise ReadError(f"not a Word document ({type(error).__name__})") from error
    writer = _Writer()
    for item in document.iter_inner_content():
        if isinstance(item, Paragraph):
            writer.paragraph(item)
        else:
            writer.table(item)
    properties = document.core_properties
    return Content(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "utf-8",
        writer.text,
        tuple(writer.blocks),
        properties.title or None,
    )


class _Writer:
    """Writes the rendition and keeps a block for each line of it."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self.blocks: list[Block] = []

    @property
    def text(self) -> str:
        return "".join(self._parts)

    def _write(self, words: str) -> int:
        start = self._length
        self._parts.append(words)
        self._length += len(words)
        return start

    def paragraph(self, paragraph: Paragraph) -> None:
        kind, level = _style(paragraph)
        for line in _words(paragraph).split("\n"):
            start = self._write(line + "\n")
            self._block(line, start, kind, level)

    def _block(self, words: str, start: int, kind: BlockKind, level: int = 0, cells: tuple[Span, ...] = ()) -> None:
        if words.strip():
            starts = array("q", range(start, start + len(words)))
            ends = array("q", range(start + 1, start + len(words) + 1))
            self.blocks.append(Block(words, starts, ends, kind, level, cells))

    def table(self, table: Table) -> None:
        """A block a row; the paragraphs of a table that only lays out a page (one cell wide, or long) stay."""
        rows = [list(_row(row)) for row in table.rows]
        longest = max((len(cell.text) for row in rows for cell in row if isinstance(cell, _Cell)), default=0)
        if max(map(len, rows), default=0) < 2 or longest > LONGEST_CELL:
            for whole in (cell for row in rows for cell in row if isinstance(cell, _Cell)):
                for item in whole.iter_inner_content():
                    self.paragraph(item) if isinstance(item, Paragraph) else self.table(item)
            return
        for row in rows:
            words, cells = "", []
            for cell in row:
                if cell is None:
                    cells.append(ABOVE)
                    continue
                if isinstance(cell, Span):
                    cells.append(Span(len(words), len(words)))
                    continue
                words += "\t" if words else ""
                inside = "\n".join(filter(None, (_words(paragraph).strip() for paragraph in cell.paragraphs)))
                cells.append(Span(len(words), len(words) + len(inside)))
                words += inside
            start = self._write(words + "\n")
            self._block(words, start, BlockKind.TABLE_ROW, 0, tuple(cells))


def _row(row: Any) -> Iterator[_Cell | Span | None]:
    """The cells of a row, one a grid column: None where a cell of the row above reaches down, an empty Span where the
    cell before spans this column too."""
    previous = None
    for cell in row.cells:
        if cell._tc is previous:
            yield Span(0, 0)
            continue
        previous = cell._tc
        # python-docx hands out the cell that a merged cell starts in, for each row that it reaches.
        yield None if previous.getparent() is not row._tr else cell


def _style(paragraph: Paragraph) -> tuple[BlockKind, int]:
    try:
        name = (paragraph.style.name or "").lower() if paragraph.style else ""
    except (KeyError, AttributeError):
        name = ""
    if name.startswith(("heading", "title")):
        found = _LEVEL.search(name)
        return BlockKind.HEADING, int(found[0]) if found else 1
    if name.startswith("list") or (paragraph._p.pPr is not None and paragraph._p.pPr.numPr is not None):
        return BlockKind.LIST_ITEM, 1
    return BlockKind.PARAGRAPH, 0


def _words(paragraph: Paragraph) -> str:
    """The visible text of a paragraph: text boxes and inserted text too, deleted text not."""
    return "".join(_walk(paragraph._p))


def _walk(element: Any) -> Iterator[str]:
    stack = [iter(element)]
    while stack:
        child = next(stack[-1], None)
        if child is None:
            stack.pop()
        elif child.tag == _TEXT:
            yield child.text or ""
        elif child.tag == _TAB and child.getparent().tag != qn("w:tabs"):
            yield "\t"
        elif child.tag in _BREAKS:
            yield "\n"
        elif child.tag not in _UNSEEN:
            stack.append(iter(child))
