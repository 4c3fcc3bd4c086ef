"""The nearest of many texts by the characters that they share: how reworded things are known again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import pairwise

THRESHOLD = 0.5
"""The least similarity of two wordings of one thing. Measures of one shipped document that are not one task in other
words reach 0.36; a few words put in or taken out leave 0.7 and more."""

_SHORTEST = 4
"""Fewer pairs of characters say too little."""
_COMMON = 50
"""A pair of characters that more texts than this share singles none of them out."""
_LOOKED_AT = 8
"""How many candidates are compared in full."""


def bigrams(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters of a text."""
    return frozenset(one + other for one, other in pairwise(text))


def similarity(one: frozenset[str], other: frozenset[str]) -> float:
    """Dice's coefficient of two sets of bigrams: 0 to 1."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def nearest(texts: Mapping[str, str], among: Mapping[str, str]) -> dict[str, str]:
    """For each key of *texts* the key of the nearest text *among* others; keys without a near one are left out.

    The cost is that of the texts, not of their pairs.
    """
    grams = {key: bigrams(text) for key, text in sorted(among.items())}
    holders: dict[str, list[str]] = {}
    for key, own in grams.items():
        for gram in own:
            holders.setdefault(gram, []).append(key)
    found = {}
    for key, text in texts.items():
        own = bigrams(text)
        if len(own) < _SHORTEST:
            continue
        shared = Counter(other for gram in own if len(who := holders.get(gram, ())) <= _COMMON for other in who)
        likely = sorted(shared, key=lambda other: (-shared[other], other))[:_LOOKED_AT]
        best = max(likely, key=lambda other: similarity(own, grams[other]), default=None)
        if best is not None and similarity(own, grams[best]) >= THRESHOLD:
            found[key] = best
    return found
