"""The words that leave least of a question unknown are taken, the fewest of them, the longest first."""

from __future__ import annotations

import pytest

from duikou.ask.cover import cover

CASES = [
    # text, terms, single characters that are words, what it is made of
    ("现在还有效吗", ["现在", "还有", "有效"], "还吗", ["现在", "有效"]),
    ("哪一年起", ["哪一", "哪一年", "年起"], "起", ["哪一年"]),
    ("教育局的任务", ["教育", "教育局", "局的", "任务"], "的", ["教育局", "任务"]),
    ("甲乙", [], "", []),
    ("", ["甲"], "", []),
    ("abcd", ["ab", "abc", "d"], "", ["abc", "d"]),
]


@pytest.mark.parametrize(("text", "terms", "small", "taken"), CASES, ids=[text for text, *_ in CASES])
def test_cover(text: str, terms: list[str], small: str, taken: list[str]) -> None:
    matches = [(at, at + len(term), term) for term in terms for at in range(len(text)) if text.startswith(term, at)]
    assert [term for _, _, term in cover(text, matches, small)] == taken
