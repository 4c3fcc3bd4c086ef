"""Fits one decision to its examples."""

from __future__ import annotations

from collections.abc import Iterable

from ..decide.fit import Example, Fitting, fit_linear
from ..decide.weights import Weight
from ..models import CONJUNCTIVE, EXCLUSIVE

FITTING = {
    "commitment": Fitting(strength=1.0),
    "measure": Fitting(strength=0.5),
    **{decision: Fitting(conjunctive=True) for decision in CONJUNCTIVE},
}
"""How a decision is fitted where the usual way is not the best."""
YES = ("yes",)


def fit_decision(decision: str, examples: Iterable[Example], labels: Iterable[str] = YES) -> list[Weight]:
    """The table of *decision*: for each of *labels*, or for those of an exclusive decision."""
    fitting = FITTING.get(decision, Fitting())
    if exclusive := EXCLUSIVE.get(decision):
        return fit_linear(list(examples), exclusive, fitting, exclusive=True)
    return fit_linear(list(examples), list(labels), fitting)
