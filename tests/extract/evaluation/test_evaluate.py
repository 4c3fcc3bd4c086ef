"""An evaluation as a whole, by set and by kind; and what the shipped model makes of the documents beside it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from duikou.extract.evaluation.evaluate import Evaluation, checked, read_with
from duikou.extract.models import shipped_models
from duikou.extract.training.gold import Gold, gold_sets

from ..golds import GOLD, NAMES


@pytest.fixture(scope="module")
def golds() -> list[Gold]:
    return gold_sets(GOLD)


@pytest.fixture(scope="module")
def result(golds: list[Gold]) -> Evaluation:
    found = Evaluation()
    for gold, annotation in read_with(golds, shipped_models()):
        found.add(gold, annotation)
    return found


def test_parts_add_up_to_the_whole(result: Evaluation) -> None:
    assert sorted(result.whole.documents) == NAMES
    for parts in (result.by_kind, result.by_set):
        for kind, score in result.whole.fields.items():
            scores = [part.fields[kind] for part in parts.values() if kind in part.fields]
            assert sum(one.right for one in scores) == score.right
            assert sum(one.missed for one in scores) == score.missed
    assert set(result.parts) == {"official", "other", "set gold"}


def test_the_evaluation_is_json(result: Evaluation) -> None:
    value = json.loads(json.dumps(result.as_json(), ensure_ascii=False))
    assert sorted(value["documents"]) == NAMES
    assert value["by_kind"]["other"]["documents"] == 4
    assert {"precision", "recall", "f1", "right", "false", "missed"} == set(value["scores"]["measures"])
    assert len(value["findings"]) == len(result.whole.findings)


LEAST = {"measures": 0.8, "pairs": 0.7, "responsibility": 0.6, "commitment": 0.7, "targets": 0.6, "entities": 0.5}


@pytest.mark.parametrize("kind", LEAST)
def test_the_shipped_model_on_simple_documents(kind: str, result: Evaluation) -> None:
    assert result.whole.score(kind).f1 >= LEAST[kind], [one for one in result.whole.findings if one.kind == kind]


def test_processes_change_nothing(golds: list[Gold], result: Evaluation) -> None:
    again = Evaluation()
    for gold, annotation in read_with(golds, shipped_models(), jobs=2):
        again.add(gold, annotation)
    assert again.as_json() == result.as_json()


@pytest.mark.parametrize("part", ["document", "entities", "measures", "noise"])
def test_an_annotation_that_lacks_a_part_is_named(part: str, golds: list[Gold]) -> None:
    lacking = {name: value for name, value in golds[0].annotation.items() if name != part}
    with pytest.raises(ValueError, match=f"{golds[0].name}: no annotation: {part} is missing"):
        checked([replace(golds[0], annotation=lacking)])
