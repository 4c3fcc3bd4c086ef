"""Documents with a task table, written in every format that such tables come in.

``of(path)`` takes one apart that is plain text: lines above its table, the table, lines below. ``merged`` lays the same
table out as offices do (equal neighbours one cell, bodies below one head). ``write`` makes a file of it; the office
formats are made by LibreOffice from one file, where the machine has it.
"""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path

from docx import Document as WordDocument

from duikou.extract.model import BlockKind
from duikou.extract.read import read

OFFICE = ("xlsx", "xls", "ods")
"""Formats that LibreOffice writes."""
OWN = ("html", "docx", "csv", "flat")
SOFFICE = shutil.which("soffice")
Cell = tuple[int, int]


@dataclass(frozen=True)
class TaskTable:
    """A document that holds one table; *merged* has the first and the last cell of each merged range, as in rows."""

    name: str
    above: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    below: tuple[str, ...]
    merged: tuple[tuple[Cell, Cell], ...] = ()

    @property
    def covered(self) -> set[Cell]:
        return {
            (row, column)
            for first, last in self.merged
            for row in range(first[0], last[0] + 1)
            for column in range(first[1], last[1] + 1)
            if (row, column) != first
        }

    @property
    def spans(self) -> dict[Cell, Cell]:
        """How many rows and columns the first cell of each merged range fills."""
        return {first: (last[0] - first[0] + 1, last[1] - first[1] + 1) for first, last in self.merged}


def of(path: Path) -> TaskTable:
    """The document at *path*, whose longest run of rows is its table."""
    blocks = read(path).blocks
    numbers = [number for number, block in enumerate(blocks) if block.kind is BlockKind.TABLE_ROW]
    assert numbers, f"{path} has no table"
    rows = tuple(tuple(cell.of(blocks[number].text) for cell in blocks[number].cells) for number in numbers)
    texts = [block.text for block in blocks]
    return TaskTable(path.stem, tuple(texts[: numbers[0]]), rows, tuple(texts[numbers[-1] + 1 :]))


def merged(table: TaskTable, columns: Sequence[int]) -> TaskTable:
    """*table* with equal cells below each other in *columns* as one cell, from the second row on."""
    found = []
    for column in columns:
        first = 1
        for row in range(2, len(table.rows) + 1):
            same = row < len(table.rows) and table.rows[row][column] == table.rows[first][column] != ""
            if not same:
                if row - first > 1:
                    found.append(((first, column), (row - 1, column)))
                first = row
    return _emptied(replace(table, merged=(*table.merged, *found)))


def two_heads(table: TaskTable, columns: Sequence[int], head: str) -> TaskTable:
    """*table* with *head* above the heads of *columns*, which stand side by side; the other heads fill both lines."""
    first, second = list(table.rows[0]), [""] * len(table.rows[0])
    ranges: list[tuple[Cell, Cell]] = [((0, columns[0]), (0, columns[-1]))]
    for column in columns:
        first[column], second[column] = (head if column == columns[0] else ""), table.rows[0][column]
    ranges += [((0, column), (1, column)) for column in range(len(first)) if column not in columns]
    shifted = tuple(((a + 1, b), (c + 1, d)) for (a, b), (c, d) in table.merged)
    return replace(table, rows=(tuple(first), tuple(second), *table.rows[1:]), merged=(*ranges, *shifted))


def _emptied(table: TaskTable) -> TaskTable:
    covered = table.covered
    return replace(
        table,
        rows=tuple(
            tuple("" if (number, column) in covered else cell for column, cell in enumerate(row))
            for number, row in enumerate(table.rows)
        ),
    )


def write(table: TaskTable, format_: str, folder: Path) -> Path:
    """*table* as a file of one of the OWN formats in *folder*."""
    path = folder / f"{table.name}.{'txt' if format_ == 'flat' else format_}"
    match format_:
        case "html":
            path.write_text(_html(table), encoding="utf-8")
        case "docx":
            _docx(table).save(str(path))
        case "csv":
            path.write_text(_csv(table), encoding="utf-8-sig", newline="")
        case "flat":
            path.write_text(_flat(table), encoding="utf-8")
    return path


