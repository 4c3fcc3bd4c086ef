"""Workbooks that are one XML file, the XML Spreadsheet of Excel 2003: programs write it by templates and call it .xls.

The format is described in "XML Spreadsheet Reference" (Microsoft, 2001): a row, column or cell without an Index follows
the one before it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import islice
from typing import Any

from . import package
from .base import Content
from .grid import MOST_COLUMNS, Merged, Sheet, Unseen, content
from .sheets import XLS, printed

_NS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_EXCEL = "{urn:schemas-microsoft-com:office:excel}"
_SHEET, _TABLE, _COLUMN, _ROW, _CELL, _DATA = (
    f"{_NS}{name}" for name in ("Worksheet", "Table", "Column", "Row", "Cell", "Data")
)
_FAR = MOST_COLUMNS + 1  # columns of a row that are kept, one more than are read so that this is said
MOST_ROWS = 200_000
_NAMED = {"Percent": "0.00%", "Long Date": 'yyyy"年"m"月"d"日"'}
"""The codes of formats that have names."""


def read(data: bytes) -> Content:
    """The workbook *data*. Raises ReadError when it is none."""
    root = package.parsed(data, "a broken workbook in XML")
    formats = {
        style.get(f"{_NS}ID", ""): _NAMED.get(code := one.get(f"{_NS}Format", ""), code)
        for style in root.iterfind(f"{_NS}Styles/{_NS}Style")
        if (one := style.find(f"{_NS}NumberFormat")) is not None
    }
    shown, hidden, notes = list[Sheet](), list[str](), list[str]()
    for sheet in root.iterchildren(_SHEET):
        name = sheet.get(f"{_NS}Name", "")
        if sheet.findtext(f".//{_EXCEL}Visible", "") in ("SheetHidden", "SheetVeryHidden"):
            hidden.append(name)
        elif (table := sheet.find(_TABLE)) is not None:
            shown.append(_sheet(name, table, formats, notes))
    return content(XLS, shown, hidden, notes)


def _sheet(name: str, table: Any, formats: Mapping[str, str], notes: list[str]) -> Sheet:
    rows: list[list[str]] = []
    merged: list[Merged] = []
    unseen = set[int]()
    following = 0
    for element in table.iterchildren(_ROW):
        place = _place(element, following)
        following = place + 1 + _number(element, "Span")
        if following > MOST_ROWS:
            notes.append(f"{name}: more than {MOST_ROWS} rows, the rest left out")
            break
        if element.get(f"{_NS}Hidden") == "1":
            unseen.update(range(place, following))
        cells = _cells(element, place, formats, merged)
        if any(cells):  # empty rows at the end are none
            rows += [[] for _ in range(place - len(rows))]
            rows.append(cells)
    return Sheet(name, rows, merged=merged, unseen=Unseen(frozenset(unseen), _hidden_columns(table)))


def _cells(row: Any, number: int, formats: Mapping[str, str], merged: list[Merged]) -> list[str]:
    """The words of each cell of a *row*; ranges that begin in it are added to *merged*."""
    words: list[str] = []
    for cell in row.iterchildren(_CELL):
        column = _place(cell, len(words))
        if column > _FAR:
            break
        across, down = _number(cell, "MergeAcross"), _number(cell, "MergeDown")
        if across or down:
            merged.append(((number, column), (number + down, column + across)))
        words += [""] * (column - len(words))
        words.append(_words(cell.find(_DATA), formats.get(cell.get(f"{_NS}StyleID", ""), "")))
        words += [""] * min(across, _FAR)
    return words


def _words(data: Any, code: str) -> str:
    """What a cell shows, numbers and days by the format *code*; rich text is its characters."""
    if data is None:
        return ""
    words = "".join(data.itertext())
    kind = data.get(f"{_NS}Type")
    try:
        if kind == "Number":
            return printed(float(words), code)
        if kind == "DateTime":
            return printed(datetime.fromisoformat(words), code)
    except (ValueError, OverflowError):
        pass
    return words.replace("\r\n", "\n").replace("\r", "\n")


def _hidden_columns(table: Any) -> frozenset[int]:
    found = set[int]()
    number = 0
    for column in islice(table.iterchildren(_COLUMN), MOST_ROWS):
        first = _place(column, number)
        number = first + 1 + _number(column, "Span")
        if column.get(f"{_NS}Hidden") == "1":
            found.update(range(first, min(number, _FAR + 1)))
    return frozenset(found)


def _place(element: Any, following: int) -> int:
    """The number of a row, column or cell, from 0: the one that it states, else the *following* one."""
    return max(_number(element, "Index") - 1, following)


def _number(element: Any, name: str) -> int:
    value = element.get(f"{_NS}{name}", "")
    return int(value[:9]) if value.isascii() and value.isdigit() else 0
