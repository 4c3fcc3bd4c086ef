"""Which of overlapping candidates stay: those whose scores have the greatest sum."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from ..model import EntityType
from .meaning import Candidate

INSIDE = {
    EntityType.POLICY_DOCUMENT: frozenset(
        {
            EntityType.AGENCY,
            EntityType.BASE_AREA,
            EntityType.REGION,
            EntityType.CITY,
            EntityType.COUNTY,
            EntityType.PROVINCE,
        }
    )
}
"""What stays a mention of its own inside another one: 国务院 in a title, but not 三明 in 三明学院."""


def settle(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The candidates that stay, in text order: of those with a score above zero the set without overlaps that scores
    most (weighted interval scheduling, Kleinberg and Tardos 2005, section 6.1). What may stand inside another one stays
    with it, and counts for it."""
    hopeful = sorted((c for c in candidates if c.score > 0), key=lambda c: (c.span.end, c.span.start, c.type))
    ends = [c.span.end for c in hopeful]
    inner = {
        place: _best(
            [
                (c, c.score)
                for c in hopeful[bisect_right(ends, holder.span.start) : bisect_right(ends, holder.span.end)]
                if c.type in kinds and holder.span.contains(c.span) and c.span != holder.span
            ]
        )
        for place, holder in enumerate(hopeful)
        if (kinds := INSIDE.get(holder.type))
    }
    weights = [(c, c.score + sum(one.score for one in inner.get(place, ()))) for place, c in enumerate(hopeful)]
    outer = _best(weights)
    held = {id(c): place for place, c in enumerate(hopeful)}
    found = [*outer, *(one for c in outer for one in inner.get(held[id(c)], ()))]
    return sorted(found, key=lambda c: (c.span.start, -c.span.end))


def _best(ordered: Sequence[tuple[Candidate, float]]) -> list[Candidate]:
    """The best set of candidates with their weights, which are sorted by where they end."""
    ends = [c.span.end for c, _ in ordered]
    best: list[float] = [0.0]
    for place, (candidate, weight) in enumerate(ordered):
        free = bisect_right(ends, candidate.span.start, 0, place)
        best.append(max(best[-1], best[free] + weight))
    chosen: list[Candidate] = []
    place = len(ordered)
    while place:
        candidate = ordered[place - 1][0]
        if best[place] > best[place - 1]:
            chosen.append(candidate)
            place = bisect_right(ends, candidate.span.start, 0, place - 1)
        else:
            place -= 1
    return chosen[::-1]
