"""What names stand for."""

from __future__ import annotations

from dataclasses import dataclass

from ..model import EntityType, Span


@dataclass(frozen=True, slots=True)
class Meaning:
    """One thing that a mention stands for: its official name and its key."""

    type: EntityType
    canonical: str
    key: str
    subtype: str = ""
    place: str = ""
    """Key of the place that a body serves or an organisation stands in."""
    known: bool = False
    """Whether a table holds it."""
    whose: int = 0
    """How many characters of the official name say whose body it is."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible mention: where it stands (clean offsets), what it would be, and the features that decide it."""

    span: Span
    type: EntityType
    features: tuple[str, ...]
    score: float = 0.0
    """Natural logarithm of the odds that it is a mention."""
