"""Dated goals, decided by a table that is small enough to see through."""

from __future__ import annotations

import pytest

from duikou.extract.decide.linear import Linear
from duikou.extract.decide.weights import Weight
from duikou.extract.measures.find import observe_clauses
from duikou.extract.model import Linked, Span
from duikou.extract.relations.targets import dated, find_targets, year_in

from ..told import document

YEARS = {
    "到2025年,共建园区3个": 2025,
    "2022年启动,至2030年建成": 2030,
    "2024年底前完成选址": 2024,
    "在2026年以前": 2026,
    "1998年成立": 0,
    "加强合作": 0,
}
TEXT = "到2025年,共建园区3个、实现产值50亿元。2024年召开会议。加强合作。"


@pytest.mark.parametrize(("clause", "year"), YEARS.items())
def test_the_year_that_a_clause_aims_at(clause: str, year: int) -> None:
    assert year_in(clause, Span(0, len(clause))) == year


def test_targets() -> None:
    read = document(TEXT, "某市实施方案")
    text = read.text.text
    observed = observe_clauses(read.text, read.outline, Linked.of(()), ())
    assert [span.of(text)[:5] for span, _ in dated(text, observed)] == ["到2025", "2024年"]
    model = Linear([Weight("bias", "yes", -3.0), Weight("opens=到", "yes", 5.0)])
    (target,) = find_targets(text, observed, model)
    assert (target.year, target.quantity) == (2025, "3个、50亿元")
    assert target.span.of(text) == "到2025年,共建园区3个、实现产值50亿元"
