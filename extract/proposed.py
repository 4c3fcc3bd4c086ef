"""What a proposer from outside says of a document: more candidates, and a feature of those that are there already.

A proposal is never a fact. It says where something may stand (clean offsets); the decisions weigh it as they weigh what
every other proposer says, and :data:`PROPOSED` is its feature's name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .model import Clean, EntityType, Span

PROPOSED = "model"
"""The feature, and the source that is shown of it: a large model."""


@dataclass(frozen=True, slots=True, order=True)
class ProposedName:
    """Words that may name something."""

    span: Span
    type: EntityType


@dataclass(frozen=True, slots=True, order=True)
class ProposedMeasure:
    """Words that may commit somebody."""

    span: Span
    commitment: str
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True, order=True)
class ProposedPair:
    """Words that may pair two places."""

    span: Span
    base: tuple[Span, ...]
    """Where the receiving place is named in them."""
    partner: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Proposals:
    """All that is proposed of one document, each in text order."""

    names: tuple[ProposedName, ...] = ()
    measures: tuple[ProposedMeasure, ...] = ()
    pairs: tuple[ProposedPair, ...] = ()


NOTHING = Proposals()
Proposer = Callable[[Clean], Proposals]
"""Whoever is asked about a document once it is cleaned. Raises nothing: who cannot answer proposes nothing."""


def nobody(_clean: Clean) -> Proposals:
    """The proposer where there is none."""
    return NOTHING
