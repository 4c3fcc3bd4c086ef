"""Who answers for a measure, decided by tables that are small enough to see through."""

from __future__ import annotations

import pytest

from duikou.extract.decide.linear import Linear
from duikou.extract.decide.odds import logistic
from duikou.extract.decide.weights import Weight
from duikou.extract.model import Measure, Responsibility, Role, Span
from duikou.extract.names.runs import find_runs
from duikou.extract.responsibility.find import ResponsibilityModels, find_responsibilities

from ..told import document, linked_names

TEXT = "加强园区建设。(牵头单位:市教育局;配合单位:市财政局)\n推进干部交流。\n市教育局完善机制。"
MEASURES = ["加强园区建设", "推进干部交流", "市教育局完善机制"]
MODELS = ResponsibilityModels(
    Linear(
        [
            Weight("bias", "yes", -3.0),
            Weight("in clause", "yes", 5.0),
            Weight("unit=same", "yes", 4.0),
            Weight("unit=next", "yes", 2.0),
        ]
    ),
    Linear(
        [
            Weight("bias", "yes", -2.0),
            Weight("alone>=0.2", "yes", 1.5),
            Weight("alone>=0.7", "yes", 1.5),
            Weight("alone>=0.8", "yes", 1.0),
        ]
    ),
    Linear(
        [
            Weight("label=lead", "lead", 3.0),
            Weight("label=supporting", "supporting", 3.0),
            Weight("bias", "responsible", 1.0),
        ],
        exclusive=True,
    ),
)


@pytest.fixture(scope="module")
def found() -> tuple[tuple[Responsibility, ...], list[tuple[str, float]]]:
    read = document(TEXT, "某市实施方案")
    text = read.text.text
    runs = find_runs(text, read.outline, linked_names(text, {"Agency": ["市教育局", "市财政局"]}))
    spans = [Span(text.index(words), text.index(words) + len(words)) for words in MEASURES]
    measures = [Measure(span, (), "require", (), ()) for span in spans]
    responsibilities, near = find_responsibilities(read.text, read.outline, runs, measures, MODELS)
    return responsibilities, [(claim.entity.canonical, probability) for claim, probability in near]


def test_bodies_and_their_roles(found: tuple[tuple[Responsibility, ...], list[tuple[str, float]]]) -> None:
    roles = [(one.measure, one.role, one.order, round(one.confidence, 6)) for one in found[0]]
    sure, own = round(logistic(1.0), 6), round(logistic(2.0), 6)  # both looks say the same
    assert roles == [(0, Role.LEAD, 1, sure), (0, Role.SUPPORTING, 2, sure), (2, Role.RESPONSIBLE, 1, own)]


def test_what_comes_near_is_kept_aside(found: tuple[tuple[Responsibility, ...], list[tuple[str, float]]]) -> None:
    assert [name for name, _ in found[1]] == ["市教育局", "市财政局"]
    assert [probability for _, probability in found[1]] == pytest.approx([(logistic(-1.0) + logistic(-0.5)) / 2] * 2)
