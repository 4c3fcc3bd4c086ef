"""The sheets of an OpenDocument spreadsheet (.ods): the words that its cells show, and which of them are merged.

The file holds both, and the library that reads the other spreadsheets gives neither for this format.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from . import package
from .base import Content, ReadError
from .grid import MOST_COLUMNS, Merged, Sheet, Unseen, content

MEDIA_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_NAMES = {
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
}
MOST_ROWS = 200_000


def _q(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{{{_NAMES[prefix]}}}{local}"


_ROW, _CELL, _COVERED = _q("table:table-row"), _q("table:table-cell"), _q("table:covered-table-cell")
_VISIBILITY, _UNSEEN = _q("table:visibility"), ("collapse", "filter")
_P, _S, _TAB, _BREAK, _NOTE = _q("text:p"), _q("text:s"), _q("text:tab"), _q("text:line-break"), _q("office:annotation")


def read(data: bytes) -> Content:
    """The spreadsheet *data*. Raises ReadError when it is none, or when a password protects it."""
    with package.opened(data) as archive:
        manifest = "META-INF/manifest.xml"
        if manifest in archive.namelist() and b"encryption-data" in package.part(archive, manifest):
            raise ReadError("an encrypted spreadsheet: a password is needed")
        body = package.part(archive, "content.xml")
    root = package.parsed(body, "a broken spreadsheet")
    unseen = {
        style.get(_q("style:name"))
        for style in root.iter(_q("style:style"))
        if (found := style.find(_q("style:table-properties"))) is not None and found.get(_q("table:display")) == "false"
    }
    shown, hidden, notes = list[Sheet](), list[str](), list[str]()
    for table in root.iterfind(f".//{_q('office:spreadsheet')}/{_q('table:table')}"):
        name = table.get(_q("table:name"), "")
        if table.get(_q("table:style-name")) in unseen:
            hidden.append(name)
        else:
            shown.append(_sheet(name, table, notes))
    return content(MEDIA_TYPE, shown, hidden, notes)


def _sheet(name: str, table: Any, notes: list[str]) -> Sheet:
    rows: list[list[str]] = []
    merged: list[Merged] = []
    hidden = set[int]()
    empty = 0
    for element in table.iter(_ROW):
        cells = list(_cells(element, len(rows) + empty, merged))
        again = _count(element, "table:number-rows-repeated")
        if not any(cells):
            empty += again
            continue
        if len(rows) + empty + again > MOST_ROWS:
            notes.append(f"{name}: more than {MOST_ROWS} rows, the rest left out")
            break
        rows += [list[str]()] * empty + [cells] * again
        empty = 0
        if element.get(_VISIBILITY) in _UNSEEN:
            hidden.update(range(len(rows) - again, len(rows)))
    return Sheet(name, rows, merged=merged, unseen=Unseen(frozenset(hidden), frozenset(_hidden_columns(table))))


def _hidden_columns(table: Any) -> Iterator[int]:
    number = 0
    for column in table.iter(_q("table:table-column")):
        again = _count(column, "table:number-columns-repeated")
        if column.get(_VISIBILITY) in _UNSEEN:
            yield from range(number, min(number + again, MOST_COLUMNS + 1))
        number += again


def _cells(row: Any, number: int, merged: list[Merged]) -> Iterator[str]:
    """The words of each cell of a *row*; ranges that begin in it are added to *merged*."""
    column = 0
    for cell in row.iterchildren(_CELL, _COVERED):
        words = "" if cell.tag == _COVERED else "\n".join(map(_words, cell.iterchildren(_P)))
        again = _count(cell, "table:number-columns-repeated")
        down, across = _count(cell, "table:number-rows-spanned"), _count(cell, "table:number-columns-spanned")
        if down > 1 or across > 1:
            merged.append(((number, column), (number + down - 1, column + across - 1)))
        for _ in range(min(again, max(0, MOST_COLUMNS + 1 - column))):
            yield words
        column += again


def _count(element: Any, name: str) -> int:
    value = element.get(_q(name), "1")
    return max(1, int(value[:9])) if value.isascii() and value.isdigit() else 1


def _words(element: Any) -> str:
    """The words of a paragraph, those of what is attached to it left out."""
    parts = [element.text or ""]
    for child in element:
        if child.tag == _S:
            parts.append(" " * min(_count(child, "text:c"), 99))
        elif child.tag in (_TAB, _BREAK):
            parts.append("\t" if child.tag == _TAB else "\n")
        elif isinstance(child.tag, str) and child.tag != _NOTE:
            parts.append(_words(child))
        parts.append(child.tail or "")
    return "".join(parts)
