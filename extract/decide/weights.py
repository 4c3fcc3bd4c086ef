"""Tables of weights: one row says what a feature speaks for a label. They lie in data/model as CSV.

Columns: ``feature``, ``label``, ``weight`` (natural logarithm of odds), ``support`` (in how many annotated documents
the feature was seen; 0 where nobody counted) and ``origin`` (learned, or hand for a row that a person set: fitting
keeps it).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import StringIO
from itertools import count
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

COLUMNS = ("feature", "label", "weight", "support", "origin")
BIAS = "bias"
"""The feature that every candidate has."""
LEARNED, HAND = "learned", "hand"


class Weight(NamedTuple):
    """One row of a table."""

    feature: str
    label: str
    weight: float
    support: int = 0
    origin: str = LEARNED


class Features(Protocol):
    """The features of a table, in the order of its rows."""

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[str]: ...

    def place(self, feature: str) -> int | None:
        """The row of a *feature*; None where the table has none."""


class Listed(dict[str, int]):
    """Features in memory, with their rows."""

    def place(self, feature: str) -> int | None:
        """The row of a *feature*; None where there is none."""
        return self.get(feature)


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A table as a matrix: what each feature speaks for each label, 0 where the table has no row."""

    features: Features
    labels: tuple[str, ...]
    weights: NDArray[np.float64]  # (features, labels)

    @classmethod
    def of(cls, rows: Iterable[Weight]) -> Table:
        """Features and labels in the order in which they first stand in *rows*."""
        kept = list(rows)
        features = Listed(zip(dict.fromkeys(row.feature for row in kept), count(), strict=False))
        labels = {label: place for place, label in enumerate(dict.fromkeys(row.label for row in kept))}
        weights = np.zeros((len(features), len(labels)))
        for row in kept:
            weights[features[row.feature], labels[row.label]] = row.weight
        return cls(features, tuple(labels), weights)


def shipped_table(name: str) -> Traversable:
    """The table ``data/model/{name}.csv`` of the installed package."""
    return files("duikou.data") / "model" / f"{name}.csv"


def read_weights(path: Traversable | Path) -> Iterator[Weight]:
    """The rows of a table. Raises ValueError naming file, line and cause; FileNotFoundError when there is none."""
    reader = csv.reader(StringIO(path.read_text(encoding="utf-8"), newline=""), strict=True)
    try:
        if tuple(next(reader, ())) != COLUMNS:
            raise ValueError(f"columns are not {', '.join(COLUMNS)}")
        for feature, label, weight, support, origin in reader:
            yield Weight(feature, label, float(weight), int(support), origin)
    except (ValueError, csv.Error) as error:
        raise ValueError(f"{path}, line {reader.line_num}: {error}") from error


def write_weights(path: Path, rows: Iterable[Weight]) -> None:
    """Writes a table sorted by label and feature, three decimals a weight: the same rows give the same bytes."""
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in sorted(rows, key=lambda row: (row.label, row.feature)):
        writer.writerow((row.feature, row.label, f"{row.weight:.3f}", row.support, row.origin))
    beside = path.with_suffix(".part")
    beside.write_text(text.getvalue(), encoding="utf-8")
    beside.replace(path)
