"""An explanation as plain values. Offsets are source offsets; probabilities run from 0 to 1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..decide.linear import Linear, Reason
from ..decide.weights import BIAS
from ..model import Span

SHOWN = 3
"""Reasons shown for, and against."""


@dataclass(frozen=True, slots=True)
class Why:
    """The strongest reasons of one decision. Weights are natural logarithms of odds."""

    decision: str  # the name of its table in data/model
    reasons_for: tuple[Reason, ...]
    reasons_against: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """A label with its probability, and why."""

    label: str
    probability: float
    why: Why


@dataclass(frozen=True, slots=True)
class ClauseSeen:
    """A clause: whether it is a measure, and if so what it commits to; whether it is a dated target."""

    span: Span
    text: str
    probability: float
    taken: bool
    why: Why
    """By itself and what stands around it."""
    context: Why
    """By how likely all clauses of the document are."""
    commitment: Choice | None = None
    topics: tuple[Choice, ...] = ()
    target: Choice | None = None
    source: str = ""
    """``model`` where a large model proposes it, too."""


@dataclass(frozen=True, slots=True)
class NameSeen:
    """A candidate for a name. ``names`` holds what it stands for, where it was taken."""

    span: Span
    text: str
    type: str
    probability: float
    taken: bool
    names: tuple[str, ...]
    why: Why
    source: str = ""
    """``model`` where a large model proposes it, too."""


@dataclass(frozen=True, slots=True)
class ClaimSeen:
    """A body that may answer for a measure."""

    span: Span
    """Where the body is named."""
    measure: Span
    measure_text: str
    body: str
    probability: float
    taken: bool
    scope: str
    why: Why
    """By itself."""
    context: Why
    """By how likely the other claims of the document are."""
    role: Choice | None = None


@dataclass(frozen=True, slots=True)
class PairSeen:
    """Two places that may be paired; ``base`` is the one that would receive."""

    span: Span
    text: str
    base: str
    partner: str
    probability: float
    taken: bool
    why: Why
    direction: Choice
    status: Choice
    source: str = ""
    """``model`` where a large model proposes it, too."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the source with all that was seen on it."""

    number: int  # from 1
    text: str
    clauses: tuple[ClauseSeen, ...] = ()
    names: tuple[NameSeen, ...] = ()
    claims: tuple[ClaimSeen, ...] = ()
    pairs: tuple[PairSeen, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """A document, line by line; lines of which nothing was seen are left out."""

    document: str
    title: str
    kind: str
    lines: tuple[Line, ...]


def why(decision: str, model: Linear, features: Sequence[str], label: str) -> Why:
    """The strongest reasons for and against *label*, what every candidate starts from among them."""
    found = model.reasons((BIAS, *features), label) if label in model.labels else ()
    return Why(
        decision,
        tuple(reason for reason in found if reason.weight > 0)[:SHOWN],
        tuple(reason for reason in found if reason.weight < 0)[:SHOWN],
    )
