"""Learns tables of weights from examples. Needs the extra ``fit`` (scikit-learn, LightGBM)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from math import log
from typing import Any

import numpy as np

from .fit_conjunctions import fit_conjunctions
from .weights import BIAS, Weight

SMALLEST = 0.02
"""Weights nearer to zero are left out: they change no decision and fill the table."""


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
    matrix = matrix_of(examples, features)
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


def matrix_of(examples: Sequence[Example], features: Sequence[str]) -> Any:
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
