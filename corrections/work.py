"""What those who write rows into a draft share: where to write, and what they say of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..extract.model import Span
from .anchor import Anchors
from .draft import Draft, Entry, Fact
from .model import Correction, Kind
from .outcomes import Cause

ALIKE = 0.5
"""The least overlap (intersection over union) of words that state one fact."""
HOLDS, GONE = "holds", "does not hold"


@dataclass(frozen=True, slots=True)
class Claim:
    """What a row says of one field of a fact, the empty one being whether it holds."""

    fact: int | str
    """Its place in the draft; an entity's key there."""
    field: str
    says: str
    part: Span | None = None
    """The mention that it is about, where it is about one."""


@dataclass(frozen=True, slots=True)
class Settles:
    """A doubt that a row settles: of the measure that its words overlap, or of the fact that its words spell out."""

    kind: Kind
    span: Span | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """What writing one row came to."""

    cause: Cause = Cause.NONE
    fact: int | str | None = None
    """Its place in the draft; an entity's key there."""
    claims: tuple[Claim, ...] = ()
    settles: tuple[Settles, ...] = ()
    span: Span | None = None
    """Where the fact stands, when not at the words of the row."""


@dataclass(frozen=True, slots=True)
class Work:
    """The draft of one document, and where words stand in it."""

    draft: Draft
    anchors: Anchors

    @property
    def text(self) -> str:
        return self.anchors.clean.text

    def mention(self, place: str, spans: Sequence[Span]) -> None:
        """Gives an entity of the draft further mentions, by the words that the file prints there."""
        self.draft.mention(place, spans, [self.anchors.clean.quote(span) for span in spans])


def claims(fact: int | str, row: Correction, value: str, part: Span | None = None) -> tuple[Claim, ...]:
    """What a row that confirms, amends or adds says: that the fact holds, and its field."""
    held = Claim(fact, "", HOLDS, part)
    return (held, Claim(fact, row.field, value, part)) if row.field else (held,)


def alike(entries: Sequence[Entry[Fact]], spans: Iterable[tuple[int, Span]], span: Span) -> int | None:
    """The place of the fact whose words overlap *span* most, those that hold first; None when none does enough."""
    near = [(overlap(at, span), entries[place].holds, -place) for place, at in spans]
    best = max((one for one in near if one[0] >= ALIKE), default=None)
    return -best[2] if best else None


def overlap(one: Span, other: Span) -> float:
    """Intersection over union of two spans."""
    shared = min(one.end, other.end) - max(one.start, other.start)
    return max(0, shared) / max(1, max(one.end, other.end) - min(one.start, other.start))
