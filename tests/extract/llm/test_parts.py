"""Long documents in parts."""

from __future__ import annotations

from itertools import pairwise

import pytest

from duikou.extract.llm.parts import LONGEST, MOST, OVERLAP, is_cut, parts
from duikou.extract.model import Span

TEXTS = {
    "nothing": "",
    "white space": "\n\n \n",
    "short": "加强合作。",
    "just one part": "甲" * LONGEST,
    "one sign more": "甲" * (LONGEST + 1),
    "lines": "支持共建产业园区。\n" * 900,
    "long sentences": ("支持共建产业园区," * 60 + "加强合作。") * 12,
    "no end anywhere": "甲" * (LONGEST * 3 + 17),
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_the_parts_hold_all_and_overlap_little(text: str) -> None:
    found = parts(text)
    assert not is_cut(text)
    if not text.strip():
        assert found == []
        return
    assert found[0].start == 0 and found[-1].end == len(text)
    for part in found:
        assert 0 < part.end - part.start <= LONGEST
    for one, other in pairwise(found):
        assert one.start < other.start <= one.end < other.end
        assert one.end - other.start <= OVERLAP


def test_a_part_ends_with_a_line_and_the_next_begins_with_one() -> None:
    text = TEXTS["lines"]
    for one, other in pairwise(parts(text)):
        assert text[one.end - 1] == text[other.start - 1] == "\n"
        assert other.start < one.end


def test_of_an_endless_document_only_so_much_is_asked() -> None:
    text = "甲" * (LONGEST * (MOST + 2))
    assert is_cut(text)
    assert len(parts(text)) == MOST
    assert parts(text)[0] == Span(0, LONGEST)
