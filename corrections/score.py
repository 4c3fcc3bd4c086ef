"""How much of what people said the extractor says by itself: a row that changes nothing is one that it agrees with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ..extract.model import Facts, Span
from .apply import apply
from .model import Correction, Kind
from .outcomes import Cause, Fate, Outcome

Content = frozenset[tuple[object, ...]]


@dataclass(slots=True)
class Tally:
    """Rows, and with how many of them the extractor agrees."""

    said: int = 0
    agreed: int = 0

    @property
    def share(self) -> float:
        return self.agreed / self.said if self.said else 0.0


@dataclass(slots=True)
class Agreement:
    """What the extractor makes of the rows of some documents."""

    by: dict[tuple[str, str], Tally] = field(default_factory=dict)
    """By kind and action."""
    left_out: int = 0
    """Rows whose words were not found, or that a later row overruled."""
    differing: list[Correction] = field(default_factory=list)

    def count(self, row: Correction, agrees: bool) -> None:
        tally = self.by.setdefault((row.kind.value, row.action.value), Tally())
        tally.said += 1
        tally.agreed += agrees
        if not agrees:
            self.differing.append(row)

    def add(self, other: Agreement) -> None:
        """Counts *other* in."""
        for key, tally in other.by.items():
            mine = self.by.setdefault(key, Tally())
            mine.said += tally.said
            mine.agreed += tally.agreed
        self.left_out += other.left_out
        self.differing += other.differing

    def total(self, kind: str = "", action: str = "") -> Tally:
        """The sum of a kind, of an action, or of all."""
        found = [one for (of, by), one in self.by.items() if kind in ("", of) and action in ("", by)]
        return Tally(sum(one.said for one in found), sum(one.agreed for one in found))


def agreement(facts: Facts, rows: Sequence[Correction]) -> Agreement:
    """What *facts*, which are the extractor's own, have in common with *rows*, which are all of this document."""
    found = Agreement()
    for outcome in apply(facts, rows).outcomes:
        if counts(outcome):
            found.count(outcome.row, _agrees(facts, outcome))
        else:
            found.left_out += 1
    return found


def counts(outcome: Outcome) -> bool:
    """Whether a row is what people say of the document as it is now."""
    return outcome.fate in (Fate.EXACT, Fate.MOVED) or outcome.cause is Cause.NO_FACT


def _agrees(facts: Facts, outcome: Outcome) -> bool:
    """Whether the row alone leaves the facts as they are."""
    after = apply(facts, [outcome.row]).facts
    if outcome.row.kind is Kind.ENTITY:
        span = outcome.span
        return span is not None and named_at(facts, span) == named_at(after, span)
    return content(facts) == content(after)


def named_at(facts: Facts, span: Span) -> Content:
    """What the words of *span* name, by type and official name."""
    named = ((at, entity) for entity in facts.linked.entities for at in entity.mentions if at.overlaps(span))
    return frozenset((at, entity.type, entity.canonical) for at, entity in named)


def content(facts: Facts) -> Content:
    """What facts say, without probabilities and evidence."""
    names = {key: entity.canonical for key, entity in facts.linked.by_key.items()}
    return frozenset((*_measures(facts), *_bodies(facts, names), *_pairs(facts, names), *_targets(facts)))


def _measures(facts: Facts) -> Iterable[tuple[object, ...]]:
    return (("measure", one.span, one.commitment, one.topics) for one in facts.measures)


def _bodies(facts: Facts, names: dict[str, str]) -> Iterable[tuple[object, ...]]:
    for one in facts.responsibilities:
        yield "responsibility", facts.measures[one.measure].span, names[one.entity], one.role


def _pairs(facts: Facts, names: dict[str, str]) -> Iterable[tuple[object, ...]]:
    for one in facts.pairs:
        term = (one.term.start, one.term.end) if one.term else (None, None)
        yield "pair", names[one.base], names[one.partner], one.base_area and names[one.base_area], term, one.status


def _targets(facts: Facts) -> Iterable[tuple[object, ...]]:
    return (("target", one.span, one.year) for one in facts.targets)
