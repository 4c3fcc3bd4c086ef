"""Learns a network with one layer of hidden units (network.py) from examples. Needs the extra ``fit`` (scikit-learn).

Stochastic gradient descent on the log loss of all labels (Kingma and Ba, *Adam*, ICLR 2015), with features and units
left out at random (Srivastava et al., *Dropout*, JMLR 2014).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .fit import Example, matrix_of, support
from .network import unit_feature
from .weights import BIAS, HUNDREDTHS, Listed, Table, Weight

Floats = NDArray[np.float32]
_FAST, _SLOW, _TINY = 0.9, 0.99, 1e-8
"""How much of the mean of gradients, and of that of their squares, each step keeps, and what no division is by."""


@dataclass(frozen=True, slots=True)
class NetworkFitting:
    """How a network is fitted."""

    units: int = 128
    rounds: int = 9
    """How often each example is seen, or more where that are fewer than *steps* steps."""
    steps: int = 600
    batch: int = 128
    rate: float = 0.002
    left_out: float = 0.4
    """The part of the features and of the units that a step does not see."""
    least: int = 8
    """In how many documents a feature must have been seen."""
    certainty: float = 0.8
    """What the scores are multiplied by at the end (Guo et al., *On Calibration of Modern Neural Networks*, ICML 2017):
    what has seen its examples many times is surer of itself than it is right on documents that it has not seen."""


USUAL = NetworkFitting()


def fit_network(
    examples: Sequence[Example], labels: Sequence[str], fitting: NetworkFitting = USUAL
) -> tuple[list[Weight], Table]:
    """The linear table of the units, and the wide one of what features say to them. Labels that no example has get no
    weights. The same examples give the same tables."""
    from threadpoolctl import threadpool_limits

    counts = support(examples)
    features = sorted(feature for feature, count in counts.items() if count >= fitting.least and feature != BIAS)
    present = [label for label in labels if any(label in example.labels for example in examples)]
    documents = len({example.document for example in examples})
    if not present:
        return [], Table(Listed(), (), np.zeros((0, 0)))
    answers = np.array([[label in one.labels for label in present] for one in examples], np.float32)
    with threadpool_limits(1):  # sums in another order would be others
        layer = _Layers(len(features), answers.mean(axis=0), fitting)
        layer.learn(_scaled(matrix_of(examples, features)), answers)
    names = [str(number) for number in range(fitting.units)]
    outer_bias, outer = layer.outer_bias * fitting.certainty, layer.outer * fitting.certainty
    rows = [Weight(BIAS, label, float(bias), documents) for label, bias in zip(present, outer_bias, strict=True)]
    rows += [
        Weight(unit_feature(name), label, float(weight))
        for name, weights in zip(names, outer, strict=True)
        for label, weight in zip(present, weights, strict=True)
    ]
    said = np.vstack([layer.hidden_bias, layer.hidden]).astype(np.float64)
    own = Listed((feature, place) for place, feature in enumerate((BIAS, *features)))
    supports = (documents, *(counts[feature] for feature in features))
    return rows, Table(own, tuple(names), np.rint(said * HUNDREDTHS) / HUNDREDTHS, supports)


def _scaled(matrix: Any) -> Any:
    """A matrix of ones (examples × features), each row divided by the root of how many it has."""
    from scipy.sparse import diags

    sizes = np.asarray(matrix.sum(axis=1)).ravel()
    return (diags(1 / np.sqrt(np.maximum(1, sizes))) @ matrix).astype(np.float32).tocsr()


class _Layers:
    """The weights while they are learned."""

    def __init__(self, features: int, frequency: Floats, fitting: NetworkFitting) -> None:
        self._fitting = fitting
        self._random = np.random.default_rng(0)
        size = 1 / np.sqrt(fitting.units)
        self.hidden = self._drawn((features, fitting.units), size / 2)
        self.hidden_bias = np.zeros(fitting.units, np.float32)
        self.outer = self._drawn((fitting.units, len(frequency)), size)
        self.outer_bias = np.log(np.maximum(frequency, 1e-4) / (1.0001 - frequency)).astype(np.float32)
        self._means = [(np.zeros_like(one), np.zeros_like(one)) for one in self._all()]
        self._step = 0

    def learn(self, matrix: Any, answers: Floats) -> None:
        """Goes through the examples, a batch at a time, in an order drawn anew in each round."""
        size, batch = matrix.shape[0], self._fitting.batch
        a_round = ceil(size / batch)
        rounds = max(self._fitting.rounds, ceil(self._fitting.steps / a_round))
        for _ in range(rounds):
            order = self._random.permutation(size)
            for start in range(0, size, batch):
                self._step += 1
                left = 1 - self._step / (rounds * a_round)
                chosen = order[start : start + batch]
                self._learn(matrix[chosen], answers[chosen], self._fitting.rate * min(1.0, left / 0.6))

    def _learn(self, rows: Any, answers: Floats, rate: float) -> None:
        """One step at a *rate*: only features that the *rows* have move."""
        from scipy.sparse import csr_matrix
        from scipy.special import expit

        columns, places = np.unique(rows.indices, return_inverse=True)
        data = rows.data * self._kept(rows.nnz)
        seen = csr_matrix((data, places.astype(np.int32), rows.indptr), shape=(rows.shape[0], len(columns)))
        said = seen @ self.hidden[columns] + self.hidden_bias
        gate = (said > 0) * self._kept(said.shape)
        active = said * gate
        wrong = (expit(active @ self.outer + self.outer_bias) - answers) / len(answers)
        back = ((wrong @ self.outer.T) * gate).astype(np.float32)
        self._move(0, seen.T @ back, rate, columns)
        for place, slope in enumerate((back.sum(axis=0), active.T @ wrong, wrong.sum(axis=0)), 1):
            self._move(place, slope, rate, slice(None))

    def _move(self, place: int, slope: Floats, rate: float, those: Any) -> None:
        weights, (mean, square) = self._all()[place], self._means[place]
        mean[those] = _FAST * mean[those] + (1 - _FAST) * slope
        square[those] = _SLOW * square[those] + (1 - _SLOW) * slope * slope
        upwards = mean[those] / (1 - _FAST**self._step)
        weights[those] -= rate * upwards / (np.sqrt(square[those] / (1 - _SLOW**self._step)) + _TINY)

    def _all(self) -> tuple[Floats, Floats, Floats, Floats]:
        return self.hidden, self.hidden_bias, self.outer, self.outer_bias

    def _kept(self, shape: Any) -> Floats:
        """1 for what is seen, somewhat enlarged for what is not; else 0."""
        kept = self._random.random(shape, np.float32) >= self._fitting.left_out
        found: Floats = kept.astype(np.float32) / np.float32(1 - self._fitting.left_out)
        return found

    def _drawn(self, shape: tuple[int, int], size: float) -> Floats:
        return (self._random.standard_normal(shape) * size).astype(np.float32)
