"""Networks are learned from examples: what belongs to which label, and nothing of what says nothing."""

from __future__ import annotations

import pytest

from duikou.extract.decide.fit import Example
from duikou.extract.decide.fit_network import NetworkFitting, fit_network
from duikou.extract.decide.network import Network
from duikou.extract.decide.weights import BIAS

pytest.importorskip("sklearn")

SMALL = NetworkFitting(units=8, steps=300, batch=16, least=2)
LABELS = ("health", "transport", "unused")
WORDS = {"health": ("医院", "医生", "诊疗"), "transport": ("公路", "铁路", "机场")}


def examples() -> list[Example]:
    """Of each topic every two of its words, beside a word that says nothing; one word stands in one document only."""
    found = []
    for topic, words in WORDS.items():
        for number, word in enumerate(words * 4):
            other = words[(number + 1) % len(words)]
            found.append(Example(f"{topic}-{number}", (word, other, "建设"), frozenset({topic})))
    return [*found, Example("odd", ("独", "建设"), frozenset())]


def test_what_was_learned_is_told() -> None:
    network = Network(*fit_network(examples(), LABELS, SMALL))
    for topic, words in WORDS.items():
        for word in words:
            found = network.probabilities([word])
            assert max(found, key=lambda one: found[one]) == topic
            assert found[topic] > 0.5
            reasons = network.reasons([word, "建设"], topic)
            assert reasons[0].feature == word


def test_labels_and_features_that_are_too_few_are_left_out() -> None:
    rows, units = fit_network(examples(), LABELS, SMALL)
    assert {row.label for row in rows} == {"health", "transport"}
    assert "独" not in units.features and BIAS in units.features
    assert units.supports[units.features.place("建设") or 0] == 25


def test_the_same_examples_give_the_same_tables() -> None:
    (rows, units), (again, others) = (fit_network(examples(), LABELS, SMALL) for _ in range(2))
    assert rows == again
    assert units.weights.tobytes() == others.weights.tobytes()


@pytest.mark.parametrize("given", [[], [Example("one", ("医院",), frozenset())]], ids=["no example", "no label"])
def test_of_nothing_nothing_is_learned(given: list[Example]) -> None:
    network = Network(*fit_network(given, LABELS, SMALL))
    assert network.probabilities(["医院"]) == {}
