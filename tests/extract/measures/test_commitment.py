"""How strongly a clause commits: commitment.toml has clauses by level. The decision is learned: most must come out."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from duikou.extract.measures.commitment import commitment_features, verb_levels
from duikou.extract.measures.words import ClauseWords, Word
from duikou.extract.model import LEVELS, Span
from duikou.extract.models import shipped_models
from duikou.extract.text.tokens import Text

CLAUSES: dict[str, list[str]] = tomllib.loads((Path(__file__).parent / "commitment.toml").read_text(encoding="utf-8"))
LEAST = 0.75
"""The share of the clauses whose level must come out."""
SEEN = {
    "no verb of a list": ("加强合作", ["first=none", "part 0 opens=加强"]),
    "the first verb": (
        "支持建设园区,鼓励投资",
        ["first=support", "first word=支持", "any=encourage", "support after=start"],
    ),
    "behind another verb": (
        "加强合作,支持建设",
        ["first=support", "first=support, part 1, word 0", "support, verbs before=2"],
    ),
}
"""A clause and features that it has."""


def words_of(clause: str) -> list[Word]:
    text = Text(clause)
    return ClauseWords(text, ()).of(Span(0, len(text.text)))


def test_levels_of_clauses() -> None:
    model = shipped_models().measures.commitment
    wrong = []
    for level, clauses in CLAUSES.items():
        for clause in clauses:
            found = model.probabilities(commitment_features(words_of(clause)))
            assert set(found) == set(LEVELS)
            assert sum(found.values()) == pytest.approx(1.0)
            if max(found, key=lambda one: found[one]) != level:
                wrong.append(clause)
    assert len(wrong) <= (1 - LEAST) * sum(map(len, CLAUSES.values())), wrong


@pytest.mark.parametrize(("clause", "features"), SEEN.values(), ids=SEEN)
def test_what_is_seen(clause: str, features: list[str]) -> None:
    found = commitment_features(words_of(clause))
    assert [feature for feature in features if feature not in found] == []
    assert len(found) == len(set(found))


def test_verbs_have_one_level_each() -> None:
    assert {verb_levels()[verb] for verb in ("支持", "鼓励", "探索")} == {"support", "encourage", "explore"}
    assert set(verb_levels().values()) <= set(LEVELS)
