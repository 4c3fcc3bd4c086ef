"""Which rows and columns of a workbook's sheets are hidden; the library that reads the values does not tell."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator

from lxml import etree

from . import package, workbook
from .base import ReadError
from .grid import Unseen
from .workbook import MAIN

ROW, COLUMNS = 0x0208, 0x007D
NO_HEIGHT, HIDDEN = 0x20, 0x01
LAST_COLUMN = 16_384


def of_archive(data: bytes) -> dict[str, Unseen]:
    """What the sheets of an .xlsx file hide, by their names; none where its parts cannot be read."""
    try:
        with package.opened(data) as archive:
            return {name: _in_part(part) for name, part in workbook.sheets(archive) if b"hidden" in part}
    except (ReadError, etree.XMLSyntaxError, ValueError):
        return {}


def _in_part(part: bytes) -> Unseen:
    rows, columns = set[int](), set[int]()
    tags = (f"{MAIN}row", f"{MAIN}col")
    for _, element in etree.iterparse(io.BytesIO(part), tag=tags, resolve_entities=False, no_network=True):
        if element.get("hidden") in ("1", "true"):
            if element.tag == tags[0]:
                rows.add(int(element.get("r", "0")) - 1)
            else:
                last = min(int(element.get("max", "0")), LAST_COLUMN)
                columns.update(range(int(element.get("min", "1")) - 1, last))
        element.clear()
    return Unseen(frozenset(rows), frozenset(columns))


def of_stream(data: bytes) -> list[Unseen]:
    """What the sheets of an .xls file hide, in their order (MS-XLS, 2.4); none where they cannot be read."""
    try:
        book = workbook.stream(data)
        return [_in_records(workbook.records(book, start)) for start in workbook.starts(book)]
    except MemoryError:
        raise
    except Exception:  # broken tables: the values are read without them
        return []


def _in_records(records: Iterator[tuple[int, bytes]]) -> Unseen:
    rows, columns = set[int](), set[int]()
    for kind, body in records:
        if kind == ROW and body[12] & NO_HEIGHT:
            rows.add(struct.unpack_from("<H", body)[0])
        elif kind == COLUMNS and body[8] & HIDDEN:
            first, last = struct.unpack_from("<HH", body)
            columns.update(range(first, last + 1))
    return Unseen(frozenset(rows), frozenset(columns))
