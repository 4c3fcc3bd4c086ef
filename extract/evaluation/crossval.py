"""Leave-documents-out: every annotated document is read with models that were not fitted on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from hashlib import sha256
from multiprocessing import get_context
from typing import Any

from ..models import Models, models_of
from ..names.link import find_names
from ..pipeline import Read, decide, knowledge
from ..training.fit import fit
from ..training.gold import Gold, GoldClause
from .annotations import to_annotation

FOLDS = 5


def fold_of(name: str, folds: int = FOLDS) -> int:
    """The fold of a document, by its name: the same on every machine."""
    return sha256(f"fold {name}".encode()).digest()[0] % folds


def leave_out(
    golds: Sequence[Gold],
    clauses: Sequence[GoldClause],
    others: Sequence[Gold] = (),
    jobs: int = 1,
    report: Callable[[str], None] = lambda _: None,
) -> Iterator[tuple[Gold, dict[str, Any]]]:
    """Each of *golds* with what the extractor finds in it when fitted to the other folds, and each of *others* with
    what it finds when fitted to all of *golds*."""
    parts = [number for number in range(FOLDS) if any(fold_of(gold.name) == number for gold in golds)]
    work = [*parts, -1] if others else parts
    if jobs < 2:
        for number in work:
            report(f"fold {number}")
            yield from _fold(golds, clauses, others, number)
        return
    _shared.update(golds=golds, clauses=clauses, others=others)
    with ProcessPoolExecutor(jobs, mp_context=get_context("fork")) as pool:
        for found in pool.map(_in_worker, work):
            by_name = {gold.name: gold for gold in (*golds, *others)}
            yield from ((by_name[name], annotation) for name, annotation in found)
            report("a fold is done")


_shared: dict[str, Any] = {}
"""What forked workers share."""


def _in_worker(number: int) -> list[tuple[str, dict[str, Any]]]:
    found = _fold(_shared["golds"], _shared["clauses"], _shared["others"], number)
    return [(gold.name, annotation) for gold, annotation in found]


def _fold(
    golds: Sequence[Gold], clauses: Sequence[GoldClause], others: Sequence[Gold], number: int
) -> Iterator[tuple[Gold, dict[str, Any]]]:
    models = models_of(fit([gold for gold in golds if fold_of(gold.name) != number], clauses))
    asked = others if number < 0 else [gold for gold in golds if fold_of(gold.name) == number]
    for gold in asked:
        yield gold, annotate(gold, models)


def annotate(gold: Gold, models: Models) -> dict[str, Any]:
    """What the extractor finds in the document of *gold*."""
    linked = find_names(gold.clean, gold.text, gold.outline, knowledge(), models.names)
    return to_annotation(decide(Read(gold.clean, gold.outline, gold.text), linked, models))
