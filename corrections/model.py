"""What a correction is: a row about words of a document, never an edit of the graph.

    corrections/*.csv ─ read ─► Correction ─ anchor ─► exact, moved or orphaned ─ apply ─► Facts as people have them

A row finds its fact by the words that state it (a quote with what stands before and behind it) and by what else tells
facts of the same words apart (its *subject*), so it outlives another extractor, another format and another file name.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Action(StrEnum):
    """What a person says of a fact."""

    CONFIRM = "confirm"  # it is so
    REJECT = "reject"  # it is not so
    AMEND = "amend"  # one field of it has another value
    ADD = "add"  # it was missed


class Kind(StrEnum):
    """What kind of fact a row is about."""

    MEASURE = "measure"
    RESPONSIBILITY = "responsibility"
    PAIR = "pair"
    ENTITY = "entity"
    TARGET = "target"


FIELDS: dict[Kind, tuple[str, ...]] = {
    Kind.MEASURE: ("", "span", "commitment", "topics"),
    Kind.RESPONSIBILITY: ("", "body", "role"),
    Kind.PAIR: ("", "status", "base", "partner", "base_area", "from", "to"),
    Kind.ENTITY: ("", "name", "type", "span"),
    Kind.TARGET: ("", "span", "year"),
}
"""The fields that a row may name, by kind; the empty one is the fact as a whole. Several topics are joined by ``|``."""

BETWEEN_PLACES = "—"
"""Joins the two names in the subject of a pair, receiving side first."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """Words of a document and where they stood when the row was written."""

    quote: str
    """Verbatim: of a measure or target its own words; of a responsibility those of its measure; of a name one mention
    of it; of a pair its evidence."""
    prefix: str
    """Up to 32 characters before the quote."""
    suffix: str
    """Up to 32 characters behind it."""
    start: int
    """Where it stood in the text of the file with that hash: code points from 0, the end exclusive."""
    end: int


@dataclass(frozen=True, slots=True)
class Correction:
    """One row of a batch."""

    batch: str
    """The file's name without its suffix."""
    line: int
    """Where the row stands in it, from 2: the first line is the head."""
    who: str
    when: str
    """UTC, ISO 8601: 2026-11-27T09:30:00Z."""
    document: str
    """The document's slug; its *sha256* finds it when the file was renamed."""
    sha256: str
    anchor: Anchor
    kind: Kind
    subject: str
    """What tells facts of the same words apart: of a responsibility the official name of the body, of a pair the names
    of both places, of a name its official name; empty for a measure and a target."""
    field: str
    """One of FIELDS[kind]."""
    was: str
    """What the extractor had for the field when the row was written."""
    value: str
    """What is right; for a fact that is added, its own value (the type of a name, the role of a body, the status of a
    pair, the commitment of a measure, the year of a target)."""
    action: Action
    reason: str
