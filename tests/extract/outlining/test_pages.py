"""Whole pages of every format and shape, made up for the purpose: a case is a file of tests/extract/outlining/pages."""

from __future__ import annotations

import io
import tomllib
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from duikou.extract.clean import clean
from duikou.extract.model import Clean, Outline, UnitKind
from duikou.extract.outline import outline
from duikou.extract.read import read

from ..readers import tiny

WIDE = {ord(mark): chr(ord(mark) + 0xFEE0) for mark in ",;:?!()0123456789"}
CASES = sorted((Path(__file__).parent / "pages").glob("*.toml"))


def _docx(case: dict[str, Any]) -> bytes:
    document = Document()
    for words in case["paragraphs"]:
        style, text = words if isinstance(words, list) else (None, words)
        document.add_paragraph(text, style)
    rows = case.get("table", [])
    table = document.add_table(len(rows), len(rows[0])) if rows else None
    for row, cells in enumerate(rows):
        assert table is not None
        for column, words in enumerate(cells):
            if words == "^":  # one cell with that above
                table.cell(row - 1, column).merge(table.cell(row, column))
            else:
                table.cell(row, column).text = words
    for words in case.get("after", ()):
        document.add_paragraph(words)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _bytes(case: dict[str, Any]) -> bytes:
    if case["format"] == "pdf":
        return tiny.pdf(*case["pages"])
    if case["format"] == "docx":
        return _docx(case)
    words: str = case["text"].strip("\n")
    return words.translate(WIDE if case.get("wide") else {}).encode(case.get("encoding", "utf-8"))


@pytest.fixture(params=CASES, ids=lambda path: path.stem)
def page(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[dict[str, Any], Clean, Outline]:
    case = tomllib.loads(request.param.read_text(encoding="utf-8"))
    path = tmp_path / f"page.{case['format']}"
    path.write_bytes(_bytes(case))
    cleaned = clean(read(path))
    return case["expect"], cleaned, outline(cleaned)


def test_page(page: tuple[dict[str, Any], Clean, Outline]) -> None:
    expect, cleaned, found = page
    text = cleaned.text
    told = {
        name: getattr(found.metadata, name) for name in ("title", "kind", "issuer", "published", "number", "period")
    }
    told["period"] = list(told["period"]) if told["period"] else None
    wanted = {name: expect[name] for name in told if name in expect}
    assert {name: told[name] for name in wanted} == wanted
    assert [words for words in expect.get("kept", ()) if words not in text] == []
    assert [words for words in expect.get("gone", ()) if words in text] == []
    if "sections" in expect:
        assert [[section.number, section.heading] for section in found.sections] == expect["sections"]
    units = [[unit.kind.value, unit.span.of(text)] for unit in found.units]
    assert [unit for unit in expect.get("units", ()) if unit not in units] == []
    rows = [
        {role: cell.of(text) for role, cell in zip(unit.columns, unit.cells, strict=True) if role != "other"}
        for unit in found.units
        if unit.kind is UnitKind.TASK_ROW
    ]
    assert rows == expect.get("rows", [])
    if expect.get("empty"):
        assert text == ""


def test_there_are_cases() -> None:
    assert len(CASES) >= 10
