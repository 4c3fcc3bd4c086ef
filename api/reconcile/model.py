"""What is asked for, and what is found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

PLACE, AGENCY, ORGANIZATION, TOPIC = "Place", "Agency", "Organization", "Topic"
KINDS = (PLACE, AGENCY, ORGANIZATION, TOPIC)
"""The types that names are looked for in; the classes of the ontology below them stand beside them in an entry."""


class How(StrEnum):
    """How a printed name agrees with one that is known; agreement.toml says what each is worth."""

    IDENTIFIER = "identifier"
    OFFICIAL = "official"
    SHORT = "short"
    LEVEL = "level"  # 市发改委: whose it is says the place that was given beside it
    SOUND = "sound"
    SLIP = "slip"
    ALIKE = "alike"


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that a name can stand for."""

    id: str
    """Its path below the base: ``id/place/440300``, ``topic/green-energy``."""
    name: str
    types: tuple[str, ...]
    """One of KINDS and the classes below it, the most specific first."""
    english: str = ""
    place: str = ""
    """Path of the place that it serves, stands in or lies in."""
    code: str = ""
    """GB/T 2260: its own, or that of the place that it serves."""
    aliases: tuple[str, ...] = ()
    served: bool = False
    """Whether the served graph holds it; what only the tables hold no document has named yet."""

    @property
    def kind(self) -> str:
        return next(kind for kind in KINDS if kind in self.types)

    @property
    def forms(self) -> tuple[str, ...]:
        """Every name that it goes by, the official one first."""
        return tuple(dict.fromkeys(filter(None, (self.name, *self.aliases, self.english))))


@dataclass(frozen=True, slots=True)
class Found:
    """That a name may stand for *entry*, and how it agrees: *likeness* from 0 to 1."""

    entry: Entry
    how: How
    likeness: float = 1.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """An answer: a score from 0 to 100, and whether it is the one and sure."""

    found: Found
    score: float
    match: bool


@dataclass(frozen=True, slots=True)
class Query:
    """A name that is asked about."""

    text: str
    types: tuple[str, ...] = ()
    """Only things of one of these; () is everything."""
    limit: int = 5
    conditions: tuple[tuple[str, tuple[str, ...]], ...] = field(default=())
    """Pairs of a property and the values that one of which its value should be."""

    def wants(self, entry: Entry) -> bool:
        return not self.types or any(kind in entry.types for kind in self.types)

    def wants_kind(self, kind: str, below: Iterable[str] = ()) -> bool:
        """Whether things of *kind*, which has the classes *below* it, may be an answer."""
        return not self.types or kind in self.types or any(one in self.types for one in below)
