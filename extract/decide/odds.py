"""Probabilities and their odds."""

from __future__ import annotations

import math

SURE = 40.0
"""Log-odds beyond this are told as this: the probability is 0 or 1 as far as a float can tell."""


def logistic(score: float) -> float:
    """The probability whose natural logarithm of odds is *score*."""
    return 1.0 / (1.0 + math.exp(-max(-SURE, min(SURE, score))))


def log_odds(probability: float) -> float:
    """The inverse of :func:`logistic`; of 0 and 1 the surest that it tells."""
    if not 0.0 < probability < 1.0:
        return SURE if probability >= 1.0 else -SURE
    return math.log(probability / (1.0 - probability))
