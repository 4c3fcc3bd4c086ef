"""Moves the weights of a decision towards a few further examples, without the examples that they were fitted to.

Logistic regression with the old weights as the mean of its Gaussian prior (Chelba and Acero, *Adaptation of maximum
entropy capitalizer: little data can help a lot*, EMNLP 2004). How far a weight may move is told by the number of
documents in which its feature was seen when it was fitted, as these speak for it (the diagonal of the information, as
in Kirkpatrick et al., *Overcoming catastrophic forgetting*, PNAS 2017): what many documents taught hardly moves, a word
that none had may mean anything. Candidates that nobody looked at keep the probability that they had (Li and Hoiem,
*Learning without forgetting*, ECCV 2016): people look at what is wrong first, and that is no measure of how much is.
Needs the extra ``fit``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..decide.fit import Example, support
from ..decide.weights import BIAS, HAND, Weight

Numbers = NDArray[np.float64]

HELD = 0.05
"""How much each document in which a feature was seen holds its weight where it is: what a document's candidates with
the feature tell of it, probability times its complement, summed. With less an issuer's habits are learned from fewer
corrections, and documents that share no habit lose: see tests/bench/bench_teaching.py."""
MOVED = 0.005
"""Weights that moved less are left as they were."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known besides a table."""

    scores: Callable[[Sequence[str]], Mapping[str, float]] = lambda _: {}
    """What speaks for each label besides, by the features of a candidate."""
    supports: Mapping[str, int] = field(default_factory=dict)
    """In how many documents a feature was seen where its weights are no rows of the table."""


NOTHING = Known()


def adapt(
    rows: Iterable[Weight],
    examples: Sequence[Example],
    strength: float,
    unseen: Iterable[Sequence[str]] = (),
    besides: Known = NOTHING,
    *,
    exclusive: bool = False,
) -> list[Weight]:
    """The table *rows* after *examples*; *strength* is the variance of the weight of a feature that no document had, so
    0 moves nothing. *unseen* are the features of candidates that are to stay as probable as they are.

    Rows that a person set stay, and no learned row moves beneath one. Labels that the table does not know are not
    learned. The same rows and examples give the same table.
    """
    table = list(rows)
    labels = list(dict.fromkeys(row.label for row in table))
    known = [one for one in examples if not one.labels or one.labels & set(labels)]
    if not known or not labels or strength <= 0:
        return table
    candidates = [*(one.features for one in known), *unseen]
    features, matrix = _matrix(candidates)
    number = {feature: place for place, feature in enumerate(features)}
    scores = matrix @ _before(table, number, labels) + _besides(candidates, besides, labels)
    answers = _probabilities(scores, exclusive)
    answers[: len(known)] = _answers(known, labels)
    moved = _move(matrix, scores, answers, _precision(table, number, strength, besides), exclusive)
    return _moved(table, features, labels, moved, support(known))


def _matrix(candidates: Sequence[Sequence[str]]) -> tuple[list[str], Any]:
    """The features of the candidates, and which candidate has which: a sparse matrix."""
    from scipy.sparse import csr_matrix

    features = [BIAS, *sorted({feature for one in candidates for feature in one} - {BIAS})]
    number = {feature: place for place, feature in enumerate(features)}
    rows = [sorted({0, *(number[feature] for feature in one)}) for one in candidates]
    pointers = np.cumsum([0, *map(len, rows)])
    indices = np.fromiter(chain.from_iterable(rows), dtype=np.int64, count=int(pointers[-1]))
    return features, csr_matrix((np.ones(len(indices)), indices, pointers), shape=(len(rows), len(features)))


def _before(table: Sequence[Weight], number: dict[str, int], labels: Sequence[str]) -> Numbers:
    """(features, labels): the weights that the table has now; its last row of a feature counts."""
    place = {label: column for column, label in enumerate(labels)}
    weights = np.zeros((len(number), len(labels)))
    for row in table:
        if row.feature in number:
            weights[number[row.feature], place[row.label]] = row.weight
    return weights


def _besides(candidates: Iterable[Sequence[str]], known: Known, labels: Sequence[str]) -> Numbers:
    """(candidates, labels): what is known to speak for each label besides."""
    told = (known.scores(features) for features in candidates)
    return np.array([[scores.get(label, 0.0) for label in labels] for scores in told])


def _answers(examples: Sequence[Example], labels: Sequence[str]) -> Numbers:

    return np.array([[float(label in one.labels) for label in labels] for one in examples])


def _precision(table: Sequence[Weight], number: dict[str, int], strength: float, besides: Known) -> Numbers:
    """(features, 1): how firmly each weight stands where it is."""
    documents = np.array([[float(besides.supports.get(feature, 0))] for feature in number])
    for row in table:
        if row.feature in number:
            place = number[row.feature]
            documents[place, 0] = max(documents[place, 0], row.support)
    return 1.0 / strength + HELD * documents


def _probabilities(scores: Numbers, exclusive: bool) -> Numbers:
    from scipy.special import expit, softmax

    found: Numbers = softmax(scores, axis=1) if exclusive else expit(scores)
    return found


def _move(matrix: Any, scores: Numbers, answers: Numbers, precision: Numbers, exclusive: bool) -> Numbers:
    """How far each weight moves from where it gives *scores*: the least loss with the penalty precision moved² / 2."""
    from scipy.optimize import minimize
    from scipy.special import expit, logsumexp

    shape = (matrix.shape[1], scores.shape[1])

    def together(flat: Numbers) -> tuple[float, Numbers]:
        moved = flat.reshape(shape)
        now = scores + matrix @ moved
        whole = logsumexp(now, axis=1, keepdims=True)
        loss = float((whole[:, 0] - (now * answers).sum(axis=1)).sum() + (precision * moved**2).sum() / 2)
        return loss, (matrix.T @ (np.exp(now - whole) - answers) + precision * moved).ravel()

    def alone(moved: Numbers, column: int) -> tuple[float, Numbers]:
        now, firm = scores[:, column] + matrix @ moved, precision[:, 0]
        answer = answers[:, column]
        loss = float((np.logaddexp(0.0, now) - now * answer).sum() + (firm * moved**2).sum() / 2)
        return loss, matrix.T @ (expit(now) - answer) + firm * moved

    if exclusive:
        start = np.zeros(shape[0] * shape[1])
        found: Numbers = minimize(together, start, jac=True, method="L-BFGS-B").x.reshape(shape)
        return found
    start = np.zeros(shape[0])
    columns = (minimize(alone, start, args=(place,), jac=True, method="L-BFGS-B").x for place in range(shape[1]))
    return np.column_stack(list(columns))


def _moved(
    table: Sequence[Weight], features: Sequence[str], labels: Sequence[str], moved: Numbers, seen: dict[str, int]
) -> list[Weight]:
    """The rows with what they moved, and new ones for features that the table did not have."""
    steps = {
        (features[place], labels[column]): float(moved[place, column])
        for place, column in np.argwhere(np.abs(moved) >= MOVED).tolist()
    }
    by_hand = {row[:2] for row in table if row.origin == HAND}
    rows = []
    for row in table:
        if (step := steps.pop((row.feature, row.label), None)) is None or (row.feature, row.label) in by_hand:
            rows.append(row)
        else:
            told = row.support + seen.get(row.feature, 0)
            rows.append(Weight(row.feature, row.label, row.weight + step, told, row.origin))
    rows += [
        Weight(feature, label, step, seen.get(feature, 0))
        for (feature, label), step in sorted(steps.items())
        if (feature, label) not in by_hand
    ]
    return rows
