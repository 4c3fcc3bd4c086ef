"""Linear decisions: logistic regression over named features that a candidate has or has not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from .odds import logistic
from .weights import BIAS, Table, Weight


class Reason(NamedTuple):
    """What one feature speaks for (or, below zero, against) a label, in natural logarithm of odds."""

    feature: str
    weight: float


class Linear:
    """Weights of one decision. With one label it answers yes or no; with several either each for itself (``exclusive``
    false: a measure has several topics) or one of them (a clause has one commitment)."""

    def __init__(self, rows: Iterable[Weight] | Table, *, exclusive: bool = False) -> None:
        table = rows if isinstance(rows, Table) else Table.of(rows)
        self.labels = table.labels
        self.exclusive = exclusive
        self._rows = {feature: place for place, feature in enumerate(table.features)}
        self._weights = table.weights
        single = len(self.labels) == 1
        self._single = dict(zip(table.features, table.weights[:, 0].tolist(), strict=True)) if single else {}

    def probability(self, features: Iterable[str]) -> float:
        """How probable the one label of a yes-or-no decision is, 0 to 1."""
        get = self._single.get
        return logistic(get(BIAS, 0.0) + sum([get(feature, 0.0) for feature in features]))

    def probabilities(self, features: Iterable[str]) -> dict[str, float]:
        """How probable each label is, 0 to 1; of an exclusive decision they sum to 1."""
        known = self._rows
        numbers = [known[feature] for feature in (BIAS, *features) if feature in known]
        scores = self._weights[numbers].sum(axis=0)
        if self.exclusive:
            odds = np.exp(scores - scores.max(initial=0.0))
            return dict(zip(self.labels, (odds / odds.sum()).tolist(), strict=True))
        return {label: logistic(score) for label, score in zip(self.labels, scores.tolist(), strict=False)}

    def reasons(self, features: Iterable[str], label: str) -> Sequence[Reason]:
        """What each of the *features* speaks for *label*, the strongest first."""
        column = self.labels.index(label)
        found = [
            Reason(feature, weight)
            for feature in dict.fromkeys(features)
            if feature in self._rows and (weight := float(self._weights[self._rows[feature], column]))
        ]
        return sorted(found, key=lambda reason: (-abs(reason.weight), reason.feature))
