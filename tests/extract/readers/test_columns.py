"""Tables that spaces alone divide (columns.toml)."""

from __future__ import annotations

from typing import Any

import pytest

from duikou.extract.model import BlockKind
from duikou.extract.readers.text import blocks

from ..told import rows_of

CASES = rows_of(__file__, "columns.toml")


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_rows(case: dict[str, Any]) -> None:
    found = [block for block in blocks("\n".join(case["lines"])) if block.kind is BlockKind.TABLE_ROW]
    assert [[cell.of(block.text) for cell in block.cells] for block in found] == case["rows"]
