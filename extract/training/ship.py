"""Fits a model to folders of annotated documents, or moves the shipped one towards them, and puts its tables in place,
with their manifest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from ..decide.weights import HAND, Table, Weight, read_weights, read_wide, write_weights, write_wide
from ..models import DECISIONS, UNITS
from .fit import Tables, fit
from .gold import Gold, gold_clauses, gold_sets
from .local import adapt_tables
from .manifest import NAME, manifest_of, write_manifest


def ship(roots: Sequence[Path], model: Path, jobs: int = 1, report: Callable[[str], None] = lambda _: None) -> Tables:
    """Fits to all gold below *roots* and writes the tables to the folder *model*; rows that a person set there stay.

    The same gold gives the same bytes, whatever *jobs* (processes) are used. Raises ValueError or OSError naming what
    cannot be read.
    """
    report("reading annotated documents")
    golds = _golds(roots)
    tables_of_clauses = (path for root in roots if (path := root / "clauses.csv").exists())
    clauses = [clause for path in tables_of_clauses for clause in gold_clauses(path)]
    report(f"{len(golds)} documents, {len(clauses)} clauses")
    tables = fit(golds, clauses, jobs, report)
    write_model(roots, model, tables)
    return tables


def ship_local(
    roots: Sequence[Path], shipped: Path, model: Path, report: Callable[[str], None] = lambda _: None
) -> Tables:
    """Moves the tables of the folder *shipped* towards the gold below *roots* and writes them to the folder *model*,
    which may not be the same.

    The same tables and gold give the same bytes. Raises ValueError or OSError naming what cannot be read.
    """
    if model.resolve() == shipped.resolve():
        raise ValueError(f"{model}: the shipped weights stay as they are; name another folder")
    report("reading annotated documents")
    golds = _golds(roots)
    report(f"{len(golds)} documents")
    rows = {name: list(read_weights(shipped / f"{name}.csv")) for name in DECISIONS}
    tables = adapt_tables(golds, rows, read_wide(shipped / f"{UNITS}.csv"), report)
    write_model(roots, model, tables, shipped)
    return tables


def _golds(roots: Sequence[Path]) -> list[Gold]:
    if not (golds := [gold for root in roots for gold in gold_sets(root)]):
        raise FileNotFoundError(f"{', '.join(map(str, roots))}: no annotated document (*.json)")
    return golds


def write_model(roots: Sequence[Path], model: Path, tables: Tables, prior: Path | None = None) -> None:
    """Writes *tables*, fitted to the gold in *roots* or moved towards it from those in *prior*, beside those of *model*
    and then puts them in place, the manifest last."""
    model.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=model, prefix=".part-") as folder:
        beside = Path(folder)
        for name, table in tables.items():
            if isinstance(table, Table):
                write_wide(beside / f"{name}.csv", table)
            else:
                write_weights(beside / f"{name}.csv", [*table, *_by_hand(model / f"{name}.csv")])
        write_manifest(beside, manifest_of(roots, beside, prior))
        for path in sorted(beside.iterdir(), key=lambda path: (path.name == NAME, path.name)):
            path.replace(model / path.name)


def _by_hand(table: Path) -> list[Weight]:
    """The rows that a person set. They stand behind the learned ones, and the last row of a feature counts."""
    return [row for row in read_weights(table) if row.origin == HAND] if table.exists() else []
