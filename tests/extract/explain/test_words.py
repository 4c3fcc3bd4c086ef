"""Features in words, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from duikou.extract.decide.weights import read_table, shipped_table
from duikou.extract.explain.words import LANGUAGES, phrases, topic_names
from duikou.extract.models import UNITS

from ...thorough import thorough

LEAST = 0.98
"""The share of a table's features that have words."""
LARGE = "topic"
"""Its features are of few families, by the hundred thousand."""
SAID = [
    ("measure", "bias", "where every candidate starts"),
    ("measure", "opens=支持", "opens with “支持”"),
    ("commitment", "word=支持", "has “支持”"),
    ("topic", "pair=园区", "has “园区”"),
]
"""A decision, a feature of it, and its English words."""
NAME_ONLY = "nothing like any feature"


@pytest.mark.parametrize(("decision", "feature", "words"), SAID, ids=[f"{one[0]} {one[1]}" for one in SAID])
def test_words(decision: str, feature: str, words: str) -> None:
    assert phrases("en").describe(decision, feature) == words
    assert re.search("[\u4e00-\u9fff]", phrases("zh").describe(decision, feature) or "")


def test_what_has_no_words_is_none() -> None:
    assert phrases("en").describe("measure", NAME_ONLY) is None
    assert phrases("en").describe("measure", f"{NAME_ONLY}=x") is None


@cache
def features_of(decision: str) -> frozenset[str]:
    table = shipped_table(UNITS if decision == "topic" else decision)
    return frozenset(read_table(table).features)


def _by_turn() -> Iterator[Any]:
    """Each decision in one language, by turn; a thorough run has it in both."""
    for number, decision in enumerate(sorted(set(phrases("zh").groups) - {LARGE})):
        for turn, language in enumerate(LANGUAGES):
            made = pytest.param if turn == number % len(LANGUAGES) else thorough
            yield made(decision, language, id=f"{decision}-{language}")


@pytest.mark.parametrize(("decision", "language"), _by_turn())
def test_features_of_the_shipped_tables_have_words(decision: str, language: str) -> None:
    features = features_of(decision)
    known = phrases(language)
    silent = sorted(feature for feature in features if known.describe(decision, feature) is None)
    assert len(silent) <= (1 - LEAST) * len(features), silent[:20]


def test_topics_have_names() -> None:
    names = [topic_names(language) for language in LANGUAGES]
    assert names[0].keys() == names[1].keys()
    assert names[0]["health"] != names[1]["health"]
