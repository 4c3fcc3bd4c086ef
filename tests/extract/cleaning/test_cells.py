"""The lines of a cell: a space parts them, unless they were broken inside a word."""

from __future__ import annotations

import pytest

from duikou.extract.cleaning.letters import normalise
from duikou.extract.model import Block, BlockKind, Span


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("开通红色旅\n游专列", "开通红色旅游专列"),
        ("市人力资源社\n会保障局", "市人力资源社会保障局"),
        ("市教育局\n市财政局", "市教育局 市财政局"),
        ("延安大学\n生态环境局", "延安大学 生态环境局"),
        ("市委\n办公室", "市委 办公室"),
        ("市总工会\n会展中心", "市总工会 会展中心"),
        ("市发改委、\n市商务局", "市发改委、 市商务局"),
        ("\ud800农\n业农村局", "\ud800农业农村局"),
    ],
    ids=["a word", "a name", "two bodies", "a word over the end of a whole one", "two words", "a character doubled",
         "a mark", "half a character"],
)  # fmt: skip
def test_lines(words: str, expected: str) -> None:
    length = len(words)
    row = Block(words, range(length), range(1, length + 1), BlockKind.TABLE_ROW, cells=(Span(0, length),))
    assert normalise(row).text == expected
