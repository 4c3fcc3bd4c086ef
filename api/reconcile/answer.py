"""Answers to a batch of names: candidates with scores, and which of them is sure."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ...extract.knowledge.gazetteer import Place
from .index import Index, context_of
from .model import Candidate, Entry, Found, How, Query
from .openings import chain

PLACE_PROPERTIES = ("place", "code")
"""Properties that say whose a body is, or where something lies."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """What it is worth that names agree in some way."""

    score: float
    sure: bool


@cache
def agreements() -> dict[How, Agreement]:
    """The rows of agreement.toml. Raises ValueError for a way that is missing, unknown or badly described."""
    table = tomllib.loads(files(__package__).joinpath("agreement.toml").read_text("utf-8"))
    if {*table} != {*How}:
        raise ValueError(f"agreement.toml: {', '.join(sorted({*table} ^ {*How}))}: unknown, or missing")
    try:
        return {How(name): Agreement(**row) for name, row in table.items()}
    except TypeError as error:
        raise ValueError(f"agreement.toml: {error}") from error


def answer(index: Index, query: Query) -> list[Candidate]:
    """The candidates for a name, the best first. One of them is sure where it alone agrees best and nothing but it
    agrees so well, and the properties that were given say nothing else."""
    values = [value for name, given in query.conditions if name in PLACE_PROPERTIES for value in given]
    context = context_of(index.known, values)
    found = index.find(query, context)
    fitting = [one for one in found if context is None or _fits(index, one.entry, context)]
    candidates = _scored(fitting or found, sure=bool(fitting))
    return candidates[: query.limit]


def _scored(found: Sequence[Found], *, sure: bool) -> list[Candidate]:
    """Scores: those that agree in the same way share what that is worth."""
    worth = agreements()
    candidates = []
    for one in found:
        equals = sum(1 for other in found if (other.how, other.likeness) == (one.how, one.likeness))
        score = worth[one.how].score * one.likeness / equals
        best = one is found[0] and equals == 1
        candidates.append(Candidate(one, round(score, 1), sure and best and worth[one.how].sure))
    return candidates


def _fits(index: Index, entry: Entry, context: Place) -> bool:
    """Whether *entry* is of the place that was given: that place, or something there."""
    keys = [entry.id.removeprefix("id/"), entry.place.removeprefix("id/")]
    places: Iterable[Place | None] = (index.known.places.get(key) for key in keys)
    return any(context in chain(index.known, place) for place in places if place)
