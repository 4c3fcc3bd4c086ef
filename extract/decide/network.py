"""Decisions by a network with one layer of hidden units: what features mean together for many labels is learned once,
so that a word that few examples have gains by its likes.

    hidden units = max(0, bias + weights of the features / root of how many there are)
    scores       = a linear table of features and units

A label's reasons can be told exactly: as long as the same units speak, its score is a sum over features.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from .linear import Linear, Reason
from .lookup import NONE, Lookup
from .weights import BIAS, Table, Weight

Numbers = NDArray[np.float64]


def unit_feature(unit: str) -> str:
    """What a hidden unit is called among the features of the linear table."""
    return f"unit={unit}"


class Network(Linear):
    """A linear decision among several labels, each for itself, whose table also weighs the hidden units; *units* says
    what each feature speaks to them."""

    def __init__(self, rows: Iterable[Weight] | Table, units: Table) -> None:
        super().__init__(rows)
        self._units = units.weights  # (features, units)
        size = len(units.features)
        self._unit_rows = Lookup(units.features, int, lambda: range(size))
        places = [self._rows.get(unit_feature(unit), NONE) for unit in units.labels]
        nothing = np.zeros(len(self.labels))
        outer = [nothing if place == NONE else self._weights[place] for place in places]
        self._outer = np.array(outer).reshape(len(places), len(self.labels))

    def scores(self, features: Iterable[str]) -> Numbers:
        """What speaks for each label, in natural logarithm of odds."""
        own = list(dict.fromkeys(features))
        return super().scores(own) + self._of_units(own)

    def scores_of_units(self, features: Iterable[str]) -> dict[str, float]:
        """What the hidden units speak for each label."""
        return dict(zip(self.labels, self._of_units(dict.fromkeys(features)).tolist(), strict=True))

    def hasten(self) -> None:
        """Loads both tables whole: there is much to come."""
        super().hasten()
        self._unit_rows.hasten()

    def reasons(self, features: Iterable[str], label: str) -> Sequence[Reason]:
        """What each of the *features* speaks for *label*, itself and through units that speak, the strongest first."""
        own = list(dict.fromkeys(features))
        known = self._known(own)
        way = self._outer[:, self.labels.index(label)] * (self._hidden(known) > 0)
        told = {reason.feature: reason.weight for reason in super().reasons(own, label)}
        for feature, row in known.items():
            told[feature] = told.get(feature, 0.0) + float(self._units[row] @ way) / sqrt(len(known))
        if BIAS in own and (row := self._unit_rows.get(BIAS, NONE)) != NONE:
            told[BIAS] = told.get(BIAS, 0.0) + float(self._units[row] @ way)
        found = [Reason(feature, weight) for feature, weight in told.items() if weight]
        return sorted(found, key=lambda reason: (-abs(reason.weight), reason.feature))

    def _of_units(self, features: Iterable[str]) -> Numbers:
        active: Numbers = np.maximum(self._hidden(self._known(features)), 0.0) @ self._outer
        return active

    def _known(self, features: Iterable[str]) -> dict[str, int]:
        """The rows of the *features* that speak to units; every candidate's bias is none of them."""
        get = self._unit_rows.get
        rows = ((feature, get(feature, NONE)) for feature in features if feature != BIAS)
        return {feature: row for feature, row in rows if row != NONE}

    def _hidden(self, known: dict[str, int]) -> Numbers:
        """What is said to each unit."""
        said: Numbers = self._units[list(known.values())].sum(axis=0) / sqrt(len(known) or 1)
        bias = self._unit_rows.get(BIAS, NONE)
        return said if bias == NONE else said + self._units[bias]
