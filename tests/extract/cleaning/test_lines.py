"""Which lines of a page are no part of its document (lines.toml)."""

from __future__ import annotations

from typing import Any

import pytest

from duikou.extract.clean import clean
from duikou.extract.model import Source
from duikou.extract.readers.text import blocks

from ..told import rows_of

CASES = rows_of(__file__, "lines.toml")


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_noise(case: dict[str, Any]) -> None:
    text = "\n".join(case["lines"]) + "\n"
    found = clean(Source("page", "page.txt", "text/plain", "utf-8", "", text, blocks(text))).noise
    starts = [sum(len(line) + 1 for line in case["lines"][:number]) for number in range(len(case["lines"]))]
    dropped = [
        number for number, start in enumerate(starts) if any(item.span.start <= start < item.span.end for item in found)
    ]
    assert dropped == case["noise"]
