"""Networks: what features speak through hidden units, and the reasons, which sum to the score."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest

from duikou.extract.decide.linear import Linear
from duikou.extract.decide.network import Network, unit_feature
from duikou.extract.decide.weights import BIAS, Listed, Table, Weight

ROWS = [
    Weight(BIAS, "a", -1.0),
    Weight(BIAS, "b", 0.5),
    Weight("by hand", "a", 2.0),
    Weight(unit_feature("0"), "a", 3.0),
    Weight(unit_feature("1"), "b", 1.0),
]
UNITS = Table(
    Listed({BIAS: 0, "x": 1, "y": 2}),
    ("0", "1"),
    np.array([[0.1, -0.2], [1.0, -1.0], [-2.0, 3.0]]),
    (4, 3, 2),
)
SCORES = {
    "nothing": ([], {"a": -1 + 3 * 0.1, "b": 0.5}),
    "one feature": (["x"], {"a": -1 + 3 * 1.1, "b": 0.5}),
    "two, by the root of how many": (["x", "y"], {"a": -1.0, "b": 0.5 + 2 / sqrt(2) - 0.2}),
    "what is unknown does not count": (["x", "unknown"], {"a": -1 + 3 * 1.1, "b": 0.5}),
    "what is given twice counts once": (["x", "x"], {"a": -1 + 3 * 1.1, "b": 0.5}),
    "a row of the linear table": (["by hand"], {"a": 1 + 3 * 0.1, "b": 0.5}),
}


@pytest.fixture
def network() -> Network:
    return Network(ROWS, UNITS)


@pytest.mark.parametrize(("features", "scores"), SCORES.values(), ids=SCORES)
def test_scores(features: list[str], scores: dict[str, float], network: Network) -> None:
    assert dict(zip(network.labels, network.scores(features), strict=True)) == pytest.approx(scores)
    network.hasten()
    assert dict(zip(network.labels, network.scores(features), strict=True)) == pytest.approx(scores)


@pytest.mark.parametrize("features", [features for features, _ in SCORES.values()], ids=SCORES)
@pytest.mark.parametrize("label", ["a", "b"])
def test_reasons_sum_to_the_score(features: list[str], label: str, network: Network) -> None:
    reasons = network.reasons([BIAS, *features], label)
    score = dict(zip(network.labels, network.scores(features), strict=True))[label]
    assert sum(reason.weight for reason in reasons) == pytest.approx(score)
    assert [abs(reason.weight) for reason in reasons] == sorted((abs(one.weight) for one in reasons), reverse=True)


def test_what_units_speak_is_what_the_linear_table_does_not(network: Network) -> None:
    linear = Linear(ROWS).scores(["x", "by hand"])
    besides = network.scores_of_units(["x", "by hand"])
    assert list(linear + list(besides.values())) == pytest.approx(list(network.scores(["x", "by hand"])))


def test_without_units_it_is_linear() -> None:
    features = ["x", "by hand"]
    network = Network(ROWS, Table(Listed(), (), np.zeros((0, 0))))
    assert network.probabilities(features) == Linear(ROWS).probabilities(features)
