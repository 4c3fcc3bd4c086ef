"""Linear decisions: logistic regression over named features that a candidate has or has not, and over conjunctions of
these where a table has any."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .conjunctions import Conjunctions
from .lookup import NONE, Lookup
from .odds import logistic
from .weights import BIAS, Table, Weight


class Reason(NamedTuple):
    """What one feature speaks for (or, below zero, against) a label, in natural logarithm of odds."""

    feature: str
    weight: float


class Linear:
    """Weights of one decision. With one label it answers yes or no; with several either each for itself (``exclusive``
    false: a measure has several topics) or one of them (a clause has one commitment). Of a table that has conjunctions
    of features (``conjunctive``) those count that a candidate has."""

    def __init__(self, rows: Iterable[Weight] | Table, *, exclusive: bool = False, conjunctive: bool = False) -> None:
        table = rows if isinstance(rows, Table) else Table.of(rows)
        self.labels = table.labels
        self.exclusive = exclusive
        self.conjunctive = conjunctive
        self._features = table.features
        self._weights = table.weights
        size = len(table.features)
        self._rows = Lookup(table.features, int, lambda: range(size))
        self._single = Lookup(table.features, self._first, self._firsts)

    def _first(self, row: int) -> float:
        return float(self._weights[row, 0])

    def _firsts(self) -> Sequence[float]:
        found: list[float] = self._weights[:, :1].ravel().tolist()
        return found

    @cached_property
    def _conjunctions(self) -> Conjunctions:
        return Conjunctions(self._features)

    def seen(self, features: Iterable[str]) -> Iterable[str]:
        """The *features* and the conjunctions of them that the table has."""
        if not self.conjunctive:
            return features
        own = list(features)
        return [*own, *self._conjunctions.held(set(own))]

    def probability(self, features: Iterable[str]) -> float:
        """How probable the one label of a yes-or-no decision is, 0 to 1."""
        get = self._single.get
        return logistic(get(BIAS, 0.0) + sum([get(feature, 0.0) for feature in self.seen(features)]))

    def probability_of_each(self, candidates: Sequence[Sequence[str]]) -> list[float]:
        """How probable the one label of a yes-or-no decision is of each of the *candidates* (the features of each), 0
        to 1: the same as :meth:`probability` of one after the other, in less time where there are conjunctions."""
        if not self.conjunctive:
            return [self.probability(features) for features in candidates]
        get = self._single.get
        scores = np.array([sum([get(feature, 0.0) for feature in features]) for features in candidates])
        for conjunction, those in self._conjunctions.held_by(candidates):
            scores[those] += get(conjunction, 0.0)
        return [logistic(score) for score in (get(BIAS, 0.0) + scores).tolist()]

    def scores(self, features: Iterable[str]) -> NDArray[np.float64]:
        """What speaks for each label, in natural logarithm of odds."""
        get = self._rows.get
        numbers = [row for feature in (BIAS, *self.seen(features)) if (row := get(feature, NONE)) != NONE]
        found: NDArray[np.float64] = self._weights[numbers].sum(axis=0)
        return found

    def probabilities(self, features: Iterable[str]) -> dict[str, float]:
        """How probable each label is, 0 to 1; of an exclusive decision they sum to 1."""
        scores = self.scores(features)
        if self.exclusive:
            odds = np.exp(scores - scores.max(initial=0.0))
            return dict(zip(self.labels, (odds / odds.sum()).tolist(), strict=True))
        return {label: logistic(score) for label, score in zip(self.labels, scores.tolist(), strict=False)}

    def hasten(self) -> None:
        """Loads the whole table: there is much to come."""
        (self._single if len(self.labels) == 1 else self._rows).hasten()

    def reasons(self, features: Iterable[str], label: str) -> Sequence[Reason]:
        """What each of the *features* speaks for *label*, the strongest first."""
        column = self.labels.index(label)
        found = [
            Reason(feature, weight)
            for feature in dict.fromkeys(self.seen(features))
            if (row := self._rows.get(feature, NONE)) != NONE and (weight := float(self._weights[row, column]))
        ]
        return sorted(found, key=lambda reason: (-abs(reason.weight), reason.feature))
