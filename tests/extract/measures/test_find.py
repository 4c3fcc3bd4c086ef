"""Measures decided by tables that are small enough to see through."""

from __future__ import annotations

from functools import cache

import numpy as np

from duikou.extract.decide.linear import Linear
from duikou.extract.decide.network import Network
from duikou.extract.decide.odds import logistic
from duikou.extract.decide.weights import Listed, Table, Weight
from duikou.extract.measures.find import REVIEW, THRESHOLD, MeasureModels, find_measures, observe_clauses
from duikou.extract.model import Linked
from duikou.extract.pipeline import Read

from ..told import document

TABLE = [
    Weight("bias", "yes", -4.0),
    Weight("opens=加强", "yes", 6.0),
    Weight("opens=完善", "yes", 3.0),
]
AGAIN = [Weight("bias", "yes", -4.0), Weight("alone=0.8", "yes", 6.0), Weight("alone=0.2", "yes", 3.0)]
MODELS = MeasureModels(
    Linear(TABLE),
    Linear(AGAIN),
    Linear([Weight("bias", "require", 1.0), Weight("any=support", "support", 2.0)], exclusive=True),
    Network(
        [Weight("bias", "health", -1.0), Weight("word=医院", "health", 3.0), Weight("bias", "transport", -2.0)],
        Table(Listed(), (), np.zeros((0, 0))),
    ),
)


@cache
def plan() -> Read:
    return document("加强医院合作。完善机制。途经园区。", "某市实施方案")


def test_measures_and_what_comes_near() -> None:
    text = plan().text.text
    observed = observe_clauses(plan().text, plan().outline, Linked.of(()), ())
    measures, near = find_measures(plan().text, plan().outline, Linked.of(()), observed, MODELS)
    assert [measure.span.of(text) for measure in measures] == ["加强医院合作"]
    assert measures[0].confidence == logistic(2.0)
    assert (measures[0].commitment, measures[0].topics) == ("require", ("health",))
    assert [one.clause.span.of(text) for one in near] == ["完善机制"]
    assert all(REVIEW <= one.probability < THRESHOLD for one in near)


def test_neighbours_and_place_are_seen() -> None:
    observed = observe_clauses(plan().text, plan().outline, Linked.of(()), ())
    _, first, second, last = observed.features
    assert {"place=first", "-1 other: unit=title", "+1 same: opens=完善"} <= set(first)
    assert {"place=inner", "-1 same: opens=加强"} <= set(second)
    assert {"place=last", "+1: edge", "from end=0"} <= set(last)
