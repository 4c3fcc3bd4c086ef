"""The decisions of all stages, as one value that the pipeline is given."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from ..usercache import cache_folder
from .decide.chain import Chain
from .decide.compiled import keep_tables, read_tables, shipped_tables
from .decide.linear import Linear
from .decide.network import Network
from .decide.weights import Table, Weight, read_table
from .measures.find import MeasureModels
from .model import LEVELS, Role, Status
from .names.link import NameModels
from .own import own
from .pairing.find import PairModels
from .responsibility.find import ResponsibilityModels

EXCLUSIVE: dict[str, tuple[str, ...]] = {
    "commitment": LEVELS,
    "role": tuple(Role),
    "status": (*Status, "none"),
    "standing": (*Status, "none"),
}
"""The decisions for one of several labels, with these."""
CONJUNCTIVE = ("claim-again",)
"""The decisions whose tables have conjunctions of features: measured to gain by them on left-out documents. Names,
measures and topics do not."""
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
    "claim-again",
    "role",
    "pair",
    "pair-again",
    "direction",
    "status",
    "standing",
)
"""All that is decided."""
UNITS = "topic-units"
"""The table of what features say to the hidden units of topics."""
TABLES = (*DECISIONS, UNITS)
"""The name of each table in data/model; most are of a decision of that name."""


@dataclass(frozen=True, slots=True)
class Models:
    """All that is learned."""

    names: NameModels
    measures: MeasureModels
    responsibility: ResponsibilityModels
    pairs: PairModels
    target: Linear

    def hasten(self) -> None:
        """Loads all tables whole: there is much to come."""
        names, measures, owners, pairs = self.names, self.measures, self.responsibility, self.pairs
        names.chain.hasten()
        for decision in (
            *(names.name, names.speaker),
            *(measures.first, measures.second, measures.commitment, measures.topic),
            *(owners.first, owners.second, owners.role),
            *(pairs.first, pairs.second, pairs.direction, pairs.status, pairs.standing),
            self.target,
        ):
            decision.hasten()


def models_of(tables: Mapping[str, Iterable[Weight] | Table]) -> Models:
    """The decisions with these *tables*, one for each of TABLES."""
    units = tables[UNITS]
    if not isinstance(units, Table):
        raise TypeError(f"{UNITS}: no wide table")

    def linear(name: str) -> Linear:
        return Linear(tables[name], exclusive=name in EXCLUSIVE, conjunctive=name in CONJUNCTIVE)

    return Models(
        NameModels(Chain(tables[CHAIN]), linear("name"), linear("speaker")),
        MeasureModels(
            linear("measure"),
            linear("measure-again"),
            linear("commitment"),
            Network(tables["topic"], units),
        ),
        ResponsibilityModels(linear("claim"), linear("claim-again"), linear("role")),
        PairModels(linear("pair"), linear("pair-again"), linear("direction"), linear("status"), linear("standing")),
        linear("target"),
    )


@cache
def shipped_models() -> Models:
    """The decisions with the tables of data/model, read once. Raises ValueError naming table and line of a bad row."""
    return models_of(shipped_tables(TABLES))


def models_in_use() -> Models:
    """The decisions with the tables of the folder that the user set, or else the shipped ones. Raises ValueError naming
    the table that is missing, or table and line of a bad row."""
    folder = own().model
    return _models_in(folder) if folder else shipped_models()


def tables_of(folder: Path) -> dict[str, bytes]:
    """The bytes of each table in *folder*. Raises ValueError naming one that cannot be read."""
    try:
        return {name: (folder / f"{name}.csv").read_bytes() for name in TABLES}
    except OSError as error:
        raise ValueError(f"{error.filename or folder}: {error.strerror}: no table of weights") from error


@cache
def _models_in(folder: Path) -> Models:
    digest = sha256()
    for name, table in tables_of(folder).items():
        digest.update(f"{name} {len(table)} ".encode() + table)
    file = cache_folder() / "own" / f"weights-{digest.hexdigest()[:32]}"
    with contextlib.suppress(OSError, ValueError):
        return models_of(read_tables(file, TABLES))
    tables = {name: read_table(folder / f"{name}.csv") for name in TABLES}
    with contextlib.suppress(OSError):
        keep_tables(file, tables)
    return models_of(tables)
