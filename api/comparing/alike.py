"""Which measures of two lists say nearly the same: cosine of weighed character n-grams (TF-IDF)."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

SIZES = (2, 3)
"""Characters of an n-gram."""
LIKE = 0.12
"""From this cosine on two measures stand beside each other; it was set by reading pairs of the shipped plans."""
_OTHER = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Match:
    """Two texts by their places in their lists, and their cosine, from 0 to 1, in hundredths."""

    left: int
    right: int
    score: float


@lru_cache(maxsize=4096)
def grams(text: str) -> Mapping[str, int]:
    """The n-grams of a text with their counts; marks and white space play no part."""
    plain = _OTHER.sub("", text)
    return Counter(plain[at : at + size] for size in SIZES for at in range(len(plain) - size + 1))


def cosines(left: Sequence[str], right: Sequence[str]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """The cosine of every text of *left* (rows) with every one of *right* (columns).

    A count c weighs 1 + ln c, an n-gram in d of n texts ln(1 + n / d); one in more than half of a list weighs nothing:
    names of the two sides, 合作.
    """
    counted = [[grams(text) for text in texts] for texts in (left, right)]
    total = len(left) + len(right)
    spread = Counter(gram for texts in counted for each in texts for gram in each)
    common = {
        gram
        for texts in counted
        for gram, count in Counter(gram for each in texts for gram in each).items()
        if 2 * count > len(texts) >= 4
    }
    rare = {gram: math.log(1 + total / count) for gram, count in spread.items() if gram not in common}
    found = np.zeros((len(left), len(right)))
    places: list[dict[str, list[tuple[int, float]]]] = []
    for texts in counted:
        listed: dict[str, list[tuple[int, float]]] = {}
        for place, each in enumerate(texts):
            weights = {gram: (1 + math.log(count)) * rare[gram] for gram, count in each.items() if gram in rare}
            length = math.sqrt(math.fsum(weight * weight for weight in weights.values()))
            for gram, weight in weights.items():
                listed.setdefault(gram, []).append((place, weight / length))
        places.append(listed)
    for gram in sorted(places[0].keys() & places[1].keys()):  # one order, so that sums are the same to the last bit
        rows, columns = (list(zip(*listed[gram], strict=True)) for listed in places)
        found[np.ix_(rows[0], columns[0])] += np.outer(rows[1], columns[1])
    return found


def matches(left: Sequence[str], right: Sequence[str]) -> list[Match]:
    """The like pairs, each text in one at most: the most alike first, of equal ones those that stand first."""
    if not left or not right:
        return []
    scores = np.round(cosines(left, right), 2)
    candidates = np.argwhere(scores >= LIKE)
    ordered = sorted(candidates.tolist(), key=lambda pair: (-scores[pair[0], pair[1]], pair))
    rows: set[int] = set()
    columns: set[int] = set()
    found = []
    for row, column in ordered:
        if row not in rows and column not in columns:
            rows.add(row)
            columns.add(column)
            found.append(Match(row, column, float(scores[row, column])))
    return found
