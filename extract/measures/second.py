"""The second look at the clauses of a document: how likely the others are tells of each one, as measures seldom stand
alone and a page that commits nobody has none."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from statistics import fmean

from ..proposed import PROPOSED

OWN = (0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98)
OTHERS = (0.1, 0.3, 0.5, 0.7, 0.9)
MEAN = (0.05, 0.1, 0.2, 0.3, 0.45, 0.6, 0.8)
"""The limits of the steps in which probabilities are told."""
KEPT = ("unit", "brief run-in", "document=", "place=")
"""What of its own features a clause shows again."""
AROUND = 5
"""Clauses to either side that are around one."""


def second_features(
    first: Sequence[float], features: Sequence[Sequence[str]], proposed: Container[int] = ()
) -> list[list[str]]:
    """The features of each clause in the light of the *first* probabilities of all; its own *features* stand beside
    them. *proposed* are the numbers of the clauses that a large model takes for measures: what it says of one clause is
    no sign of another, so the first look does not hear of it."""
    if not first:
        return []
    whole, most = f"all={_step(fmean(first), MEAN)}", f"most={_step(max(first), OTHERS)}"
    return [
        [
            *_seen(first, number, whole, most),
            *(one for one in features[number] if one.startswith(KEPT)),
            *([PROPOSED] if number in proposed else []),
        ]
        for number in range(len(first))
    ]


def _seen(first: Sequence[float], number: int, whole: str, most: str) -> Iterator[str]:
    own = f"alone={_step(first[number], OWN)}"
    yield from (own, whole, most, f"{own}, {whole}", f"{own}, {most}")
    yield from (f"alone>={limit}" for limit in OWN if first[number] >= limit)
    for side in (-2, -1, 1, 2):
        other = number + side
        yield f"{side:+d}={_step(first[other], OTHERS) if 0 <= other < len(first) else 'edge'}"
    around = first[max(0, number - AROUND) : number + AROUND + 1]
    yield f"around={_step(fmean(around), MEAN)}"


def _step(probability: float, limits: Sequence[float]) -> str:
    """The highest of *limits* that *probability* reaches, 0 below the lowest."""
    return str(max((limit for limit in limits if probability >= limit), default=0))
