"""Linear decisions: probabilities and reasons from a table that is small enough to reckon by hand."""

from __future__ import annotations

import math

import pytest

from duikou.extract.decide.linear import Linear, Reason
from duikou.extract.decide.odds import logistic
from duikou.extract.decide.weights import BIAS, Weight

YES = [Weight(BIAS, "yes", -1.0), Weight("modal", "yes", 2.0), Weight("told", "yes", -3.0)]
TOPICS = [Weight(BIAS, "health", -1.0), Weight("医院", "health", 3.0), Weight("学校", "education", 1.0)]
ODDS = {
    (): -1.0,
    ("modal",): 1.0,
    ("told", "modal"): -2.0,
    ("unknown",): -1.0,
}
"""Features, and the odds (natural logarithm) that they add up to."""


@pytest.mark.parametrize(("features", "odds"), ODDS.items(), ids=map(str, ODDS))
def test_one_label(features: tuple[str, ...], odds: float) -> None:
    assert Linear(YES).probability(features) == pytest.approx(1 / (1 + math.exp(-odds)))


def test_several_labels_each_for_itself() -> None:
    found = Linear(TOPICS).probabilities(["医院", "学校"])
    assert found == pytest.approx({"health": logistic(2.0), "education": logistic(1.0)})


def test_several_labels_of_which_one() -> None:
    found = Linear(TOPICS, exclusive=True).probabilities(["学校"])
    odds = {"health": math.exp(-1.0), "education": math.exp(1.0)}
    assert found == pytest.approx({label: value / sum(odds.values()) for label, value in odds.items()})


def test_reasons_come_strongest_first_and_each_once() -> None:
    found = Linear(YES).reasons([BIAS, "modal", "unknown", "told", "modal"], "yes")
    assert found == [Reason("told", -3.0), Reason("modal", 2.0), Reason(BIAS, -1.0)]


def test_reasons_are_those_of_the_label() -> None:
    assert Linear(TOPICS).reasons(["医院", "学校"], "education") == [Reason("学校", 1.0)]


def test_without_rows_nothing_is_known() -> None:
    assert Linear(()).probability(["anything"]) == 0.5
    assert Linear(()).probabilities(["anything"]) == {}


@pytest.mark.parametrize("score", [-1e9, -40.0, 0.0, 40.0, 1e9])
def test_a_probability_is_never_quite_sure(score: float) -> None:
    assert 0.0 < logistic(score) < 1.0 or score > 0  # 1 - e^-40 is 1 in floating point
    assert logistic(score) + logistic(-score) == pytest.approx(1.0)


def test_the_last_row_of_a_feature_counts() -> None:
    """Rows that a person set stand behind the learned ones."""
    assert Linear([*YES, Weight("modal", "yes", 5.0)]).probability(["modal"]) == pytest.approx(logistic(4.0))
