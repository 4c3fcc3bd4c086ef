"""Excel workbooks (.xlsx, .xls): the sheets that a reader sees, in order, each cell as it is printed."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from . import cellformats, package, unseen
from .base import Content, ReadError
from .grid import ALL_SEEN, Sheet, Unseen, content

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLS = "application/vnd.ms-excel"
MOST_CELLS = 2_000_000  # of one sheet, empty ones counted: the library keeps them all


def read(data: bytes) -> Content:
    """The workbook *data*. Raises ReadError when it is none, or when a password protects it."""
    if zipped := data.startswith(b"PK"):
        package.opened(data).close()  # within its limits
    shown, hidden, notes = _sheets(data)
    return content(XLSX if zipped else XLS, shown, hidden, notes)


def _sheets(data: bytes) -> tuple[list[Sheet], list[str], list[str]]:
    """The sheets that are shown, the names of those that are hidden, and what could not be read."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    except PasswordError as error:
        raise ReadError("an encrypted workbook: a password is needed") from error
    except (CalamineError, OSError, ValueError) as error:
        raise ReadError(f"not a workbook, or a broken one ({type(error).__name__})") from error
    zipped = data.startswith(b"PK")
    named, hiding = (cellformats.of_archive(data), unseen.of_archive(data)) if zipped else ({}, {})
    counted, numbered = ([], []) if zipped else (cellformats.of_stream(data), unseen.of_stream(data))
    shown, hidden, notes = list[Sheet](), list[str](), list[str]()
    for place, about in enumerate(book.sheets_metadata):
        if about.visible is not SheetVisibleEnum.Visible:
            hidden.append(about.name)
        elif about.typ is SheetTypeEnum.WorkSheet:
            try:
                formats = counted[place] if place < len(counted) else named.get(about.name, {})
                hides = numbered[place] if place < len(numbered) else hiding.get(about.name, ALL_SEEN)
                shown.append(_sheet(book.get_sheet_by_index(place), formats, hides))
            except (CalamineError, OSError, ValueError) as error:
                notes.append(f"sheet {about.name} left out: {' '.join(str(error).split())[:80]}")
    return shown, hidden, notes


def _sheet(sheet: Any, formats: cellformats.Formats, hides: Unseen) -> Sheet:
    if sheet.start is None:
        return Sheet(sheet.name, ())
    if sheet.width * sheet.height > MOST_CELLS:
        raise ValueError(f"{sheet.height} rows of {sheet.width} columns")
    top, left = sheet.start
    rows = [
        [printed(value, formats.get((row, column), "")) for column, value in enumerate(values, left)]
        for row, values in enumerate(sheet.to_python(skip_empty_area=True), top)
    ]
    return Sheet(sheet.name, rows, top, left, sheet.merged_cell_ranges or (), hides)


def printed(value: object, code: str = "") -> str:
    """A cell's value as people see it: by its format *code*, else whole numbers without a fraction and days in Chinese.

    >>> printed(2025.0), printed(0.15), printed(date(2025, 12, 31)), printed(True)
    ('2025', '0.15', '2025年12月31日', 'TRUE')
    """
    if code and (words := cellformats.formatted(value, code)):
        return words
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{value:.12g}"
    if isinstance(value, date):
        hours = f" {value:%H:%M}" if isinstance(value, datetime) and value.time() != time() else ""
        return f"{value.year}年{value.month}月{value.day}日{hours}"
    if isinstance(value, timedelta):
        minutes = int(value.total_seconds()) // 60
        return f"{minutes // 60}:{minutes % 60:02}"
    words = f"{value:%H:%M}" if isinstance(value, time) else str(value)
    return words.replace("\r\n", "\n").replace("\r", "\n")
