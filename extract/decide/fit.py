"""Learns tables of weights from examples. Needs the extra ``fit`` (scikit-learn, LightGBM)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .fit_conjunctions import fit_conjunctions
from .weights import BIAS, Weight

SMALLEST = 0.02
"""Weights nearer to zero are left out: they change no decision and fill the table."""

FEW = 8
"""The number of labels up to which each is fitted by a call of its own."""
ROUNDS = 60
"""Rounds in which many labels are fitted at once; the weights hardly move after fifty."""
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """A candidate as an annotator judged it."""

    document: str
    features: tuple[str, ...]
    labels: frozenset[str]
    """What it is; empty for a candidate that is nothing."""


@dataclass(frozen=True, slots=True)
class Fitting:
    """How weights are fitted."""

    strength: float = 0.3
    """The inverse strength of regularisation."""
    least: int = 2
    """In how many documents a feature must have been seen."""
    smallest: float = SMALLEST
    """Weights nearer to zero are left out."""
    conjunctive: bool = False
    """Whether conjunctions of features are learned too, of a decision between yes and no."""


LEAST_OF_CONJUNCTION = 0.005
"""Conjunctions that add less are left out. Many that overlap add little each."""


def support(examples: Iterable[Example]) -> Counter[str]:
    """In how many documents each feature was seen."""
    seen: dict[str, set[str]] = defaultdict(set)
    for example in examples:
        seen[example.document].update(example.features)
    return Counter(chain.from_iterable(seen.values()))


def fit_linear(
    examples: Sequence[Example],
    labels: Sequence[str],
    fitting: Fitting,
    *,
    exclusive: bool = False,
) -> list[Weight]:
    """The weights of a logistic regression with L2 regularisation. Without *exclusive* each label is fitted for itself;
    one that no example has gets no weights.
    The same examples give the same weights."""
    from sklearn.linear_model import LogisticRegression

    counts = support(examples)
    features = sorted(feature for feature, count in counts.items() if count >= fitting.least)
    matrix = _matrix(examples, features)
    rows: list[Weight] = []
    if not features:
        counted = Counter(label for example in examples for label in example.labels)
        return [
            Weight(BIAS, label, log((counted[label] + 1) / (len(examples) - counted[label] + 1))) for label in labels
        ]

    def keep(label: str, bias: float, weights: Sequence[float]) -> None:
        rows.append(Weight(BIAS, label, bias, len({example.document for example in examples})))
        rows.extend(
            Weight(feature, label, float(weight), counts[feature])
            for feature, weight in zip(features, weights, strict=True)
            if abs(weight) >= fitting.smallest
        )

    if exclusive:
        present = [label for label in labels if any(label in example.labels for example in examples)]
        if len(present) < 2:
            return [Weight(BIAS, label, 0.0) for label in present]
        number_of = {label: place for place, label in enumerate(present)}
        answers = [number_of[next(iter(example.labels))] for example in examples]
        model = LogisticRegression(C=fitting.strength, max_iter=1000, solver="lbfgs").fit(matrix, answers)
        for place, label in enumerate(present):
            if len(present) == 2:
                sign = 0.5 if place else -0.5
                keep(label, sign * float(model.intercept_[0]), sign * model.coef_[0])
            else:
                keep(label, float(model.intercept_[place]), model.coef_[place])
        return rows
    present = [label for label in labels if 0 < sum(label in one.labels for one in examples) < len(examples)]
    if len(present) > FEW:
        answers_of = np.array([[label in one.labels for label in present] for one in examples], dtype=np.float32)
        biases, columns = _each_for_itself(matrix, answers_of, fitting.strength)
        for place, label in enumerate(present):
            keep(label, float(biases[place]), columns[:, place].tolist())
        return rows
    for label in present:
        yes = [label in example.labels for example in examples]
        model = LogisticRegression(C=fitting.strength, max_iter=1000, solver="liblinear", random_state=0).fit(
            matrix, yes
        )
        keep(label, float(model.intercept_[0]), model.coef_[0])
        if fitting.conjunctive:
            own = [row for row in rows if row.label == label]
            rows = [row for row in rows if row.label != label]
            rows += _with_conjunctions(own, matrix, features, yes, examples)
    return rows


def _matrix(examples: Sequence[Example], features: Sequence[str]) -> Any:
    """A sparse matrix (examples × features): 1 where an example has the feature."""
    from scipy.sparse import csr_matrix

    number = {feature: place for place, feature in enumerate(features)}
    flat = [[number[feature] for feature in example.features if feature in number] for example in examples]
    pointers = np.cumsum([0, *map(len, flat)]).astype("int32")
    indices = np.fromiter(chain.from_iterable(flat), dtype="int32", count=int(pointers[-1]))
    matrix = csr_matrix((np.ones(len(indices)), indices, pointers), shape=(len(flat), len(features)))
    matrix.sum_duplicates()
    matrix.data[:] = 1.0
    return matrix


def _with_conjunctions(
    rows: Sequence[Weight], matrix: Any, features: Sequence[str], answers: Sequence[bool], examples: Sequence[Example]
) -> list[Weight]:
    """The linear *rows* of one label, and those of the conjunctions that better what they say. Of a tree with a short
    path one feature alone may be learned: what it adds goes into the feature's own row."""
    linear = {row.feature: row for row in rows}
    label = rows[0].label
    scores = linear[BIAS].weight + matrix @ [linear[one].weight if one in linear else 0.0 for one in features]
    number = {document: place for place, document in enumerate(dict.fromkeys(one.document for one in examples))}
    documents = np.array([number[one.document] for one in examples])
    found = dict(linear)
    for conjunction, weight, seen in fit_conjunctions(matrix, features, answers, scores, documents):
        before = found[conjunction].weight if conjunction in found else 0.0
        found[conjunction] = Weight(conjunction, label, before + weight, seen)
    return [row for row in found.values() if row.feature in linear or abs(row.weight) >= LEAST_OF_CONJUNCTION]


def _each_for_itself(matrix: Any, answers: NDArray[np.float32], strength: float) -> tuple[Floats, Floats]:
    """The bias of each label and the weights (features, labels) of a logistic regression for each of the *answers*
    (examples, labels). All labels are fitted at once, as one multiplication with the *matrix* serves all."""
    from scipy.optimize import minimize
    from scipy.special import expit

    rows = matrix.astype(np.float32)
    columns = rows.T.tocsr()
    shape = (rows.shape[1] + 1, answers.shape[1])

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        table = flat.reshape(shape).astype(np.float32)
        weights = table[:-1]
        scores = rows @ weights + table[-1]
        error = expit(scores) - answers
        step = np.vstack([columns @ error + weights / strength, error.sum(axis=0, keepdims=True)])
        missed = float((np.logaddexp(0.0, scores) - answers * scores).sum(dtype=np.float64))
        return missed + float((weights**2).sum(dtype=np.float64)) / (2 * strength), step.astype(np.float64).ravel()

    found = minimize(loss, np.zeros(shape[0] * shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS})
    table = found.x.reshape(shape)
    return table[-1], table[:-1]
