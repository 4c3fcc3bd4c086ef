"""What people have seen of an annotated document: all of it, or single facts of it.

An annotation that was made by hand from the first word to the last says by its silence what is no measure and no name.
One that comes from corrections says so only of what somebody looked at: its key ``seen`` tells of what.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

KINDS = ("measure", "responsibility", "pair", "entity", "target")
"""The kinds of facts of a correction."""
BETWEEN_PLACES = "—"
"""Joins the names of a pair in its subject, the receiving side first."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One fact that a person said something of."""

    kind: str
    """One of KINDS."""
    start: int
    """Where its words stand, in code points of the document as read: of a responsibility those of its measure."""
    end: int
    right: bool
    """Whether it is so."""
    subject: str = ""
    """Of a responsibility the body, of a pair both places, of a name the official name."""
    value: str = ""
    """Of a measure the commitment, of a responsibility the role, of a name the type, of a pair the status, of a target
    the year; empty where nobody said so."""
    topics: tuple[str, ...] = ()
    """Of a measure; none where nobody said so."""

    def as_json(self) -> dict[str, Any]:
        """As :func:`seen_of` reads it; what is empty is left out."""
        optional = {"subject": self.subject, "value": self.value, "topics": list(self.topics)}
        fixed = {"kind": self.kind, "start": self.start, "end": self.end, "right": self.right}
        return fixed | {name: value for name, value in optional.items() if value}


@dataclass(frozen=True, slots=True)
class Seen:
    """What of a document people have seen."""

    throughout: frozenset[str]
    """Which of names, measures and pairs they have seen from the first word to the last."""
    facts: tuple[Judged, ...]

    def as_json(self) -> dict[str, Any]:
        """As :func:`seen_of` reads it."""
        return {"throughout": sorted(self.throughout), "facts": [fact.as_json() for fact in self.facts]}


def seen_of(annotation: Any) -> Seen | None:
    """What an annotation says of having been seen; None where it says nothing, as one does that was made by hand.
    Raises ValueError naming what is wrong."""
    found = annotation.get("seen") if isinstance(annotation, dict) else None
    if found is None:
        return None
    try:
        return Seen(frozenset(_words(found["throughout"])), tuple(map(_judged, found["facts"])))
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"seen: {error!r}") from error


def _judged(fact: Mapping[str, Any]) -> Judged:
    kind, start, end, right = (fact[name] for name in ("kind", "start", "end", "right"))
    if kind not in KINDS:
        raise ValueError(f"seen: kind {kind!r} is none of {', '.join(KINDS)}")
    if not (isinstance(start, int) and isinstance(end, int) and 0 <= start <= end and isinstance(right, bool)):
        raise ValueError(f"seen: {kind} at {start!r} to {end!r}, right {right!r}")
    subject, value = str(fact.get("subject", "")), str(fact.get("value", ""))
    if kind == "pair" and BETWEEN_PLACES not in subject:
        raise ValueError(f"seen: subject {subject!r} of a pair names no two places")
    return Judged(kind, start, end, right, subject, value, _words(fact.get("topics", ())))


def _words(items: Iterable[Any]) -> tuple[str, ...]:
    if isinstance(items, str):
        raise ValueError(f"seen: {items!r} is no list")
    return tuple(map(str, items))
