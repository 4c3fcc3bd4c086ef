"""What knowledge is worth: votes of features that are few enough to reckon by hand, lists on made-up documents."""

from __future__ import annotations

import math
from itertools import islice

import numpy as np
import pytest

from duikou.extract.decide.weights import BIAS, Weight, read_weights, read_wide, shipped_table
from duikou.extract.evaluation.coverage import IMPOSSIBLE, Votes, families, family_of, feature_votes, neighbours
from duikou.extract.evaluation.lists import endings, lists, word_lists
from duikou.extract.models import DECISIONS, UNITS, models_of
from duikou.extract.training.gold import Gold, gold_sets

from ..golds import GOLD

TABLE = [
    Weight(BIAS, "yes", 0.0),
    Weight("helps", "yes", 2.0),
    Weight("misleads", "yes", 2.0),
    Weight("never seen", "yes", 2.0),
]
EXAMPLES = [(["helps"], ["yes"]), (["misleads"], []), ([], ["yes"]), ([], [])]
FAMILIES = {
    "opens=推动": "opens",
    "modal": "modal",
    "-1 same: opens=推动": "beside: opens",
    "+1:word=县": "beside: word",
    "Agency: last=局": "of a kind: last",
    "plan: modal": "of a kind: modal",
}


@pytest.fixture(scope="module")
def golds() -> list[Gold]:
    return gold_sets(GOLD)


@pytest.fixture
def votes() -> Votes:
    found = Votes(TABLE, exclusive=False)
    found.count(0, EXAMPLES[:2])
    found.count(1, EXAMPLES[2:])
    return found


def loss(score: float, right: bool) -> float:
    return math.log1p(math.exp(-score if right else score))


def test_what_a_feature_is_worth(votes: Votes) -> None:
    """Its value is by how much the mean loss grows without what it tells apart: its weight less its mean."""
    said = {name: votes.said([votes.number[name]]) for name in ("helps", "misleads")}
    assert (said["helps"].fires, said["helps"].documents) == (1, 1)
    assert (said["helps"].agrees, said["helps"].conflicts) == (1, 0)
    assert (said["misleads"].agrees, said["misleads"].conflicts) == (0, 1)
    with_, without = [2.0, 2.0, 0.0, 0.0], [0.5, 2.5, 0.5, 0.5]
    rights = [True, False, True, False]
    growth = [loss(less, right) - loss(more, right) for more, less, right in zip(with_, without, rights, strict=True)]
    assert said["helps"].worth == pytest.approx(sum(growth) / 4, abs=1e-4)
    assert said["helps"].worth > 0 > said["misleads"].worth


def test_what_never_fires_says_nothing(votes: Votes) -> None:
    said = votes.said([votes.number["never seen"]])
    assert (said.fires, said.documents, said.worth) == (0, 0, 0.0)
    (found,) = (one for one in families({"measure": votes}) if one.never)
    assert found.never == ("never seen",)


@pytest.mark.parametrize(("feature", "family"), FAMILIES.items())
def test_families(feature: str, family: str) -> None:
    assert family_of(feature) == family


def test_neighbours_speak_for_a_label() -> None:
    labels = ("O", "B-City", "I-City")
    found = neighbours(["O", "B-City"], labels, {("O", "O"): 1.0, ("O", "B-City"): 0.5, ("B-City", "I-City"): 2.0})
    assert found.tolist() == [[0.5, 0.0, 0.0], [1.0, 0.5, IMPOSSIBLE]]


def test_the_least_useful_stands_first(votes: Votes) -> None:
    ranked = sorted(families({"measure": votes}), key=lambda one: one.use)
    assert [one.name.removeprefix("measure: ") for one in ranked] == ["never seen", "misleads", "helps"]


# --- the shipped lists ------------------------------------------------------------------------------------------------


def test_word_lists_hold_words_and_patterns_and_no_settings() -> None:
    found = {one.name: one.entries for one in word_lists()}
    assert {"到(20[0-9]{2})年"}.isdisjoint(found)
    assert "支持" in found["commitment.support"]
    assert "topics.health" in found
    assert all(entries and len(entries) == len(set(entries)) for entries in found.values())


def test_lists_are_counted_in_the_texts(golds: list[Gold]) -> None:
    found = {one.name: one for one in lists(golds, {})}
    support = found["commitment.support"]
    texts = [gold.clean.source.text for gold in golds]
    assert support.fires >= sum(text.count("支持") for text in texts) > 0
    assert support.documents == sum("支持" in text for text in texts)
    assert "支持" not in support.never
    assert set(found["commitment.explore"].never) < {*found["commitment.explore"].never, "探索"}


def test_endings_agree_where_a_name_ends(golds: list[Gold]) -> None:
    for one in endings(golds):
        assert one.agrees is not None and one.conflicts is not None
        assert one.agrees + one.conflicts == one.fires
        assert (one.fires == 0) == (one.documents == 0)
        assert len(one.never) <= one.entries
    assert sum(one.fires for one in endings(golds)) > 0


@pytest.mark.thorough
def test_every_decision_is_asked(golds: list[Gold]) -> None:
    """With the shipped tables, but for those of hundreds of thousands of rows."""
    tables = {name: list(read_weights(shipped_table(name))) for name in DECISIONS if name != "status"}
    tables["status"] = list(islice(read_weights(shipped_table("status")), 3000))
    units = read_wide(shipped_table(UNITS))
    votes = feature_votes(golds, models_of({**tables, UNITS: units}), tables, units)
    found = list(families(votes))
    assert {one.name.partition(":")[0] for one in found if one.fires} == set(DECISIONS)
    assert all(np.isfinite(one.worth or 0.0) for one in found)
