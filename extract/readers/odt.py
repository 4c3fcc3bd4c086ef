"""OpenDocument text (.odt, .fodt): paragraphs and tables in order, text boxes with the paragraph that holds them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from ..model import BlockKind
from . import package
from .base import Content, ReadError
from .rendition import DEEPEST, MOST_COLUMNS, Cell, Line, Table, rendition

BROKEN = "a broken OpenDocument text"
MEDIA_TYPE = "application/vnd.oasis.opendocument.text"
_SPACES = {
    name: f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}" for name in ("office", "text", "table", "style")
}
_OFFICE, _TEXT, _TABLE, _STYLE = _SPACES["office"], _SPACES["text"], _SPACES["table"], _SPACES["style"]
_PARAGRAPH, _HEADING, _GRID = f"{_TEXT}p", f"{_TEXT}h", f"{_TABLE}table"
_ROW, _CELL, _COVERED = f"{_TABLE}table-row", f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"
_BOX = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}text-box"
_ITEM, _LIST_HEAD = f"{_TEXT}list-item", f"{_TEXT}list-header"
_UNSEEN = frozenset(
    (f"{_TEXT}tracked-changes", f"{_TEXT}note", f"{_OFFICE}annotation", f"{_TEXT}hidden-text", f"{_TEXT}ruby-text")
)
MOST_REPEATED = 100  # rows or blanks that one element may stand for
_BLANKS = re.compile(r"[ \t\r\n]+")


def read(data: bytes) -> Content:
    """The OpenDocument text *data*, packed or flat. Raises ReadError when it is none, is encrypted or broken."""
    title = None
    if data.startswith(b"PK"):
        with package.opened(data) as archive:
            if b"encryption-data" in _optional(archive, "META-INF/manifest.xml"):
                raise ReadError("an encrypted OpenDocument text: a password is needed")
            roots = [package.parsed(package.part(archive, "content.xml"), BROKEN)]
            for name in ("styles.xml", "meta.xml"):
                with suppress(ReadError):
                    roots.append(package.parsed(_optional(archive, name), BROKEN))
    else:
        roots = [package.parsed(data, BROKEN)]
    body = roots[0].find(f"{_OFFICE}body/{_OFFICE}text")
    if body is None:
        raise ReadError("an OpenDocument file that is no text")
    hidden = frozenset(name for root in roots for name in _hidden_styles(root))
    for root in roots:
        title = title or next((node.text for node in root.iter("{http://purl.org/dc/elements/1.1/}title")), None)
    text, blocks = rendition(_Reader(hidden).body(body))
    return Content(MEDIA_TYPE, "utf-8", text, blocks, title)


def _optional(archive: Any, name: str) -> bytes:
    return package.part(archive, name) if name in archive.namelist() else b""


def _hidden_styles(root: Any) -> Iterator[str]:
    for style in root.iter(f"{_STYLE}style"):
        properties = style.find(f"{_STYLE}text-properties")
        if properties is not None and properties.get(f"{_TEXT}display") == "none":
            yield style.get(f"{_STYLE}name", "")


class _Reader:
    def __init__(self, hidden: frozenset[str]) -> None:
        self._hidden = hidden

    def body(self, element: Any, depth: int = 0) -> list[Line | Table]:
        """The paragraphs and tables of *element*, in whatever sections and lists they stand."""
        found: list[Line | Table] = []
        stack = [(iter(element), False)]
        while stack:
            children, listed = stack[-1]
            child = next(children, None)
            if child is None:
                stack.pop()
            elif child.tag in (_PARAGRAPH, _HEADING):
                found.append(self._line(child, listed))
                if depth < DEEPEST:
                    found += self._boxes(child, depth + 1)
            elif child.tag == _GRID and depth < DEEPEST:
                found.append(self._table(child, depth + 1))
            elif child.tag not in _UNSEEN and child.get(f"{_TEXT}display") != "none":
                stack.append((iter(child), listed or child.tag in (_ITEM, _LIST_HEAD)))
        return found

    def _line(self, paragraph: Any, listed: bool) -> Line:
        words = "".join(self._words(paragraph))
        if paragraph.tag == _HEADING:
            return Line(words, BlockKind.HEADING, _number(paragraph, f"{_TEXT}outline-level", 9))
        return Line(words, BlockKind.LIST_ITEM, 1) if listed else Line(words)

    def _boxes(self, paragraph: Any, depth: int) -> Iterator[Line | Table]:
        """What stands in text boxes of a *paragraph*."""
        stack = [iter(paragraph)]
        while stack:
            child = next(stack[-1], None)
            if child is None:
                stack.pop()
            elif child.tag == _BOX:
                yield from self.body(child, depth)
            elif child.tag not in _UNSEEN:
                stack.append(iter(child))

    def _words(self, paragraph: Any) -> Iterator[str]:
        """The text that a paragraph shows; runs of blanks in the file are one, as the format has it."""
        stack = [(paragraph, iter(paragraph))]
        yield from self._text(paragraph, paragraph.text)
        while stack:
            element, children = stack[-1]
            child = next(children, None)
            if child is None:
                stack.pop()
                if stack and element.tail:
                    yield from self._text(paragraph, element.tail)
                continue
            if not isinstance(child.tag, str) or self._unseen(child):
                yield from self._text(paragraph, child.tail)
                continue
            if child.tag == f"{_TEXT}s":
                yield " " * _number(child, f"{_TEXT}c", MOST_REPEATED)
            elif child.tag == f"{_TEXT}tab":
                yield "\t"
            elif child.tag == f"{_TEXT}line-break":
                yield "\n"
            yield from self._text(paragraph, child.text)
            stack.append((child, iter(child)))

    def _text(self, paragraph: Any, words: str | None) -> Iterator[str]:
        if words and paragraph.get(f"{_TEXT}style-name") not in self._hidden:
            yield _BLANKS.sub(" ", words)

    def _unseen(self, element: Any) -> bool:
        boxed = element.tag.endswith(("}frame", "}custom-shape")) or element.tag in _UNSEEN
        return boxed or element.get(f"{_TEXT}style-name") in self._hidden

    def _table(self, table: Any, depth: int) -> Table:
        rows: list[list[Cell]] = []
        reaching: dict[int, int] = {}  # by column, into how many rows below a cell reaches
        for element in _rows(table):
            row: list[Cell] = []
            column = own = 0  # what stands before own is covered by a cell of this row
            for cell in (child for child in element if child.tag in (_CELL, _COVERED)):
                for _ in range(_number(cell, f"{_TABLE}number-columns-repeated", MOST_COLUMNS)):
                    if column >= MOST_COLUMNS:
                        break
                    if cell.tag == _COVERED:
                        if column >= own and reaching.get(column):
                            reaching[column] -= 1
                            row.append(Cell(above=True))
                        column += 1
                        continue
                    columns = _number(cell, f"{_TABLE}number-columns-spanned", MOST_COLUMNS)
                    rows_down = _number(cell, f"{_TABLE}number-rows-spanned", 100_000)
                    reaching |= dict.fromkeys(range(column, column + columns), rows_down - 1)
                    row.append(Cell(self.body(cell, depth), columns))
                    own = column + columns
                    column += 1
            filled = any(cell.words for cell in row)
            repeated = _number(element, f"{_TABLE}number-rows-repeated", MOST_REPEATED if filled else 1)
            rows += [row] * repeated
        return Table(rows)


def _rows(table: Any) -> Iterator[Any]:
    """The rows of *table*, those of its head and of its groups too, not those of tables inside."""
    stack = [iter(table)]
    while stack:
        child = next(stack[-1], None)
        if child is None:
            stack.pop()
        elif child.tag == _ROW:
            if child.get(f"{_TABLE}visibility", "visible") == "visible":
                yield child
        elif isinstance(child.tag, str) and child.tag.startswith(f"{_TABLE}table-"):
            stack.append(iter(child))


def _number(element: Any, name: str, most: int) -> int:
    """A count, from 1 to *most*."""
    value = element.get(name, "1")
    return min(max(int(value[:9]), 1), most) if value.isascii() and value.isdigit() else 1
