"""Rows whose cells number what they hold alike are a row for each number."""

from __future__ import annotations

import pytest

from duikou.extract.model import ABOVE, Block, BlockKind, Span
from duikou.extract.readers import itemised


def row_of(*cells: str) -> Block:
    text = "\t".join(cells)
    spans, start = [], 0
    for cell in cells:
        spans.append(ABOVE if cell == "^" else Span(start, start + len(cell)))
        start += len(cell) + 1
    length = len(text)
    return Block(text, range(length), range(1, length + 1), BlockKind.TABLE_ROW, cells=tuple(spans))


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["产业", "1.建园区\n2.办展会", "1.商务局\n2.文旅局"], ["产业|1.建园区|商务局", "^|2.办展会|文旅局"]),
        (["（1）建园区\n（2）办展会", "①商务局\n②文旅局", "年底"],
         ["（1）建园区|商务局|年底", "（2）办展会|文旅局|^"]),
        (["1.建园区\n引企业\n2.办展会，每年两次", "1.商务局\n2.文旅局\n教育局"],
         ["1.建园区\n引企业|商务局", "2.办展会，每年两次|文旅局\n教育局"]),
        (["1.两市共建产业园区\n2.办展会", "1.2025年6月底\n2.年底"],
         ["1.两市共建产业园区|2025年6月底", "2.办展会|年底"]),
        (["1.建园区\n2.办展会", "4.商务局\n5.文旅局"], ["1.建园区|商务局", "2.办展会|文旅局"]),
        (["1.建园区\n2.办展会", "商务局\n文旅局"], None),
        (["1.建园区\n2.办展会\n3.互访", "1.商务局\n2.文旅局"], None),
        (["1.建园区\n3.办展会", "1.商务局\n3.文旅局"], None),
        (["★建园区\n★办展会", "★商务局\n★文旅局"], None),
        (["建园区\n1.办展会\n2.互访", "1.商务局\n2.文旅局"], None),
    ],
    ids=["numbers", "two styles", "parts of several lines", "numbers before years", "numbers that go on",
         "bodies without numbers", "not as many", "a number left out", "bullets", "words above the numbers"],
)  # fmt: skip
def test_rows(cells: list[str], expected: list[str] | None) -> None:
    block = row_of(*cells)
    found = itemised.rows([block])
    if expected is None:
        assert found == (block,)
        return
    assert ["|".join("^" if one == ABOVE else one.of(row.text) for one in row.cells) for row in found] == expected
    for row in found:
        for cell in row.cells:
            own = cell.of(row.text)
            assert own == "".join(block.text[at] for at in row.starts[cell.start : cell.end])
