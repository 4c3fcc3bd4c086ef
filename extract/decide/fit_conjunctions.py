"""Learns conjunctions of features from what a linear sum leaves unexplained: small trees, each fitted to what those
before it and the sum still miss (gradient boosting: Friedman, *Greedy function approximation*, Annals of Statistics
2001). Each path of a tree is one conjunction. Needs the extra ``fit`` (LightGBM)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .conjunctions import AND, NOT

ONE_THREAD = 1
TREES, LEAVES, DEPTH, RATE = 60, 16, 6, 0.2
_SETTINGS = {
    "objective": "binary",
    "num_leaves": LEAVES,
    "max_depth": DEPTH,
    "learning_rate": RATE,
    "min_data_in_leaf": 40,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 3.0,
    "max_bin": 3,
    # the same examples give the same trees; and processes that are forked later may learn too: they have no threads
    "seed": 0,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": ONE_THREAD,
    "verbose": -1,
}


class Learned(NamedTuple):
    """A conjunction, what it adds (natural logarithm of odds), and in how many documents it was seen."""

    conjunction: str
    weight: float
    support: int


def fit_conjunctions(
    matrix: Any,
    features: Sequence[str],
    answers: Sequence[bool],
    scores: NDArray[np.float64],
    documents: NDArray[np.int64],
) -> Iterator[Learned]:
    """The conjunctions that better the *scores* (natural logarithm of odds, one for each example) that a linear sum
    gives. *matrix* is sparse (examples × features), 1 where an example has the feature; *documents* numbers the
    document of each example. Raises ValueError where the machine lacks what the library needs."""
    try:
        import lightgbm
    except OSError as error:  # the wheel brings no OpenMP
        raise ValueError(f"LightGBM cannot be loaded: {error}; Debian and Ubuntu have it as libgomp1") from error

    data = lightgbm.Dataset(matrix, np.asarray(answers, np.float32), init_score=scores, params=_SETTINGS)
    model = lightgbm.train(_SETTINGS, data, TREES)
    ends = np.asarray(
        model.predict(matrix, pred_leaf=True, num_threads=ONE_THREAD)
    )  # (examples, trees): the leaf of each
    for number, tree in enumerate(model.dump_model()["tree_info"]):
        seen = np.unique(np.stack([ends[:, number], documents]), axis=1)[0]
        for leaf, conjunction, weight in _paths(tree["tree_structure"], features, ()):
            yield Learned(conjunction, weight, int((seen == leaf).sum()))


def _paths(node: dict[str, Any], features: Sequence[str], parts: tuple[str, ...]) -> Iterator[tuple[int, str, float]]:
    """The number of each leaf below *node*, the conjunction that leads to it, and what it adds. A tree that is nothing
    but a leaf says nothing."""
    if "leaf_value" in node:
        if parts:
            yield node["leaf_index"], AND.join(parts), node["leaf_value"]
        return
    name = features[node["split_feature"]]
    yield from _paths(node["left_child"], features, (*parts, NOT + name))
    yield from _paths(node["right_child"], features, (*parts, name))
