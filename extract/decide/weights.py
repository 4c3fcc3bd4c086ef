"""Tables of weights: one row says what a feature speaks for a label. They lie in data/model as CSV.

Columns: ``feature``, ``label``, ``weight`` (natural logarithm of odds), ``support`` (in how many annotated documents
the feature was seen; 0 where nobody counted) and ``origin`` (learned, or hand for a row that a person set: fitting
keeps it).

What features speak to the hidden units of a network (network.py) is a wide table: ``feature``, ``support`` and
``hundredths``, whole numbers parted by spaces, one for each unit.
"""

from __future__ import annotations

import csv
import warnings
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
WIDE = ("feature", "support", "hundredths")
"""The columns of a wide table."""
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
    with path.open(encoding="utf-8") as file:
        wide = file.readline() == f"{','.join(WIDE)}\n"
    return read_wide(path) if wide else Table.of(read_weights(path))


def read_wide(path: Traversable | Path) -> Table:
    """A wide table. Raises ValueError naming file, line and cause; FileNotFoundError when there is none."""
    reader = csv.reader(StringIO(path.read_text(encoding="utf-8"), newline=""), strict=True)
    features = Listed()
    supports: list[int] = []
    rows: list[NDArray[np.int32]] = []
    try:
        if tuple(next(reader, ())) != WIDE:
            raise ValueError(f"columns are not {', '.join(WIDE)}")
        with warnings.catch_warnings():
            warnings.simplefilter("error", DeprecationWarning)
            for feature, support, cell in reader:
                rows.append(_hundredths(cell))
                if len(rows[-1]) != len(rows[0]):
                    raise ValueError(f"{len(rows[-1])} weights, not {len(rows[0])}")
                if feature in features:
                    raise ValueError(f"{feature} stands there twice")
                features[feature] = len(supports)
                supports.append(int(support))
    except (ValueError, csv.Error) as error:
        raise ValueError(f"{path}, line {reader.line_num}: {error}") from error
    units = tuple(map(str, range(len(rows[0]) if rows else 0)))
    return Table(features, units, np.array(rows, np.float64).reshape(len(rows), len(units)) / HUNDREDTHS, supports)


def _hundredths(cell: str) -> NDArray[np.int32]:
    """The numbers of a cell. Raises ValueError where there is something else in it."""
    try:
        return np.fromstring(cell, np.int32, sep=" ")  # a fifth of the time that int() takes
    except (ValueError, DeprecationWarning):  # the one of newer versions of NumPy, the other of older ones
        raise ValueError(f"{cell[:40]} is not whole numbers parted by spaces") from None


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
    _write(path, WIDE, ((feature, support, " ".join(map(str, cells))) for feature, support, cells in rows))


def _write(path: Path, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    beside = path.with_suffix(".part")
    beside.write_text(text.getvalue(), encoding="utf-8")
    beside.replace(path)
