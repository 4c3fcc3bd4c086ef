"""Leave-documents-out: nothing is read with what was fitted on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest

from duikou.extract.evaluation import crossval
from duikou.extract.evaluation.crossval import FOLDS, fold_of, leave_out
from duikou.extract.training.gold import Gold, gold_sets

from ..golds import GOLD, NAMES

FOLD = {"101-jian-dongguan-plan": 4, "shanghai-sanming": 2, "news": 0, "zunyi": 4, "ganzhou-plan": 3}
"""A fold goes by the name alone: it may not change, or old scores could not be compared."""


def test_folds_are_the_same_everywhere() -> None:
    assert {name: fold_of(name) for name in FOLD} == FOLD


def test_folds_are_of_like_size() -> None:
    counts = Counter(fold_of(f"document-{number}") for number in range(2000))
    assert set(counts) == set(range(FOLDS))
    assert min(counts.values()) > 300


@pytest.mark.parametrize("others", [False, True])
def test_no_document_is_read_with_what_was_fitted_on_it(others: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    golds = gold_sets(GOLD)
    own, strange = (golds[:4], golds[4:]) if others else (golds, [])
    monkeypatch.setattr(crossval, "fit", lambda kept, clauses: [gold.name for gold in kept])
    monkeypatch.setattr(crossval, "models_of", list)

    def read(gold: Gold, models: Sequence[str]) -> dict[str, Sequence[str]]:
        return {"fitted on": models}

    monkeypatch.setattr(crossval, "annotate", read)
    found = {gold.name: annotation["fitted on"] for gold, annotation in leave_out(own, (), strange)}
    assert sorted(found) == NAMES
    for gold in own:
        assert found[gold.name] == [one.name for one in own if fold_of(one.name) != fold_of(gold.name)]
    for gold in strange:
        assert found[gold.name] == [one.name for one in own]
