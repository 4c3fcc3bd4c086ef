"""What only introduces a question or says thanks is left out; what asks stays."""

from __future__ import annotations

import pytest

from duikou.ask.clauses import asking, clauses
from duikou.ask.words import words

ASKED = [
    ("我是记者，赣州和谁结对？", "赣州和谁结对？"),
    ("赣州和谁结对？谢谢！", "赣州和谁结对？"),
    ("老师好！想请教一下，信阳跟哪座城市结了对？多谢", "信阳跟哪座城市结了对？"),
    ("Hello, which city is Xinyang paired with? Thanks", " which city is Xinyang paired with?"),
    ("我单位想了解谁负责绿色能源", "我单位想了解谁负责绿色能源"),  # introduces and asks
    ("谢谢，辛苦了", "谢谢，辛苦了"),  # nothing would remain
    ("三明方案，龙岩方案", "三明方案，龙岩方案"),
]


@pytest.mark.parametrize(("question", "kept"), ASKED, ids=[question for question, _ in ASKED])
def test_what_asks(question: str, kept: str) -> None:
    assert asking(question, words().surfaces()) == kept


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("甲，乙。丙", ("甲，", "乙。", "丙")),
        ("到2.5万，谁", ("到2.5万，", "谁")),
        ("a report — who leads", ("a report —", " who leads")),
        ("，，", ()),
    ],
)
def test_clauses_with_their_marks(question: str, parts: tuple[str, ...]) -> None:
    assert tuple(part.strip(" ") for part in clauses(question)) == tuple(part.strip(" ") for part in parts)
