"""Weights that move towards examples: as far as these pay for it, and no others."""

from __future__ import annotations

from math import exp

import pytest

from duikou.extract.decide.fit import Example
from duikou.extract.decide.linear import Linear
from duikou.extract.decide.weights import BIAS, HAND, Weight
from duikou.extract.training.adapt import NOTHING, Known, adapt

TABLE = [Weight(BIAS, "yes", -1.0, 9), Weight("known", "yes", 2.0, 9), Weight("elsewhere", "yes", 3.0, 9)]
LEVELS = [Weight(BIAS, label, 0.0, 9) for label in ("high", "low")]


def examples(features: str, label: str, count: int = 20) -> list[Example]:
    """*count* alike, each of a document of its own."""
    labels = frozenset(filter(None, (label,)))
    return [Example(f"document {number}", tuple(features.split()), labels) for number in range(count)]


CASES = {
    "what is said to be wrong grows less likely": ("known", "", -1),
    "what is said to be right grows likelier": ("known", "yes", 1),
    "a feature that the table lacks is learned": ("new", "yes", 1),
}


@pytest.mark.parametrize(("features", "label", "sign"), CASES.values(), ids=CASES)
def test_weights_move_towards_what_was_said(features: str, label: str, sign: int) -> None:
    seen = examples(features, label)
    before, after = (Linear(rows).probability(features.split()) for rows in (TABLE, adapt(TABLE, seen, 0.3)))
    assert (after - before) * sign > 0.1


def test_the_least_of_loss_and_penalty() -> None:
    """One weight, one example: moved = strength * (1 - p) where p is the probability after the move."""
    rows = adapt([Weight("known", "yes", 0.0)], examples("", "yes", 1), 1.0)  # the bias has no row, so nothing holds it
    moved = next(row.weight for row in rows if row.feature == BIAS)
    assert moved == pytest.approx(1 - 1 / (1 + exp(-moved)), abs=1e-4)


def test_what_no_example_has_stays() -> None:
    assert TABLE[2] in adapt(TABLE, examples("known", ""), 0.3)


@pytest.mark.parametrize(("seen", "strength"), [([], 0.3), (examples("known", ""), 0.0), (examples("x", "odd"), 0.3)])
def test_a_table_that_stays(seen: list[Example], strength: float) -> None:
    assert adapt(TABLE, seen, strength) == TABLE


def test_what_a_person_set_stays_and_counts() -> None:
    own = Weight("known", "yes", 5.0, 0, HAND)
    rows = adapt([*TABLE, own], examples("known", ""), 0.3)
    assert rows[-1] == own
    assert TABLE[1] in rows


def test_of_labels_that_exclude_each_other_one_gains_what_the_others_lose() -> None:
    rows = adapt(LEVELS, examples("word", "high"), 0.3, exclusive=True)
    after = Linear(rows, exclusive=True).probabilities(["word"])
    assert after["high"] > 0.7
    weights = {row[:2]: row.weight for row in rows}
    assert weights["word", "high"] == pytest.approx(-weights["word", "low"], abs=1e-3)


def test_what_many_documents_taught_moves_less() -> None:
    seen = examples("known", "")
    firm = [row._replace(support=5000) for row in TABLE]
    held, loose = ({row.feature: row.weight for row in adapt(rows, seen, 0.3)} for rows in (firm, TABLE))
    assert abs(held["known"] - 2.0) < 0.3 * abs(loose["known"] - 2.0)


def test_what_nobody_looked_at_stays_as_probable() -> None:
    """Who only says what is wrong says nothing of how much is."""
    wrong = examples("known odd", "")
    told, held = (
        Linear(adapt(TABLE, wrong, 0.3, unseen)).probability(["known"]) for unseen in ((), [("known",)] * 200)
    )
    before = Linear(TABLE).probability(["known"])
    assert before - told > 0.2
    assert before - held < 0.05
    assert Linear(adapt(TABLE, wrong, 0.3, [("known",)] * 200)).probability(["known", "odd"]) < before - 0.2


def test_a_larger_strength_moves_further() -> None:
    near, far = (Linear(adapt(TABLE, examples("known", ""), strength)).probability(["known"]) for strength in (0.1, 1))
    assert far < near


def test_the_same_examples_give_the_same_table() -> None:
    seen = examples("known new", "yes")
    assert adapt(TABLE, seen, 0.3) == adapt(TABLE, seen, 0.3)


def test_what_is_known_besides_need_not_be_learned() -> None:
    seen = examples("known", "yes")
    told = Known(lambda features: {"yes": 8.0} if "known" in features else {})
    moved, left = ({row.feature: row.weight for row in adapt(TABLE, seen, 0.3, (), known)} for known in (NOTHING, told))
    assert moved["known"] > left["known"] + 0.1


def test_what_many_documents_told_besides_holds_a_new_row() -> None:
    seen = examples("fresh", "yes")
    loose, held = (
        {row.feature: row.weight for row in adapt(TABLE, seen, 0.3, (), Known(supports=supports))}["fresh"]
        for supports in ({}, {"fresh": 500})
    )
    assert loose > held > 0
