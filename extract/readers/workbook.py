"""What Excel workbooks keep beside their values, in parts and records: formats, and what is hidden."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterator
from typing import Any

import olefile
from lxml import etree

from . import package

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
SHEET, END = 0x0085, 0x000A


def parsed(data: bytes) -> Any:
    """The root of an XML part; no entity is resolved. Raises etree.XMLSyntaxError."""
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))


def sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    """The name and the XML of each sheet of an .xlsx file. Raises ReadError and etree.XMLSyntaxError."""
    names = set(archive.namelist())
    relations = parsed(package.part(archive, "xl/_rels/workbook.xml.rels"))
    targets = {one.get("Id"): one.get("Target", "") for one in relations}
    for sheet in parsed(package.part(archive, "xl/workbook.xml")).iter(f"{MAIN}sheet"):
        target = targets.get(sheet.get(_ID), "")
        path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if path in names:
            yield sheet.get("name", ""), package.part(archive, path)


def stream(data: bytes) -> bytes:
    """The records of an .xls file."""
    with olefile.OleFileIO(io.BytesIO(data)) as container:
        name = next(one for one in ("Workbook", "Book") if container.exists(one))
        return bytes(container.openstream(name).read())


def records(book: bytes, place: int = 0) -> Iterator[tuple[int, bytes]]:
    """The kind and body of each record from *place* on to the end of its part of the stream (MS-XLS, 2.1.4)."""
    while place + 4 <= len(book):
        kind, length = struct.unpack_from("<HH", book, place)
        if kind == END:
            return
        yield kind, book[place + 4 : place + 4 + length]
        place += 4 + length


def starts(book: bytes) -> list[int]:
    """Where the records of each sheet begin, in their order."""
    return [struct.unpack_from("<I", body)[0] for kind, body in records(book) if kind == SHEET]
