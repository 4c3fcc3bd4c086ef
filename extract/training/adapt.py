"""Moves the weights of a decision towards a few further examples, without the examples that they were fitted to.

Logistic regression with the old weights as the mean of its Gaussian prior (Chelba and Acero, *Adaptation of maximum
entropy capitalizer: little data can help a lot*, EMNLP 2004): a weight moves as far as the examples pay for it, and one
that no example speaks of stays. Needs the extra ``fit``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..decide.fit import Example, support
from ..decide.weights import BIAS, HAND, Weight

Numbers = NDArray[np.float64]

MOVED = 0.005
"""Weights that moved less are left as they were."""


def adapt(
    rows: Iterable[Weight], examples: Sequence[Example], strength: float, *, exclusive: bool = False
) -> list[Weight]:
    """The table *rows* after *examples*; *strength* is the variance of the prior, so 0 moves nothing.

    Rows that a person set stay, and no learned row moves beneath one. Labels that the table does not know are not
    learned. The same rows and examples give the same table.
    """
    table = list(rows)
    labels = list(dict.fromkeys(row.label for row in table))
    known = [one for one in examples if not one.labels or one.labels & set(labels)]
    if not known or not labels:
        return table
    features, matrix = _matrix(known)
    number = {feature: place for place, feature in enumerate(features)}
    before = _before(table, number, labels)
    answers = _answers(known, labels)
    moved = _move(matrix, before, answers, strength, exclusive)
    return _moved(table, features, labels, moved, support(known))


def _matrix(examples: Sequence[Example]) -> tuple[list[str], Any]:
    """The features of the examples, and which example has which: a sparse matrix."""
    from scipy.sparse import csr_matrix

    features = [BIAS, *sorted({feature for one in examples for feature in one.features} - {BIAS})]
    number = {feature: place for place, feature in enumerate(features)}
    rows = [sorted({0, *(number[feature] for feature in one.features)}) for one in examples]
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


def _answers(examples: Sequence[Example], labels: Sequence[str]) -> Numbers:

    return np.array([[float(label in one.labels) for label in labels] for one in examples])


def _move(matrix: Any, before: Numbers, answers: Numbers, strength: float, exclusive: bool) -> Numbers:
    """How far each weight moves: the least loss with the penalty |moved|² / (2 strength)."""
    from scipy.optimize import minimize
    from scipy.special import expit, logsumexp

    if strength <= 0:
        return np.zeros_like(before)
    scores = matrix @ before

    def together(flat: Numbers) -> tuple[float, Numbers]:
        moved = flat.reshape(before.shape)
        now = scores + matrix @ moved
        whole = logsumexp(now, axis=1, keepdims=True)
        loss = float((whole[:, 0] - (now * answers).sum(axis=1)).sum() + (moved**2).sum() / (2 * strength))
        return loss, (matrix.T @ (np.exp(now - whole) - answers) + moved / strength).ravel()

    def alone(moved: Numbers, column: int) -> tuple[float, Numbers]:
        now = scores[:, column] + matrix @ moved
        answer = answers[:, column]
        loss = float((np.logaddexp(0.0, now) - now * answer).sum() + (moved**2).sum() / (2 * strength))
        return loss, matrix.T @ (expit(now) - answer) + moved / strength

    start = np.zeros(before.size if exclusive else len(before))
    if exclusive:
        found: Numbers = minimize(together, start, jac=True, method="L-BFGS-B").x.reshape(before.shape)
        return found
    columns = [
        minimize(alone, start, args=(column,), jac=True, method="L-BFGS-B").x for column in range(before.shape[1])
    ]
    return np.column_stack(columns)


def _moved(
    table: Sequence[Weight], features: Sequence[str], labels: Sequence[str], moved: Numbers, seen: dict[str, int]
) -> list[Weight]:
    """The rows with what they moved, and new ones for features that the table did not have."""
    steps = {
        (feature, label): float(moved[place, column])
        for place, feature in enumerate(features)
        for column, label in enumerate(labels)
        if abs(moved[place, column]) >= MOVED
    }
    by_hand = {row[:2] for row in table if row.origin == HAND}
    rows = []
    for row in table:
        step = 0.0 if row[:2] in by_hand else steps.pop(row[:2], 0.0)
        rows.append(row._replace(weight=row.weight + step, support=row.support + seen.get(row.feature, 0) * bool(step)))
    rows += [
        Weight(feature, label, step, seen.get(feature, 0))
        for (feature, label), step in sorted(steps.items())
        if (feature, label) not in by_hand
    ]
    return rows
