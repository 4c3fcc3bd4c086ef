"""Learning weights from examples: the same examples give the same weights, and these say what the examples say."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from duikou.extract.decide.fit import SMALLEST, Example, Fitting, fit_linear, support
from duikou.extract.decide.linear import Linear
from duikou.extract.decide.weights import BIAS


def examples(*rows: tuple[str, str, str]) -> list[Example]:
    """(document, features, labels), each with spaces between."""
    return [Example(document, tuple(f.split()), frozenset(labels.split())) for document, f, labels in rows]


MEASURES = examples(
    *((f"d{n}", "modal verb", "yes") for n in range(6)),
    *((f"d{n}", "told verb", "") for n in range(6)),
    ("d9", "modal rare", "yes"),
)
LEVELS = examples(
    *((f"d{n}", "推动", "require") for n in range(4)),
    *((f"d{n}", "鼓励", "encourage") for n in range(4)),
    *((f"d{n}", "探索", "explore") for n in range(4)),
)


def test_support_counts_documents() -> None:
    assert support(examples(("a", "x y", ""), ("a", "x", "yes"), ("b", "x", ""))) == {"x": 2, "y": 1}


def test_what_the_examples_say_is_learned() -> None:
    rows = fit_linear(MEASURES, ["yes"], Fitting(strength=1.0))
    model = Linear(rows)
    assert model.probability(["modal", "verb"]) > 0.5 > model.probability(["told", "verb"])
    weights = {row.feature: row for row in rows}
    assert "rare" not in weights, "seen in one document only"
    assert weights["modal"].support == 7
    assert weights[BIAS].support == 7
    assert all(abs(row.weight) >= SMALLEST for row in rows if row.feature != BIAS)


@pytest.mark.parametrize("labels", [("require", "encourage", "explore"), ("require", "encourage")])
def test_one_of_several(labels: tuple[str, ...]) -> None:
    kept = [example for example in LEVELS if example.labels <= set(labels)]
    model = Linear(fit_linear(kept, labels, Fitting(strength=1.0), exclusive=True), exclusive=True)
    for verb, level in (("推动", "require"), ("鼓励", "encourage")):
        found = model.probabilities([verb])
        assert max(found, key=lambda label: found[label]) == level
        assert sum(found.values()) == pytest.approx(1.0)


def test_a_label_that_is_always_or_never_right_is_not_learned() -> None:
    rows = fit_linear(examples(("a", "x", "yes"), ("b", "x", "yes")), ["yes", "no"], Fitting())
    assert rows == []


def test_the_same_examples_give_the_same_weights() -> None:
    assert fit_linear(MEASURES, ["yes"], Fitting(strength=1.0)) == fit_linear(MEASURES, ["yes"], Fitting(strength=1.0))
    assert fit_linear(LEVELS, ["require", "encourage", "explore"], Fitting(), exclusive=True) == fit_linear(
        LEVELS, ["require", "encourage", "explore"], Fitting(), exclusive=True
    )


def test_a_label_that_nobody_has(known_to_fail: Callable[[str, str], None]) -> None:
    """A small collection need not hold every level, role and status."""
    known_to_fail("fit", "a label that nobody has")
    labels = ("require", "support", "encourage", "explore")
    found = Linear(fit_linear(LEVELS, labels, Fitting(), exclusive=True), exclusive=True).probabilities(["探索"])
    assert max(found, key=lambda label: found[label]) == "explore"
