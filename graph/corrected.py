"""Corrections in a build: which document has which, and the list of what became of each.

The list stands beside the graph and is no part of it. What is orphaned or conflicting is work for people; nothing that
anybody wrote is left out.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from ..corrections.batches import cells_of, read_batches
from ..corrections.model import Correction
from ..corrections.outcomes import OPEN, Cause, Fate, Outcome
from ..corrections.select import Held, select, strays
from ..extract.read import PARTS, slug
from ..extract.readers.parts import digest_of
from ..printable import guarded
from .corpora import Corpus
from .corpus import Document
from .kept import DocumentState, Kept

CORRECTIONS = "corrections.csv"
"""In a release: the list of all corrections. In what is kept of a document: its rows, without a head."""
COLUMNS = (
    "outcome",
    "cause",
    "against",
    "batch",
    "line",
    "who",
    "when",
    "document",
    "kind",
    "subject",
    "field",
    "was",
    "value",
    "action",
    "quote",
    "reason",
)
"""*outcome* and *cause* as in corrections/outcomes.py; *against* is the batch and line of the row that is in force."""
_MARK = "\ufeff"


def with_corrections(
    documents: Sequence[Document], corpora: Sequence[Corpus]
) -> tuple[list[Document], tuple[Correction, ...]]:
    """*documents* with the corrections of each, and the corrections that fit none. Raises ValueError with file, line
    and column of one that is wrong."""
    rows = {corpus.name: read_batches(corpus.rows) for corpus in corpora}
    if not any(rows.values()):
        return list(documents), ()
    found, stray = select(rows, [_held(document) for document in documents])
    return [replace(one, corrections=found.get(place, ())) for place, one in enumerate(documents)], stray


def corrections_beside(path: Path, key: str, sha256: str) -> tuple[Correction, ...]:
    """The corrections beside a single file that are of it, by its *key* or by its bytes. Raises ValueError with file,
    line and column of one that is wrong."""
    rows = read_batches(path.parent)
    if not rows:
        return ()
    held = Held("", frozenset((key, slug(path.name))), lambda: sha256)
    # A row with the name of this file and the bytes of another there is of that one.
    others = [one for one in sorted(path.parent.iterdir()) if one.name[0] != "." and one.name != path.name]
    documents = [one for one in others if one.is_file() or one.suffix.lower() == PARTS]
    beside = [Held("", frozenset(), partial(file_digest, one)) for one in documents]
    return select({"": rows}, [held, *beside])[0].get(0, ())


def _held(document: Document) -> Held:
    names = frozenset((document.slug, slug(document.path.name)))
    return Held(document.corpus, names, lambda: "" if document.refused else file_digest(document.path))


def file_digest(path: Path) -> str:
    """The SHA-256 of a document's file, or of its folder of parts; empty where it cannot be read."""
    try:
        return digest_of(path)
    except OSError:
        return ""


def fingerprint(rows: Sequence[Correction]) -> str:
    """A hash of corrections; empty without any, so that what is kept of a document without one stays good."""
    return hashlib.sha256("\n".join(map(repr, rows)).encode()).hexdigest() if rows else ""


def outcome_rows(outcomes: Iterable[Outcome], document: str = "") -> bytes:
    """What became of the corrections of one *document*, as lines of CSV without a head."""
    return _csv(_row(outcome, document or outcome.row.document) for outcome in outcomes)


def corrections_table(kept: Kept, states: Iterable[DocumentState], aside: Iterable[Outcome]) -> bytes:
    """The list of all corrections: those of each document that was read as it is now, from what is *kept* of it, and
    those *aside* that none of these has."""
    read = sorted((state.slug, kept.folder(state)) for state in states if state.status == "published")
    parts = [(folder / CORRECTIONS).read_bytes() for _, folder in read if (folder / CORRECTIONS).is_file()]
    return _MARK.encode() + _csv([COLUMNS]) + b"".join(parts) + outcome_rows(aside)


def outcomes_aside(
    stray: Iterable[Correction], documents: Iterable[Document], states: Iterable[DocumentState]
) -> list[Outcome]:
    """The outcomes of corrections that fit no document, or one that could not be read or published as it is now."""
    found = strays(stray)
    for document, state in zip(documents, states, strict=True):
        if state.status != "published":
            found += strays(document.corrections, Cause.NOT_READ)
    return found


def count_open(outcomes: Iterable[Outcome]) -> int:
    """How many corrections a person should look at."""
    return sum(outcome.fate in OPEN for outcome in outcomes)


def in_force(outcomes: Iterable[Outcome]) -> int:
    """How many corrections hold."""
    return sum(outcome.fate in (Fate.EXACT, Fate.MOVED) for outcome in outcomes)


def _row(outcome: Outcome, document: str) -> list[str]:
    row, other = outcome.row, outcome.against
    who, when, _, _, quote, _, _, _, _, kind, subject, field, was, value, action, reason = map(guarded, cells_of(row))
    against = f"{other.batch}:{other.line}" if other else ""
    place = [outcome.fate.value, outcome.cause.value, against, row.batch, str(row.line)]
    return [*place, who, when, document, kind, subject, field, was, value, action, quote, reason]


def _csv(rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)  # RFC 4180
    return out.getvalue().encode()
