"""Tables of weights: one row says what a feature speaks for a label. They lie in data/model as CSV.

Columns: ``feature``, ``label``, ``weight`` (natural logarithm of odds), ``support`` (in how many annotated documents
the feature was seen; 0 where nobody counted) and ``origin`` (learned, or hand for a row that a person set: fitting
keeps it).

What features speak to the hidden units of a network (network.py) is a wide table: ``feature``, ``support``, and a
column for each unit with whole hundredths.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
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
WIDE = ("feature", "support")
"""The columns of a wide table before those of its units."""
HUNDREDTHS = 100


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
    supports: Sequence[int] = ()
    """In how many annotated documents each feature was seen, where that is kept: of a wide table."""

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


def read_table(path: Traversable | Path) -> Table:
    """A table of either form. Raises ValueError naming file, line and cause; FileNotFoundError when there is none."""
    reader = csv.reader(StringIO(path.read_text(encoding="utf-8"), newline=""), strict=True)
    if tuple(next(reader, ()))[: len(WIDE)] != WIDE:
        return Table.of(read_weights(path))
    return read_wide(path)


def read_wide(path: Traversable | Path) -> Table:
    """A wide table. Raises ValueError naming file, line and cause; FileNotFoundError when there is none."""
    reader = csv.reader(StringIO(path.read_text(encoding="utf-8"), newline=""), strict=True)
    features, supports = Listed(), []
    rows: list[NDArray[np.int32]] = []
    try:
        head = tuple(next(reader, ()))
        if head[: len(WIDE)] != WIDE:
            raise ValueError(f"columns do not begin with {', '.join(WIDE)}")
        for feature, support, *cells in reader:
            if len(cells) != len(head) - len(WIDE):
                raise ValueError(f"{len(cells)} weights, not {len(head) - len(WIDE)}")
            if feature in features:
                raise ValueError(f"{feature} stands there twice")
            features[feature] = len(rows)
            supports.append(int(support))
            rows.append(np.array([int(cell) for cell in cells], np.int32))
    except (ValueError, csv.Error) as error:
        raise ValueError(f"{path}, line {reader.line_num}: {error}") from error
    weights = np.array(rows, np.float64).reshape(len(rows), len(head) - len(WIDE)) / HUNDREDTHS
    return Table(features, head[len(WIDE) :], weights, supports)


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
    ordered = sorted(rows, key=lambda row: (row.label, row.feature))
    cells = ((row.feature, row.label, f"{row.weight:.3f}", row.support, row.origin) for row in ordered)
    _write(path, COLUMNS, cells)


def write_wide(path: Path, table: Table) -> None:
    """Writes a wide table, in the order of its rows: the same table gives the same bytes."""
    weights = np.rint(table.weights * HUNDREDTHS).astype(int).tolist()
    rows = zip(table.features, table.supports, weights, strict=True)
    _write(path, (*WIDE, *table.labels), ((feature, support, *cells) for feature, support, cells in rows))


def _write(path: Path, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    beside = path.with_suffix(".part")
    beside.write_text(text.getvalue(), encoding="utf-8")
    beside.replace(path)
