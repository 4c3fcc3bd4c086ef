"""The second look at the topics of a clause: which of those that its words speak for are its topics, by how likely each
of them is beside the others. The first look weighs every topic for itself, and does not see that one is told already by
another, or that two go together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import floor

from ..decide.linear import Linear
from ..decide.odds import log_odds

CANDIDATES = 6
"""The most topics of a clause that are looked at again."""
LEAST = 0.03
"""The probability at the first look below which only the likeliest topic is looked at again."""
CUES = ("strong cue", "weak cue", "first cue", "most cues", "heading cue", "cell cue")
"""The features of the first look that name a topic, by what stands before it."""
LOWEST, HIGHEST = -5, 4
"""The log-odds beyond which steps are told as these."""
WIDEST = 10
"""Steps of two thirds between the log-odds of the likeliest topic and another beyond which they are told as this."""


def candidate_topics(first: Mapping[str, float]) -> list[str]:
    """The topics that are looked at again, the likeliest at the *first* look in front."""
    ranked = sorted(first, key=lambda topic: (-first[topic], topic))[:CANDIDATES]
    return [topic for place, topic in enumerate(ranked) if not place or first[topic] >= LEAST]


def topic_features_again(first: Mapping[str, float], features: Sequence[str]) -> dict[str, list[str]]:
    """The features of each candidate in the light of the *first* probabilities of all topics; *features* are those of
    the clause at the first look."""
    candidates, known = candidate_topics(first), frozenset(features)
    return {topic: list(_seen(first, candidates, place, known)) for place, topic in enumerate(candidates)}


def weigh_topics(features: Sequence[str], first: Linear, second: Linear) -> dict[str, float]:
    """How probable each candidate is."""
    again = topic_features_again(first.probabilities(features), features)
    return {topic: second.probability(seen) for topic, seen in again.items()}


def _seen(first: Mapping[str, float], candidates: Sequence[str], place: int, known: frozenset[str]) -> Iterator[str]:
    topic = candidates[place]
    odds = log_odds(first[topic])
    yield f"half odds={_step(2 * odds, 2 * LOWEST, 2 * HIGHEST)}"
    yield f"rank={place}"
    yield f"rank={place}, odds={_step(odds, LOWEST, HIGHEST)}"
    yield f"behind={_step(1.5 * (log_odds(first[candidates[0]]) - odds), 0, WIDEST)}"
    yield f"topic={topic}"
    yield from (f"after={other}|{topic}" for other in candidates[:place])
    if not place:
        yield f"likeliest={topic}"
    yield from (cue for cue in CUES if f"{cue}={topic}" in known)


def _step(value: float, least: int, most: int) -> int:
    return max(least, min(most, floor(value)))
