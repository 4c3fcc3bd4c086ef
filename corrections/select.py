"""Which document each correction is of: its bytes tell it before its name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from .model import Correction
from .outcomes import Cause, Fate, Outcome


@dataclass(frozen=True, slots=True)
class Held:
    """A document as rows may call it."""

    corpus: str
    slugs: frozenset[str]
    """Its key, and the one that its name gives by itself."""
    sha256: Callable[[], str]
    """The hash of its file; of others than the one that is called like a row it is asked only when that one has not
    the row's. Empty where it cannot be read."""


def select(
    rows: Mapping[str, Sequence[Correction]], documents: Sequence[Held]
) -> tuple[dict[int, tuple[Correction, ...]], tuple[Correction, ...]]:
    """The rows of each document, by its place in *documents*, and those that fit none.

    *rows* are given by the corpus beside whose documents they stand. A row is of the document that is called like its
    own and has its bytes, else of one with the same bytes (the file was renamed, and another may have its name now),
    else of one that is called so (the file was changed). Of several, one of its own corpus goes before others.
    """
    digests: dict[int, str] = {}

    def digest(place: int) -> str:
        if place not in digests:
            digests[place] = documents[place].sha256()
        return digests[place]

    found: dict[int, list[Correction]] = {}
    stray: list[Correction] = []
    for corpus, each in rows.items():
        ranked = sorted(range(len(documents)), key=lambda place: documents[place].corpus != corpus)
        known: dict[tuple[str, str], int | None] = {}
        for row in each:
            if (row.document, row.sha256) not in known:
                called = [place for place in ranked if row.document in documents[place].slugs]
                same = (place for place in (*called, *ranked) if row.sha256 and digest(place) == row.sha256)
                known[row.document, row.sha256] = next(same, next(iter(called), None))
            place = known[row.document, row.sha256]
            (stray if place is None else found.setdefault(place, [])).append(row)
    return {place: tuple(each) for place, each in found.items()}, tuple(stray)


def strays(rows: Iterable[Correction], cause: Cause = Cause.NO_DOCUMENT) -> list[Outcome]:
    """The outcomes of rows that no document is there for, or none that can be read."""
    return [Outcome(row, Fate.ORPHANED, cause) for row in rows]