def write_office(tables: Sequence[TaskTable], folder: Path) -> dict[str, list[Path]]:
    """*tables* in the OFFICE formats, in the order given, made by one run of LibreOffice for each."""
    assert SOFFICE
    sources = []
    for table in tables:
        sources.append(folder / f"{table.name}.fods")
        sources[-1].write_text(_fods(table), encoding="utf-8")
    for format_ in OFFICE:
        command = [SOFFICE, "--headless", f"-env:UserInstallation={(folder / 'office').as_uri()}"]
        command += ["--convert-to", format_, "--outdir", str(folder), *map(str, sources)]
        subprocess.run(command, check=True, capture_output=True, timeout=240)
    return {format_: [folder / f"{table.name}.{format_}" for table in tables] for format_ in OFFICE}


def _html(table: TaskTable) -> str:
    def cell(row: int, column: int, words: str) -> str:
        down, across = table.spans.get((row, column), (1, 1))
        spans = (f' rowspan="{down}"' if down > 1 else "") + (f' colspan="{across}"' if across > 1 else "")
        return f"<td{spans}>{escape(words)}</td>"

    rows = "".join(
        "<tr>" + "".join(cell(number, column, words) for column, words in _own(table, number)) + "</tr>\n"
        for number in range(len(table.rows))
    )
    above, below = ("".join(f"<p>{escape(line)}</p>\n" for line in lines) for lines in (table.above, table.below))
    head = '<!DOCTYPE html><html><head><meta charset="utf-8"></head>'
    return f"{head}<body>{above}<table>{rows}</table>{below}</body></html>"


def _own(table: TaskTable, row: int) -> list[tuple[int, str]]:
    """The cells of a *row* that no merged range covers, and their columns."""
    return [(column, words) for column, words in enumerate(table.rows[row]) if (row, column) not in table.covered]


def _docx(table: TaskTable) -> WordDocument:  # type: ignore[valid-type]
    document = WordDocument()
    for line in table.above:
        document.add_paragraph(line)
    grid = document.add_table(len(table.rows), len(table.rows[0]))
    for number in range(len(table.rows)):
        for column, words in _own(table, number):
            grid.cell(number, column).text = words
    for (first_row, first_column), (last_row, last_column) in table.merged:
        words = grid.cell(first_row, first_column).text
        grid.cell(first_row, first_column).merge(grid.cell(last_row, last_column)).text = words
    for line in table.below:
        document.add_paragraph(line)
    return document


def _csv(table: TaskTable) -> str:
    written = io.StringIO()
    width = len(table.rows[0])
    lines = [[line, *[""] * (width - 1)] for line in table.above]
    lines += [list(row) for row in table.rows]
    csv.writer(written).writerows([*lines, *([line, *[""] * (width - 1)] for line in table.below)])
    return written.getvalue()


def _flat(table: TaskTable) -> str:
    """One cell a line, as a table comes out of a page's clipboard; empty cells leave nothing behind."""
    cells = (words for row in table.rows for words in row if words)
    return "\n".join([*table.above, "", *cells, "", *table.below]) + "\n"


_FODS = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.spreadsheet">
<office:body><office:spreadsheet><table:table table:name="任务表">
{rows}</table:table></office:spreadsheet></office:body></office:document>
"""


def _fods(table: TaskTable) -> str:
    width = len(table.rows[0])
    lines = [_lone(line, width) for line in table.above]
    for number, row in enumerate(table.rows):
        cells = []
        for column, words in enumerate(row):
            if (number, column) in table.covered:
                cells.append("<table:covered-table-cell/>")
                continue
            down, across = table.spans.get((number, column), (1, 1))
            spans = f' table:number-rows-spanned="{down}" table:number-columns-spanned="{across}"'
            cells.append(
                f"<table:table-cell{spans if down > 1 or across > 1 else ''}{_value(words)}</table:table-cell>"
            )
        lines.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
    lines += [_lone(line, width) for line in table.below]
    return _FODS.format(rows="\n".join(lines))


def _lone(words: str, width: int) -> str:
    """A row that one cell fills."""
    cell = f'<table:table-cell table:number-columns-spanned="{width}"{_value(words)}</table:table-cell>'
    rest = f'<table:covered-table-cell table:number-columns-repeated="{width - 1}"/>'
    return f"<table:table-row>{cell}{rest}</table:table-row>"


def _value(words: str) -> str:
    """The type and the words of a cell: numbers are numbers, as a spreadsheet would have them."""
    text = f"<text:p>{escape(words)}</text:p>" if words else ""
    if words.isascii() and words.isdigit():
        return f' office:value-type="float" office:value="{words}">{text}'
    return f' office:value-type="string">{text}' if words else ">"
