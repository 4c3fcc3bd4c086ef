"""Why the extractor thinks so: what `duikou explain` weighs for one fact, in words of the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ...corrections.model import BETWEEN_PLACES, Kind
from ...extract.decide.linear import Reason
from ...extract.decide.weights import BIAS
from ...extract.explain.model import Choice, Explanation, Line, Why
from ...extract.explain.words import phrases
from .facts import Fact


@dataclass(frozen=True, slots=True)
class Weighed:
    """One decision about a fact, with its strongest reasons for and against."""

    decision: str
    label: str
    probability: float | None
    pro: tuple[str, ...]
    contra: tuple[str, ...]


def reasons(explained: Explanation, fact: Fact, language: str) -> list[Weighed]:
    """What was weighed for a *fact* of a document that is *explained*; empty where the fact is a person's."""
    return [_worded(*one, language) for one in _decisions(explained, fact)]


Decision = tuple[str, float | None, Why]


def _decisions(explained: Explanation, fact: Fact) -> Iterator[Decision]:
    """The decisions about a fact: their label, probability and reasons."""
    for line in explained.lines:
        found = list(_BY_KIND[fact.kind](line, fact))
        if found:
            yield from found
            return  # a claim stands where the body is named and again where the measure is


def _of_measure(line: Line, fact: Fact) -> Iterator[Decision]:
    for clause in line.clauses:
        if clause.span == (fact.start, fact.end):
            yield "", clause.probability, clause.why
            yield from _chosen((clause.commitment, *clause.topics))


def _of_target(line: Line, fact: Fact) -> Iterator[Decision]:
    for clause in line.clauses:
        if clause.span == (fact.start, fact.end):
            yield from _chosen((clause.target,))


def _of_name(line: Line, fact: Fact) -> Iterator[Decision]:
    for name in line.names:
        if name.span == (fact.start, fact.end) and (fact.subject in name.names or not name.taken):
            yield name.type, name.probability, name.why


def _of_claim(line: Line, fact: Fact) -> Iterator[Decision]:
    for claim in line.claims:
        if claim.measure == (fact.start, fact.end) and claim.body == fact.subject:
            yield "", claim.probability, claim.why
            yield from _chosen((claim.role,))


def _of_pair(line: Line, fact: Fact) -> Iterator[Decision]:
    for pair in line.pairs:
        overlaps = pair.span.start < fact.end and fact.start < pair.span.end
        if overlaps and {pair.base, pair.partner} == set(fact.subject.split(BETWEEN_PLACES)):
            yield "", pair.probability, pair.why
            yield from _chosen((pair.direction, pair.status))


_BY_KIND = {
    Kind.MEASURE: _of_measure,
    Kind.TARGET: _of_target,
    Kind.ENTITY: _of_name,
    Kind.RESPONSIBILITY: _of_claim,
    Kind.PAIR: _of_pair,
}


def _chosen(choices: Iterable[Choice | None]) -> Iterator[Decision]:
    return ((one.label, one.probability, one.why) for one in choices if one is not None)


def _worded(label: str, probability: float | None, why: Why, language: str) -> Weighed:
    return Weighed(
        decision=why.decision,
        label=label,
        probability=probability,
        pro=tuple(_said(why, reason, language) for reason in why.reasons_for if reason.feature != BIAS),
        contra=tuple(_said(why, reason, language) for reason in why.reasons_against if reason.feature != BIAS),
    )


def _said(why: Why, reason: Reason, language: str) -> str:
    return phrases(language).describe(why.decision, reason.feature) or reason.feature
