"""Printed lists of responsible bodies, form by form."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from duikou.extract.bodies import body_reader
from duikou.extract.fold import fold
from duikou.extract.model import Span

CASES = tomllib.loads((Path(__file__).parent / "cases/bodies.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_reads_the_list(case: dict[str, Any]) -> None:
    text = case["text"]
    found = body_reader().find(fold(text), Span(0, len(text)))
    named = [f"{body.role.value} {body.span.of(text)}" for one in found for body in one.bodies]
    assert named == case["bodies"]
    assert all(one.inline is case.get("inline", False) for one in found)


def test_a_bracket_that_nothing_closes_hides_nothing() -> None:
    text = "(" * 5000 + "建设园区(责任单位:市教育局)。"
    found = body_reader().find(text, Span(0, len(text)))
    assert [body.span.of(text) for one in found for body in one.bodies] == ["市教育局"]
