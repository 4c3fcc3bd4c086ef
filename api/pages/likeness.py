"""How alike two measures are: by the topics that they share, and by the pairs of characters."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

TOPICS = 0.4
"""What topics weigh; the characters weigh the rest."""
LIKE = 0.3
"""From this likeness on a measure is an answer to another."""
LEAST = 0.05
"""So much of the characters must be shared: a common topic alone is no answer."""
_OTHER = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Traits:
    """What of a measure is compared."""

    topics: frozenset[str]
    pairs: frozenset[str]


@dataclass(frozen=True, slots=True)
class Likest(Generic[T]):
    """The most alike of several things, and how alike it is, from 0 to 1."""

    thing: T
    score: float


def traits(text: str, topics: Iterable[str]) -> Traits:
    """The traits of a measure with this *text*; marks and white space play no part."""
    plain = _OTHER.sub("", text)
    return Traits(frozenset(topics), frozenset(plain[at : at + 2] for at in range(len(plain) - 1)))


def likeness(one: Traits, other: Traits) -> float:
    """From 0, nothing shared, to 1, the same: shared topics of all (Jaccard), shared pairs of characters (Dice)."""
    topics = len(one.topics & other.topics) / max(1, len(one.topics | other.topics))
    return TOPICS * topics + (1 - TOPICS) * _shared(one, other)


def _shared(one: Traits, other: Traits) -> float:
    return 2 * len(one.pairs & other.pairs) / max(1, len(one.pairs) + len(other.pairs))


def likest(one: Traits, others: Sequence[tuple[T, Traits]]) -> Likest[T] | None:
    """The first of the most alike of *others*, or None where none is alike enough."""
    best: Likest[T] | None = None
    for thing, known in others:
        score = likeness(one, known)
        if score >= LIKE and _shared(one, known) >= LEAST and (best is None or score > best.score):
            best = Likest(thing, score)
    return best


def without_common(found: Sequence[Traits]) -> list[Traits]:
    """The traits without the pairs of characters that more than half of them have: names of the two sides, 合作."""
    counts = Counter(pair for one in found for pair in one.pairs)
    common = {pair for pair, count in counts.items() if 2 * count > len(found) >= 4}
    return [Traits(one.topics, one.pairs - common) for one in found]
