"""Examples for the decisions, from documents whose names are told."""

from __future__ import annotations

from collections import Counter

import pytest

from duikou.extract.knowledge.gazetteer import gazetteer
from duikou.extract.model import Span
from duikou.extract.pairing.candidates import PairReader
from duikou.extract.pipeline import knowledge
from duikou.extract.training.examples import (
    Examples,
    again_examples,
    claim_examples,
    clause_examples,
    match,
)
from duikou.extract.training.gold import Gold, gold_sets
from duikou.extract.training.halves import HALVES, half
from duikou.extract.training.names import chain_sentences
from duikou.extract.training.pairs import pair_examples

from ..golds import GOLD, NAMES
from ..told import linked_names, linked_places

MATCHED = {
    "the same": ([(0, 10)], [(0, 10)], {0: 0}),
    "half of both together": ([(0, 10)], [(5, 10)], {0: 0}),
    "less than half": ([(0, 10)], [(6, 10)], {}),
    "the better of two": ([(0, 8), (0, 10)], [(0, 10)], {1: 0}),
    "each once": ([(0, 10)], [(0, 10), (0, 9)], {0: 0}),
}
"""Spans found and annotated, and which found one is which annotated one."""


@pytest.fixture(scope="module")
def golds() -> dict[str, Gold]:
    return {gold.name: gold for gold in gold_sets(GOLD)}


@pytest.mark.parametrize(("found", "gold", "pairs"), MATCHED.values(), ids=MATCHED)
def test_match(found: list[tuple[int, int]], gold: list[tuple[int, int]], pairs: dict[int, int]) -> None:
    annotated = [(Span(*span), {"number": number}) for number, span in enumerate(gold)]
    result = match([Span(*span) for span in found], annotated)
    assert {at: item["number"] for at, item in result.items()} == pairs


def test_clauses_and_their_labels(golds: dict[str, Gold]) -> None:
    gold, into = golds["ganzhou-plan"], Examples()
    clause_examples(gold, linked_places(gold.text.text), into)
    by = into.by_decision
    assert Counter(bool(one.labels) for one in by["measure"])[True] == 4
    assert [next(iter(one.labels)) for one in by["commitment"]] == ["require", "support", "encourage", "explore"]
    assert [sorted(one.labels) for one in by["topic"]][2] == ["basic-education"]
    assert [bool(one.labels) for one in by["target"]].count(True) == 1
    assert {one.document for examples in by.values() for one in examples} == {"ganzhou-plan"}


def test_clauses_again_as_the_other_half_weighs_them(golds: dict[str, Gold]) -> None:
    into = Examples()
    for gold in golds.values():
        clause_examples(gold, linked_places(gold.text.text), into)
    again_examples(into)
    by = into.by_decision
    assert Counter(one.document for one in by["measure-again"]) == Counter(one.document for one in by["measure"])
    labels = {name: [one.labels for one in by["measure"] if one.document == name] for name in golds}
    assert {name: [one.labels for one in by["measure-again"] if one.document == name] for name in golds} == labels
    assert all(one.features[0].startswith("alone=") for one in by["measure-again"])


def test_bodies_and_their_roles(golds: dict[str, Gold]) -> None:
    gold, into = golds["ganzhou-plan"], Examples()
    bodies = [entity["surface"] for entity in gold.annotation["entities"] if entity["type"] == "Agency"]
    claim_examples(gold, linked_names(gold.text.text, {"Agency": bodies}), into)
    right = [one for one in into.by_decision["claim"] if one.labels]
    assert len(right) == len(into.by_decision["role"]) >= 5
    assert 0 < len(right) < len(into.by_decision["claim"])
    roles = {next(iter(one.labels)) for one in into.by_decision["role"]}
    assert roles == {"lead", "supporting", "responsible"}


def test_pairs_and_how_it_stands_with_them(golds: dict[str, Gold]) -> None:
    gold, into = golds["zunyi"], Examples()
    text = gold.text.text
    candidates = list(PairReader(text, gold.outline, linked_places(text), gazetteer()).candidates())
    pair_examples(gold, candidates, into)
    statuses = {next(iter(one.labels)) for one in into.by_decision["status"]}
    assert statuses == {"in-force", "ended", "proposed", "denied", "none"}
    assert len(into.by_decision["pair"]) == len(candidates)
    in_force = [one for one in into.by_decision["pair"] if one.labels]
    assert len(into.by_decision["direction"]) == len(in_force) > 0


def test_labels_of_a_chain(golds: dict[str, Gold]) -> None:
    labels = Counter(
        label for _, rows, own in chain_sentences(golds["ganzhou-plan"], knowledge()) for label in own if len(rows) > 0
    )
    assert labels["B-City"] > 0 and labels["B-Agency"] > 0
    assert set(labels) <= {"O", "B-City", "I-City", "B-Agency", "I-Agency"}


def test_halves_are_the_same_everywhere() -> None:
    found = {name: half(name) for name in NAMES}
    assert {"ganzhou-plan": 0, "zunyi": 1, "huanggang": 1}.items() <= found.items()
    assert set(found.values()) == set(range(HALVES))
