"""What is written differently and means the same has one form; what sounds the same has one sound."""

from __future__ import annotations

import pytest

from duikou.ask.normal import blurred, normal, sound

SAME = [
    ("綠色能源由哪個部門負責？", "绿色能源由哪个部门负责"),
    ("Ｗｈｉｃｈ　Ｃｉｔｙ？", "which city"),
    ("Green-Energy", "green energy"),
    ("国发〔2021〕3号", "国发[2021]3号"),
    ("到二〇二五年", "到2025年"),
    ("深圳 — 赣州", "深圳赣州"),
    ("《工作方案》", "工作方案"),
]


@pytest.mark.parametrize(("one", "other"), SAME, ids=[one for one, _ in SAME])
def test_one_form(one: str, other: str) -> None:
    assert normal(one) == normal(other)


def test_sounds() -> None:
    assert sound("赣州") == sound("甘州") == "ganzhou"
    assert sound("深证") != sound("深圳")
    assert blurred(sound("深证")) == blurred(sound("深圳"))
    assert blurred(sound("广州")) != blurred(sound("赣州市"))
