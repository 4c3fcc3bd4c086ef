"""What became of each correction when a document was read again."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ..extract.model import Facts, Span
from .model import Correction, Kind


class Fate(StrEnum):
    """What became of a row."""

    EXACT = "exact"  # its words stand where they stood
    MOVED = "moved"  # its words were found elsewhere, or somewhat changed
    ORPHANED = "orphaned"  # its words are gone, or no document is the row's
    CONFLICTING = "conflicting"  # a later row of another person says otherwise, and is in force
    WITHOUT_EFFECT = "without-effect"  # there is nothing left for it to change


OPEN = (Fate.ORPHANED, Fate.CONFLICTING)
"""What a person should look at."""


class Cause(StrEnum):
    """Why a row is not in force, or has no effect; empty for one that has."""

    NONE = ""
    NO_DOCUMENT = "no-document"
    NOT_READ = "not-read"  # its document cannot be read now, or not be published
    NO_WORDS = "no-words"
    NO_VALUE_WORDS = "no-value-words"  # the right extent is not to be found round the words
    NO_FACT = "no-fact"  # nothing at the words is what the row is about
    OVERRULED = "overruled"  # by a later row of somebody else
    SUPERSEDED = "superseded"  # by a later row of the same person


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one row."""

    row: Correction
    fate: Fate
    cause: Cause = Cause.NONE
    span: Span | None = None
    """Where its words stand now, in clean offsets."""
    against: Correction | None = None
    """The later row that is in force in its place."""


@dataclass(frozen=True, slots=True)
class Settled:
    """That a row is in force for a fact."""

    row: Correction
    kind: Kind
    fact: int | str
    """The fact's index in Facts.measures, .responsibilities, .pairs or .targets; of a name the entity's key."""
    span: Span
    """The words of the row as they stand now (clean offsets)."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """Facts as people have them."""

    facts: Facts
    outcomes: tuple[Outcome, ...] = ()
    """One for each row, in the order in which they hold."""
    settled: tuple[Settled, ...] = ()
