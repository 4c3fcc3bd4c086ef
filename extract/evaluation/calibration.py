"""Whether published probabilities are true: of what is said with 0.8, four in five should be right."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

BINS = 10


class Belief(NamedTuple):
    """A published probability, and whether what it is about is right."""

    probability: float
    right: bool


def calibration_error(beliefs: Iterable[Belief], bins: int = BINS) -> float:
    """Expected calibration error (Naeini, Cooper and Hauskrecht 2015): how far the mean probability and the share of
    right answers lie apart in *bins* of equal width, weighted by what falls into each; 0 where nothing is believed."""
    sums = [[0.0, 0.0] for _ in range(bins)]
    count = 0
    for probability, right in beliefs:
        each = sums[min(bins - 1, int(probability * bins))]
        each[0] += probability
        each[1] += right
        count += 1
    return sum(abs(probability - right) for probability, right in sums) / count if count else 0.0
