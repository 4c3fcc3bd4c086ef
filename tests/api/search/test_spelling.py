"""How texts are cut into the words that are searched for."""

from __future__ import annotations

import pytest

from duikou.api.search.spelling import words


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("对口合作方案", ["对口", "合作", "方案"]),
        ("深圳市发展和改革委员会", ["深圳", "深圳市", "发展", "和", "改革", "委员", "委员会"]),
        ("（2023-2027年）", ["2023", "2027", "年"]),
        ("2023-05-26 11:17", ["2023", "05", "26", "11", "17"]),
        ("Rail_Sea freight 3.5%", ["rail", "sea", "freight", "3.5%"]),
        ("a\ud800b", ["a", "b"]),
        ("——，。", []),
    ],
)
def test_words(text: str, cut: list[str]) -> None:
    assert words(text) == cut
