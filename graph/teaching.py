"""Corrected documents, and what workers do with them: read them as gold, count what the extractor agrees with, tell
what they teach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Generic, TypeVar

from ..corrections.apply import apply
from ..corrections.batches import FOLDER
from ..corrections.gold import gold_of
from ..corrections.model import Correction
from ..corrections.score import Agreement, agreement
from ..corrections.suggest import LEAST, Suggestion, Teaching, suggestions, teachings
from ..extract.llm.ask import Asking
from ..extract.model import Facts
from ..extract.pipeline import facts_of
from ..extract.read import ReadError, read
from .corpora import Corpus
from .corpus import discover
from .corrected import with_corrections
from .workers import Failed, Limits, run

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Taught:
    """A document with the rows that people wrote about it."""

    path: Path
    slug: str
    rows: tuple[Correction, ...]


def taught_documents(corpora: Sequence[Corpus]) -> tuple[list[Taught], tuple[Correction, ...]]:
    """The documents of *corpora* in which people have corrected something, and the rows of no document there. Raises
    ValueError or OSError naming the table that cannot be read, FileNotFoundError where nobody has corrected anything.
    """
    documents, stray = with_corrections(discover(corpora, {}), corpora)
    found = [Taught(one.path, one.slug, one.corrections) for one in documents if one.corrections and not one.refused]
    if not (found or stray):
        raise FileNotFoundError(f"{', '.join(str(corpus.rows / FOLDER) for corpus in corpora)}: no correction")
    return found, stray


def documents_of(folder: Path) -> Path:
    """The folder of documents that *folder* is, or in which it lies as their corrections."""
    return folder.parent if folder.name == FOLDER and not (folder / FOLDER).is_dir() else folder


@dataclass(frozen=True, slots=True)
class _Reading(Generic[Answer]):
    """What a worker does with a document of no more than *largest* bytes."""

    largest: int

    def __call__(self, item: Taught) -> Answer | Failed:
        try:
            source = replace(read(item.path, self.largest), slug=item.slug)
        except ReadError as error:
            return Failed(error.reason)
        return self.of(facts_of(source, propose=Asking()), item.rows)

    def of(self, facts: Facts, rows: Sequence[Correction]) -> Answer:
        """What is made of the *facts* that the extractor finds, and the *rows*."""
        raise NotImplementedError


class AsGold(_Reading[dict[str, Any]]):
    """Reads a document as an annotated one."""

    def of(self, facts: Facts, rows: Sequence[Correction]) -> dict[str, Any]:
        return gold_of(facts, apply(facts, rows))


class Agreeing(_Reading[Agreement]):
    """Counts what of the rows the extractor says by itself."""

    def of(self, facts: Facts, rows: Sequence[Correction]) -> Agreement:
        return agreement(facts, rows)


class Teaches(_Reading[tuple[Teaching, ...]]):
    """Tells what the corrections of a document would teach beyond it."""

    def of(self, facts: Facts, rows: Sequence[Correction]) -> tuple[Teaching, ...]:
        return tuple(teachings(facts, apply(facts, rows)))


def suggested(
    corpora: Sequence[Corpus], limits: Limits, jobs: int = 1, least: int = LEAST
) -> tuple[list[Suggestion], list[str]]:
    """What at least *least* corrections of *corpora* say alike, and a line for each document that could not be read;
    preview.changes tells what the row of one would change. Raises what taught_documents raises, and WorkersError."""
    told: list[Teaching] = []
    failures = []
    for one, found in run(Teaches(limits.size), taught_documents(corpora)[0], jobs, limits):
        if isinstance(found, Failed):
            failures.append(f"{one.path}: {found.reason}")
        else:
            told += found
    return suggestions(told, least), failures
