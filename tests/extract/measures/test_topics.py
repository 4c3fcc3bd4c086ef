"""What a clause is about: topics.toml has clauses and a topic of each. The decision is learned: most must come out."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from duikou.extract.measures.topics import ENOUGH, MOST, choose, topic_features
from duikou.extract.measures.words import ClauseWords
from duikou.extract.model import Span
from duikou.extract.models import shipped_models
from duikou.extract.text.tokens import Text
from duikou.ontology.topics import areas

CLAUSES: dict[str, str] = tomllib.loads((Path(__file__).parent / "topics.toml").read_text(encoding="utf-8"))
LEAST = 0.85
"""The share of the clauses whose topic must come out."""
CHOSEN = {
    "the likeliest, whatever it is": ({"a": 0.05, "b": 0.01}, ["a"]),
    "further ones that are likely enough": ({"a": 0.9, "b": ENOUGH, "c": ENOUGH - 0.01}, ["a", "b"]),
    "no more than so many": (dict.fromkeys("fedcba", 0.9), ["a", "b", "c"]),
    "none": ({}, []),
}


def features_of(clause: str) -> list[str]:
    text = Text(clause)
    return topic_features(text.text, ClauseWords(text, ()).of(Span(0, len(text.text))))


def test_topics_of_clauses() -> None:
    models = shipped_models().measures
    wrong = []
    for clause, topic in CLAUSES.items():
        found = choose(models.topic.probabilities(features_of(clause)))
        assert 1 <= len(found) <= MOST
        assert all(0.0 < probability < 1.0 for _, probability in found)
        if topic not in dict(found):
            wrong.append(clause)
    assert len(wrong) <= (1 - LEAST) * len(CLAUSES), wrong


@pytest.mark.parametrize(("probabilities", "topics"), CHOSEN.values(), ids=CHOSEN)
def test_choose(probabilities: dict[str, float], topics: list[str]) -> None:
    assert [topic for topic, _ in choose(probabilities)] == topics


def test_headings_cells_and_bodies_are_seen() -> None:
    text = Text("做好相关工作")
    words = ClauseWords(text, ()).of(Span(0, len(text.text)))
    found = topic_features(text.text, words, ["医疗卫生合作"], ["教育"], ["jiao-yu-ju"])
    assert {"heading=医疗", "heading cue=health", "body=jiao-yu-ju"} <= set(found)
    assert any(feature.startswith("cell cue=") for feature in found)
    assert len(found) == len(set(found))


def test_cues_are_counted_by_topic() -> None:
    found = features_of("推动三甲医院建设,加快高速公路")
    assert {"first cue=health", "strong cue=transport", "topics with cues=2"} <= {*found}


def test_every_topic_has_an_area_and_is_decided() -> None:
    assert set(shipped_models().measures.topic.labels) <= set(areas())
    assert len(set(areas().values())) > 5
