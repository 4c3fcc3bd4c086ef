"""Fits a model to folders of annotated documents and puts its tables, with their manifest, in place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from ..decide.weights import HAND, Weight, read_weights, write_weights
from .fit import Tables, fit
from .gold import gold_clauses, gold_sets
from .manifest import NAME, manifest_of, write_manifest


def ship(roots: Sequence[Path], model: Path, jobs: int = 1, report: Callable[[str], None] = lambda _: None) -> Tables:
    """Fits to all gold below *roots* and writes the tables to the folder *model*; rows that a person set there stay.

    The same gold gives the same bytes, whatever *jobs* (processes) are used. Raises ValueError or OSError naming what
    cannot be read.
    """
    report("reading annotated documents")
    golds = [gold for root in roots for gold in gold_sets(root)]
    if not golds:
        raise FileNotFoundError(f"{', '.join(map(str, roots))}: no annotated document (*.json)")
    tables_of_clauses = (path for root in roots if (path := root / "clauses.csv").exists())
    clauses = [clause for path in tables_of_clauses for clause in gold_clauses(path)]
    report(f"{len(golds)} documents, {len(clauses)} clauses")
    tables = fit(golds, clauses, jobs, report)
    write_model(roots, model, tables)
    return tables


def write_model(roots: Sequence[Path], model: Path, tables: Tables) -> None:
    """Writes *tables*, fitted to the gold in *roots*, beside those of *model* and then puts them in place, the manifest
    last."""
    model.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=model, prefix=".part-") as folder:
        beside = Path(folder)
        for name, rows in tables.items():
            write_weights(beside / f"{name}.csv", [*rows, *_by_hand(model / f"{name}.csv")])
        write_manifest(beside, manifest_of(roots, beside))
        for path in sorted(beside.iterdir(), key=lambda path: (path.name == NAME, path.name)):
            path.replace(model / path.name)


def _by_hand(table: Path) -> list[Weight]:
    """The rows that a person set. They stand behind the learned ones, and the last row of a feature counts."""
    return [row for row in read_weights(table) if row.origin == HAND] if table.exists() else []
