"""The second look at topics: which of the likely ones are seen again, and in what light."""

from __future__ import annotations

import pytest

from duikou.extract.decide.linear import Linear
from duikou.extract.decide.weights import BIAS, Weight
from duikou.extract.measures.second_topics import (
    CANDIDATES,
    LEAST,
    candidate_topics,
    topic_features_again,
    weigh_topics,
)

LIKELY = {
    "the likeliest, whatever it is": ({"a": 0.001, "b": 0.0005}, ["a"]),
    "others that are likely enough": ({"a": LEAST, "b": 0.5, "c": LEAST - 0.001}, ["b", "a"]),
    "the first by name of those alike": ({"b": 0.5, "a": 0.5}, ["a", "b"]),
    "no more than so many": (dict.fromkeys("hgfedcba", 0.9), list("abcdefgh")[:CANDIDATES]),
    "none": ({}, []),
}


@pytest.mark.parametrize(("first", "topics"), LIKELY.values(), ids=LIKELY)
def test_candidates(first: dict[str, float], topics: list[str]) -> None:
    assert candidate_topics(first) == topics


def test_a_topic_is_seen_beside_the_likelier_ones() -> None:
    seen = topic_features_again({"a": 0.9, "b": 0.4, "c": 0.2}, ["strong cue=b", "word=x"])
    assert {"rank=0", "likeliest=a", "behind=0"} <= {*seen["a"]}
    assert {"rank=1", "after=a|b", "strong cue"} <= {*seen["b"]}
    assert {"rank=2", "after=a|c", "after=b|c"} <= {*seen["c"]}
    assert "strong cue" not in seen["a"] and "word=x" not in seen["b"]


def test_what_one_topic_tells_already_is_not_told_by_another() -> None:
    first = Linear([Weight(BIAS, "a", 1.0), Weight(BIAS, "b", 0.5)])
    second = Linear([Weight("likeliest=a", "yes", 2.0), Weight("after=a|b", "yes", -3.0)])
    found = weigh_topics([], first, second)
    assert found["a"] > 0.8 and found["b"] < 0.1
