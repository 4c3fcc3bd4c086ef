"""A table as a file: CSV and JSON in parts as they are made, a workbook as a whole."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import datetime, time
from typing import Any

from ...printable import guarded
from ..pages.site import View
from ..pages.standing import today
from ..records.base import said
from .cells import number, pieces, text
from .explore import Explored
from .facets import meant
from .values import values

MOST = 50_000
"""Rows of one file."""
_LINKS, _CELL, _URL = 60_000, 32_000, 2_000
"""Links of one sheet, characters of one cell and of one address: what spreadsheet programs take is a little more."""
_PART = 64 * 1024
LICENCE = "https://creativecommons.org/licenses/by/4.0/"


class ChangedError(Exception):
    """The data were changed while a file was being made: the connection breaks off, and nobody takes half for all."""


def csv_parts(view: View, explored: Explored) -> Iterator[bytes]:
    """CSV (RFC 4180) in UTF-8 with its mark. A cell that a program would run as a formula has ``'`` before it, as has
    one that begins with ``'``: without the first ``'`` every cell is as it was.
    """
    columns = explored.asked.columns
    held = io.StringIO()
    writer = csv.writer(held)
    held.write("\ufeff")
    writer.writerow(view.words(f"column.{column.name}") for column in columns)
    for record in _all(explored):
        numbers = {column.name: number(column, values(column, record)) for column in columns}
        writer.writerow(
            guarded(text(view, column, record)) if numbers[column.name] is None else numbers[column.name]
            for column in columns
        )
        if held.tell() > _PART:
            yield held.getvalue().encode()
            held.seek(0)
            held.truncate()
    yield held.getvalue().encode()


def json_parts(view: View, explored: Explored) -> Iterator[bytes]:
    """The records as /api has them, all of them, with what was asked for."""
    asked = {**explored.asked.given, "q": explored.asked.q, "sort": explored.asked.sort}
    head = {
        "table": explored.asked.table.name,
        "asked": {name: value for name, value in asked.items() if value},
        "total": len(explored.keys),
        "release": view.site.engine.release,
        "licence": LICENCE,
    }
    yield f'{json.dumps(head, ensure_ascii=False)[:-1]}, "items": ['.encode()
    held: list[str] = []
    before, size = "\n", 0
    for record in _all(explored):
        held.append(before + record.model_dump_json())
        before, size = ",\n", size + len(held[-1])
        if size > _PART:
            yield "".join(held).encode()
            held, size = [], 0
    yield ("".join(held) + "\n]}\n").encode()


def workbook(view: View, explored: Explored, address: str) -> bytes:
    """An Excel workbook (ECMA-376): the rows, and a sheet that says what they are. *address* is where the page is."""
    import xlsxwriter  # noqa: PLC0415 - most ask for no workbook

    held = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(held, options)
    book.set_properties({"created": datetime.combine(today(), time()), "title": _title(view, explored)})
    wraps = book.add_format({"text_wrap": True, "valign": "top"})
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#ECEFF3", "border": 1})
    leads = book.add_format({"text_wrap": True, "valign": "top", "font_color": "#17558A", "underline": 1})
    sheet = book.add_worksheet(_title(view, explored)[:31])
    columns = explored.asked.columns
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(0, place, view.words(f"column.{column.name}"), head)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    if explored.keys:
        sheet.autofilter(0, 0, len(explored.keys), len(columns) - 1)
    links = 0
    for line, record in enumerate(_all(explored), 1):
        for place, column in enumerate(columns):
            known = number(column, values(column, record))
            if known is not None:
                sheet.write_number(line, place, known, wraps)
                continue
            parts = pieces(view, column, record)
            words = _short(view.words("separator").join(piece.text for piece in parts))
            href = _whole(address, parts[0].href) if len(parts) == 1 and parts[0].href else ""
            if href and words and links < _LINKS and len(href) <= _URL:
                sheet.write_url(line, place, href, leads, words)
                links += 1
            elif words:
                sheet.write_string(line, place, words, wraps)
    _about(book, head, wraps, view, explored, address)
    book.close()
    return held.getvalue()


def _about(book: Any, head: Any, wraps: Any, view: View, explored: Explored, address: str) -> None:
    """The sheet that says where the rows come from and what the columns mean."""
    sheet = book.add_worksheet(view.words("tables.about"))
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, 90)
    for line, (name, value) in enumerate(_facts(view, explored, address)):
        sheet.write_string(line, 0, name, head)
        sheet.write_string(line, 1, _short(value), wraps)


def _facts(view: View, explored: Explored, address: str) -> Iterator[tuple[str, str]]:
    words, asked = view.words, explored.asked
    yield words("tables.title"), _title(view, explored)
    yield words("tables.source"), f"{words('site.name')} {address}"
    yield words("tables.release"), view.site.engine.release or "–"
    yield words("site.licence"), f"CC BY 4.0 {LICENCE}"
    yield words("tables.made"), today().isoformat()
    yield words("tables.rows"), str(len(explored.keys))
    for name, value in conditions(view, explored):
        yield f"{words('measures.filter')} · {name}", value
    if asked.q:
        yield f"{words('measures.filter')} · {words('tables.q')}", asked.q
    if asked.sort:
        descending = f" ({words('tables.descending')})" if asked.descending else ""
        yield words("tables.sort"), words(f"column.{asked.sorted_by}") + descending
    for column in asked.columns:
        told = said()["field"].get(column.path.partition(".")[0], {}).get(view.language, "")
        if told:
            yield words(f"column.{column.name}"), told


def conditions(view: View, explored: Explored) -> list[tuple[str, str]]:
    """The conditions that hold, in words: what each is called, and its value."""
    facets = {facet.name: facet for facet in explored.asked.table.facets}
    made = []
    for name, value in explored.asked.given.items():
        facet, shown = facets.get(name), value
        if facet is not None and facet.kind:
            shown = view.label(meant(view.site, facet, value))
        elif facet is not None and facet.key:
            shown = view.words.get(facet.key + value, value)
        made.append((view.words.get(f"facet.{name}", view.words.get(f"column.{name}", name)), shown))
    return made


def _all(explored: Explored) -> Iterator[Any]:
    version = explored.site.engine.version
    for place, record in enumerate(explored.records(explored.keys)):
        if place % 100 == 0 and explored.site.engine.version != version:
            raise ChangedError
        yield record


def _title(view: View, explored: Explored) -> str:
    return view.words(f"tables.{explored.asked.table.name}")


def _short(words: str) -> str:
    return words if len(words) <= _CELL else f"{words[:_CELL]}…"


def _whole(address: str, href: str) -> str:
    """A link of this site as an address that works outside of it."""
    return "/".join(address.split("/")[:3]) + href if href.startswith("/") else href
