"""Finds dated goals: 到2025年... A clause that names a year is weighed by what is seen of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..decide.linear import Linear
from ..knowledge import schemas
from ..knowledge.lexicon import lexicon
from ..measures.find import Observed
from ..model import Span, Target

THRESHOLD = 0.4


def find_targets(text: str, observed: Observed, model: Linear) -> tuple[Target, ...]:
    """The dated goals of the folded *text*, in text order, with what they count where they say it."""
    found: list[Target] = []
    for clause, features in dated(text, observed):
        if model.probability(features) >= THRESHOLD:
            year = year_in(text, clause)
            found.append(Target(year, clause, quantity_in(text, clause)))
    return tuple(found)


def quantity_in(text: str, span: Span) -> str | None:
    """The amounts that a clause names."""
    return "、".join(match[0] for match in lexicon(schemas.Targets).quantity.finditer(text, *span)) or None


def dated(text: str, observed: Observed) -> Iterator[tuple[Span, Sequence[str]]]:
    """The clauses that name a year, with their features."""
    for clause, features in zip(observed.clauses, observed.features, strict=True):
        if year_in(text, clause.span):
            yield clause.span, features


def year_in(text: str, span: Span) -> int:
    """The year by which a clause aims: the one after 到, else the first; 0 where it names none."""
    words = lexicon(schemas.Targets)
    found = words.aimed_year.search(text, *span) or words.any_year.search(text, *span)
    return int(found[1]) if found else 0
