"""Conjunctions of features: which ones a candidate has, and that they are learned where a sum of features is blind."""

from __future__ import annotations

import builtins
from multiprocessing import get_context
from typing import Any

import pytest
from openmp import needs_lightgbm

from duikou.extract.decide.conjunctions import AND, NOT, Conjunctions
from duikou.extract.decide.fit import Example, Fitting, fit_linear
from duikou.extract.decide.linear import Linear, Reason
from duikou.extract.decide.weights import BIAS, Weight

TABLE = ("a", "a & b", "a & not b", "not a & not b", "a & b & not c", "not c", "b")
HELD = {
    "": {"not a & not b", "not c"},
    "a": {"a & not b", "not c"},
    "a c": {"a & not b"},
    "a b": {"a & b", "a & b & not c", "not c"},
    "a b c": {"a & b"},
    "c d": {"not a & not b"},
}
"""Features, and the conjunctions of the table that hold of them; a single feature is none."""


@pytest.mark.parametrize(("features", "held"), HELD.items(), ids=[f"({one})" for one in HELD])
def test_a_candidate_has_what_holds(features: str, held: set[str]) -> None:
    found = list(Conjunctions(TABLE).held(set(features.split())))
    assert len(found) == len(set(found))
    assert set(found) == held


def test_candidates_together_have_what_each_alone_has() -> None:
    candidates = [features.split() for features in HELD]
    each: list[list[str]] = [[] for _ in candidates]
    for conjunction, those in Conjunctions(TABLE).held_by(candidates):
        assert those.any()
        for number in those.nonzero()[0]:
            each[number].append(conjunction)
    assert each == [list(Conjunctions(TABLE).held(set(one))) for one in candidates]
    rows = [Weight(feature, "yes", 1 / number) for number, feature in enumerate((BIAS, *TABLE), 3)]
    for decision in (Linear(rows, conjunctive=True), Linear(rows)):
        assert decision.probability_of_each(candidates) == [decision.probability(one) for one in candidates]
    assert decision.probability_of_each([]) == []


def test_a_decision_adds_what_holds_and_tells_it_as_a_reason() -> None:
    rows = [Weight(BIAS, "yes", 0.5), Weight("a", "yes", 1.0), Weight("a & not b", "yes", -4.0)]
    decision = Linear(rows, conjunctive=True)
    assert decision.probability(["a", "b"]) > 0.5 > decision.probability(["a"])
    assert decision.probabilities(["a"])["yes"] == decision.probability(["a"])
    assert decision.reasons(["a"], "yes") == [Reason("a & not b", -4.0), Reason("a", 1.0)]
    assert Linear(rows).probability(["a"]) > 0.5, "a table that is said to have none is not searched"


def _either(number: int) -> Example:
    two = [name for name, there in (("a", number % 2), ("b", number // 2 % 2)) if there]
    noise = [f"c{number % 3}", f"d{number % 5}"]
    return Example(f"d{number % 40}", (*two, *noise), frozenset({"yes"} if len(two) == 1 else ()))


EITHER = [_either(number) for number in range(600)]
"""Right is what has one of two features and not both: no sum of weights tells these apart."""


@needs_lightgbm
def test_what_no_sum_can_tell_is_learned() -> None:
    plain = Linear(fit_linear(EITHER, ["yes"], Fitting()))
    assert all(0.4 < plain.probability(one.features) < 0.6 for one in EITHER)
    rows = fit_linear(EITHER, ["yes"], Fitting(conjunctive=True))
    model = Linear(rows, conjunctive=True)
    assert all((model.probability(one.features) > 0.7) == bool(one.labels) for one in EITHER)
    assert rows == fit_linear(EITHER, ["yes"], Fitting(conjunctive=True))
    support = {row.feature: row.support for row in rows}
    assert support[f"a{AND}{NOT}b"] == 10, "documents, not examples"


@needs_lightgbm
def test_each_feature_has_one_row() -> None:
    only = [
        Example(f"d{n % 30}", ("a",) if n % 2 else (), frozenset({"yes"} if n % 6 == 1 else ())) for n in range(300)
    ]
    rows = fit_linear(only, ["yes"], Fitting(strength=0.001, conjunctive=True))
    assert len({row.feature for row in rows}) == len(rows)
    model = Linear(rows, conjunctive=True)
    assert model.probability(["a"]) == pytest.approx(1 / 3, abs=0.05), (
        "what a short path adds goes into the feature's row"
    )


@pytest.mark.thorough
@needs_lightgbm
def test_processes_that_a_process_starts_after_it_has_learned_can_learn_too() -> None:
    """Threads of a library that the parent started are not there in a forked child, which would wait for them."""
    many = EITHER * 50
    here = fit_linear(many, ["yes"], Fitting(conjunctive=True))
    with get_context("fork").Pool(1) as pool:
        there = pool.apply_async(fit_linear, (many, ["yes"], Fitting(conjunctive=True))).get(timeout=60)
    assert there == here


def test_a_machine_without_openmp_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    imported = builtins.__import__

    def without(name: str, *others: Any) -> Any:
        if name == "lightgbm":
            raise OSError("libgomp.so.1: cannot open shared object file")
        return imported(name, *others)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ValueError, match=r"^LightGBM cannot be loaded: libgomp\.so\.1: .*libgomp1$"):
        fit_linear(EITHER, ["yes"], Fitting(conjunctive=True))
