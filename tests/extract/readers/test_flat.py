"""Tables that were copied one cell a line are put together again, row by row."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from duikou.extract.readers.text import blocks

CASES = tomllib.loads(Path(__file__).with_name("flat.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=[case["about"] for case in CASES])
def test_rows(case: dict[str, object]) -> None:
    found = [block for block in blocks(str(case["text"])) if block.cells and not block.header]
    assert [[cell.of(block.text) for cell in block.cells] for block in found] == case["rows"]
