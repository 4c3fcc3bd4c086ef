"""An annotated text as a file of every office format, its tables as tables.

python -m tests.extract.formats.make TEXT... FOLDER     writes every format that this machine can make
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby
from pathlib import Path

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH

from duikou.extract.model import BlockKind
from duikou.extract.read import read

from . import ofd

Part = str | list[list[str]]
"""A paragraph, or the rows of a table."""
OFFICE = ("doc", "rtf", "odt", "html")
"""What LibreOffice makes of a DOCX; a page of its making is not the tidy one of ``page``."""
SHORTEST = 24
"""Paragraphs without a full stop that are shorter stand in the middle or at the right, as titles and signatures do."""


def parts_of(text: Path) -> list[Part]:
    """The paragraphs and tables of the plain text *text*, as our reader sees them."""
    parts: list[Part] = []
    for is_row, blocks in groupby(read(text).blocks, key=lambda block: block.kind is BlockKind.TABLE_ROW):
        if is_row:
            parts.append([[cell.of(block.text) for cell in block.cells] for block in blocks])
        else:
            parts += [block.text for block in blocks]
    return parts


def word(parts: Sequence[Part], path: Path) -> None:
    """Writes *parts* as a Word document: title in the middle, signature and date at the right, tables with lines."""
    document = Document()
    for number, part in enumerate(parts):
        if isinstance(part, str):
            paragraph = document.add_paragraph(part)
            if number == 0:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            elif number >= len(parts) - 2 and len(part) < SHORTEST and "。" not in part:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            continue
        table = document.add_table(len(part), max(map(len, part)), style="Table Grid")
        for row, cells in zip(table.rows, part, strict=True):
            for cell, words in zip(row.cells, cells, strict=False):
                cell.text = words
    document.save(str(path))


def page(parts: Sequence[Part]) -> str:
    """*parts* as a web page."""
    return "<!DOCTYPE html><html><head><meta charset=utf-8></head><body>" + "\n".join(_markup(parts)) + "</body></html>"


def _markup(parts: Sequence[Part]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, str):
            yield f"<p>{escape(part)}</p>"
        else:
            rows = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in part)
            yield "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"


def office(words: Sequence[Path], format_: str, folder: Path) -> None:
    """Writes the Word documents *words* in another format, by LibreOffice."""
    with tempfile.TemporaryDirectory() as profile:
        command = ["soffice", "--headless", f"-env:UserInstallation=file://{profile}", "--convert-to", format_]
        subprocess.run(
            [*command, "--outdir", str(folder), *map(str, words)], check=True, timeout=300, stdout=subprocess.DEVNULL
        )


def every_format(texts: Sequence[Path], folder: Path) -> dict[str, list[Path]]:
    """Files made of *texts* in *folder*, by format, in the order of *texts*."""
    made: dict[str, list[Path]] = {}
    documents = [parts_of(text) for text in texts]
    for name in ("docx", "page", "ofd"):
        (folder / name).mkdir(parents=True, exist_ok=True)
        suffix = "html" if name == "page" else name
        made[name] = [folder / name / f"{text.stem}.{suffix}" for text in texts]
    for number, parts in enumerate(documents):
        word(parts, made["docx"][number])
        made["page"][number].write_text(page(parts), encoding="utf-8")
        made["ofd"][number].write_bytes(ofd.document(parts))
    for name in OFFICE if shutil.which("soffice") else ():
        (folder / name).mkdir(exist_ok=True)
        office(made["docx"], name, folder / name)
        made[name] = [folder / name / f"{text.stem}.{name}" for text in texts]
    return made


if __name__ == "__main__":
    *given, target = sys.argv[1:]
    for kind, paths in every_format([Path(name) for name in given], Path(target)).items():
        print(kind, *(path.name for path in paths))
