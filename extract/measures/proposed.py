"""What a large model says of clauses, as features beside those that are seen in the text."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from ..model import Span
from ..proposed import PROPOSED, ProposedMeasure
from .clauses import Clause

ALIKE = 0.5
"""The share of their common stretch (intersection over union) from which words are those of a clause, as in scoring."""


def proposed_clauses(clauses: Sequence[Clause], proposed: Sequence[ProposedMeasure]) -> dict[int, ProposedMeasure]:
    """By the number of a clause, in text order, what is *proposed* of its words: the proposal that agrees best."""
    found: dict[int, tuple[float, ProposedMeasure]] = {}
    starts = [clause.span.start for clause in clauses]
    for one in sorted(proposed):
        first = max(0, bisect_right(starts, one.span.start) - 1)
        for number in range(first, bisect_left(starts, one.span.end)):
            share = _shared(clauses[number].span, one.span)
            if share >= ALIKE and share > found.get(number, (0.0, one))[0]:
                found[number] = share, one
    return {number: one for number, (_, one) in found.items()}


def commitment_proposed(one: ProposedMeasure | None) -> Iterator[str]:
    """The feature by which the level that is proposed is weighed."""
    if one:
        yield f"{PROPOSED}={one.commitment}"


def topics_proposed(one: ProposedMeasure | None) -> Iterator[str]:
    """The features by which the topics that are proposed are weighed."""
    for topic in one.topics if one else ():
        yield f"{PROPOSED}={topic}"


def _shared(one: Span, other: Span) -> float:
    common = min(one.end, other.end) - max(one.start, other.start)
    return max(0, common) / (max(one.end, other.end) - min(one.start, other.start))
