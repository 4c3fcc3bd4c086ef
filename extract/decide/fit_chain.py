"""Learns the weights of a chain from labelled sentences. Needs the extra ``fit`` (SciPy comes with scikit-learn).

Dual averaging with a step of its own for each weight (AdaGrad-RDA: Duchi, Hazan and Singer, *Adaptive Subgradient
Methods for Online Learning and Stochastic Optimization*, JMLR 2011, section 3): every batch of sentences costs what its
own features cost, and the L1 penalty leaves most weights at zero, so that the table stays small.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from .chain import AFTER, OUTSIDE, follows, labels_of, passes
from .sequences import Sequences
from .weights import Weight

STEP = 0.2
PENALTY = 1e-5
"""L1, for each sentence read."""
FIRST = 0.01
"""What the sums of squares begin with, so that the first steps are short."""
ROUNDS = 4
"""How often the sentences are read; beyond that more is learned by heart."""
BATCH = 256
"""Sentences in a batch."""
STEPS = 100
"""The least number of batches: few sentences are read more often, in smaller ones."""
LEAST = 2
"""In how many documents a feature must have been seen."""
SMALLEST = 0.02
"""Weights nearer to zero are left out."""

Floats = NDArray[np.float32]
Places = NDArray[np.int64]


class Averaged:
    """Weights by dual averaging: they follow from the sum of all gradients and the sum of their squares."""

    def __init__(self, *shape: int) -> None:
        self._sum: Floats = np.zeros(shape, np.float32)
        self._squares: Floats = np.full(shape, FIRST, np.float32)

    def weights(self, at: Any, penalty: float) -> Floats:
        """Those *at* these rows; *penalty* is what L1 has come to by now."""
        told = self._sum[at]
        sure = np.maximum(np.abs(told) - np.float32(penalty), 0)
        weights: Floats = -np.float32(STEP) * np.sign(told) * sure / np.sqrt(self._squares[at])
        return weights

    def step(self, at: Any, gradient: Floats) -> None:
        """Takes the *gradient* of a batch in."""
        self._sum[at] += gradient
        self._squares[at] += gradient * gradient


@dataclass(frozen=True, slots=True, eq=False)
class _Batch:
    """Sentences of a batch, the longest first."""

    starts: Places
    lengths: Places
    features: Places
    """What its tokens have, each once, in rising order."""
    matrix: Any
    """(tokens, features) of ones."""
    labels: Places
    """The column of each token's label."""

    @classmethod
    def of(cls, sequences: Sequences, sentences: Places, row_of: Places, columns: Places) -> Self:
        """*row_of* gives the row of each feature, -1 for none, *columns* those of the labels."""
        from scipy.sparse import csr_matrix

        lengths = sequences.starts[sentences + 1] - sequences.starts[sentences]
        order = np.argsort(-lengths, kind="stable")
        sentences, lengths = sentences[order], lengths[order]
        starts = np.cumsum(lengths) - lengths
        tokens = _runs(sequences.starts[sentences], lengths)
        sizes = sequences.token_starts[tokens + 1] - sequences.token_starts[tokens]
        rows = row_of[sequences.seen[_runs(sequences.token_starts[tokens], sizes)]]
        known = rows >= 0
        pointers = np.concatenate([[0], np.cumsum(known)])[np.concatenate([[0], np.cumsum(sizes)])]
        features, own = np.unique(rows[known], return_inverse=True)
        ones = np.ones(len(own), np.float32)
        matrix = csr_matrix((ones, own, pointers), shape=(len(tokens), len(features)))
        return cls(starts, lengths, features, matrix, columns[sequences.label_of[tokens]])

    def gradient(self, weights: Floats, moves: Floats) -> tuple[Floats, Floats]:
        """How the loss (the negative logarithm of the likelihood) grows with the *weights* (features, labels) of the
        features of this batch, and with those of the *moves* (labels, labels)."""
        told = self.matrix @ weights
        own = np.exp(told - told.max(axis=1, keepdims=True))
        factors = np.where(follows(len(moves) // 2), np.exp(moves), np.float32(0))
        forward, backward, scale = passes(own, self.starts, self.lengths, factors)
        missed = forward * backward
        missed[np.arange(len(own)), self.labels] -= 1
        later = np.ones(len(own), dtype=bool)
        later[self.starts] = False
        at = np.nonzero(later)[0]
        moved = forward[at - 1].T @ (own[at] * backward[at] / scale[at][:, None]) * factors
        np.subtract.at(moved, (self.labels[at - 1], self.labels[at]), 1)
        return self.matrix.T @ missed, moved


def fit_chain(sequences: Sequences, chosen: NDArray[np.bool_] | None = None) -> list[Weight]:
    """The weights of a linear chain over *sequences*; over the *chosen* sentences alone where such are given. The same
    sentences give the same weights."""
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):  # the matrices are small: threads would only wait for each other
        return _fit(sequences, chosen)


def _fit(sequences: Sequences, chosen: NDArray[np.bool_] | None) -> list[Weight]:
    among = np.ones(len(sequences.document_of), dtype=bool) if chosen is None else chosen
    sentences = np.nonzero(among)[0]
    if not len(sentences):
        return []
    support = sequences.support(among)
    kept = np.nonzero(support >= LEAST)[0]
    row_of = np.full(len(support), -1)
    row_of[kept] = np.arange(len(kept))
    labels = labels_of(sorted({label[2:] for label in sequences.labels if label != OUTSIDE}))
    columns = np.array([labels.index(label) for label in sequences.labels])
    state, moves = Averaged(len(kept), len(labels)), Averaged(len(labels), len(labels))
    everything = slice(None)
    random = np.random.default_rng(0)
    size = min(BATCH, max(1, len(sentences) * ROUNDS // STEPS))
    rounds = max(ROUNDS, -(-STEPS * size // len(sentences)))
    read = 0
    for _ in range(rounds):
        order = random.permutation(sentences)
        for place in range(0, len(order), size):
            batch = _Batch.of(sequences, order[place : place + size], row_of, columns)
            read += len(batch.lengths)
            weights = state.weights(batch.features, PENALTY * read)
            missed, moved = batch.gradient(weights, moves.weights(everything, 0))
            state.step(batch.features, missed)
            moves.step(everything, moved)
    learned = state.weights(everything, PENALTY * read)
    rows = [
        Weight(sequences.features[kept[row]], labels[column], float(learned[row, column]), int(support[kept[row]]))
        for row, column in zip(*np.nonzero(np.abs(learned) >= SMALLEST), strict=True)
    ]
    allowed = zip(*np.nonzero(follows(len(labels) // 2)), strict=True)
    between = moves.weights(everything, 0)
    return rows + [
        Weight(f"{AFTER}{labels[before]}", labels[label], float(between[before, label])) for before, label in allowed
    ]


def _runs(starts: Places, lengths: Places) -> Places:
    """The numbers from each start on, so many as its length, one run after another."""
    before = np.cumsum(lengths) - lengths
    return np.repeat(starts - before, lengths) + np.arange(lengths.sum())
