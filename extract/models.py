"""The decisions of all stages, as one value that the pipeline is given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from .decide.chain import Chain
from .decide.compiled import shipped_tables
from .decide.linear import Linear
from .decide.weights import Table, Weight
from .measures.commitment import LEVELS
from .measures.find import MeasureModels
from .model import Role, Status
from .names.link import NameModels
from .pairing.find import PairModels
from .responsibility.find import ResponsibilityModels

EXCLUSIVE: dict[str, tuple[str, ...]] = {
    "commitment": LEVELS,
    "role": tuple(Role),
    "status": (*Status, "none"),
    "standing": (*Status, "none"),
}
"""The decisions for one of several labels, with these."""
CHAIN = "names"
DECISIONS = (
    CHAIN,
    "name",
    "speaker",
    "measure",
    "measure-again",
    "target",
    "commitment",
    "topic",
    "claim",
    "role",
    "pair",
    "pair-again",
    "direction",
    "status",
    "standing",
)
"""The name of each decision's table in data/model."""


@dataclass(frozen=True, slots=True)
class Models:
    """All that is learned."""

    names: NameModels
    measures: MeasureModels
    responsibility: ResponsibilityModels
    pairs: PairModels
    target: Linear


def models_of(tables: Mapping[str, Iterable[Weight] | Table]) -> Models:
    """The decisions with these *tables*, one for each of DECISIONS."""

    def linear(name: str) -> Linear:
        return Linear(tables[name], exclusive=name in EXCLUSIVE)

    return Models(
        NameModels(Chain(tables[CHAIN]), linear("name"), linear("speaker")),
        MeasureModels(linear("measure"), linear("measure-again"), linear("commitment"), linear("topic")),
        ResponsibilityModels(linear("claim"), linear("role")),
        PairModels(linear("pair"), linear("pair-again"), linear("direction"), linear("status"), linear("standing")),
        linear("target"),
    )


@cache
def shipped_models() -> Models:
    """The decisions with the tables of data/model, read once. Raises ValueError naming table and line of a bad row."""
    return models_of(shipped_tables(DECISIONS))
