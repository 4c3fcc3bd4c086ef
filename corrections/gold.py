"""A document that people have corrected as an annotated one: its facts as people have them, and what of it they saw.

A document of which every published fact was confirmed, amended or added counts as read throughout, so that what it does
not state is known as well; of any other only single facts are known (extract/training/seen.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ..extract.evaluation.annotations import to_annotation
from ..extract.model import EntityType, Facts, Span
from ..extract.training.seen import Judged, Seen
from .model import BETWEEN_PLACES, Action, Correction, Kind
from .outcomes import Cause, Corrected, Fate, Settled

IN_FORCE = (Fate.EXACT, Fate.MOVED)
PARTS: dict[str, tuple[Kind, ...]] = {
    "names": (Kind.ENTITY,),
    "measures": (Kind.MEASURE, Kind.RESPONSIBILITY, Kind.TARGET),
    "pairs": (Kind.PAIR,),
}
"""What may be annotated in a document, and the kinds of facts that it is made of."""
REPLACED: dict[Kind, tuple[str, ...]] = {
    Kind.MEASURE: ("span",),
    Kind.RESPONSIBILITY: ("body",),
    Kind.PAIR: ("base", "partner"),
    Kind.ENTITY: ("span", "type"),
    Kind.TARGET: ("span",),
}
"""Fields of which another value says that the fact, as the extractor had it, is not so."""


def gold_of(before: Facts, corrected: Corrected) -> dict[str, Any]:
    """The annotation of a document in the format of data/gold, with what people saw of it. *before*: its facts as the
    extractor has them."""
    return to_annotation(corrected.facts) | {"seen": seen_in(before, corrected).as_json()}


def seen_in(before: Facts, corrected: Corrected) -> Seen:
    """What people have seen of a document."""
    said = {*_right(corrected), *_wrong(before, corrected)}
    order = sorted(said, key=lambda one: (one.start, one.end, one.kind, one.subject, one.right, one.value, one.topics))
    return Seen(frozenset(_throughout(corrected)), tuple(order))


# --- what is right --------------------------------------------------------------------------------------------------


def _right(corrected: Corrected) -> Iterator[Judged]:
    """The facts that rows are in force for, each once, with what the rows say of them."""
    facts = corrected.facts
    rows: dict[tuple[Kind, int | str], list[Settled]] = {}
    for one in corrected.settled:
        rows.setdefault((one.kind, one.fact), []).append(one)
    for number in {fact for kind, fact in rows if kind is Kind.RESPONSIBILITY}:
        measure = facts.responsibilities[int(number)].measure
        rows.setdefault((Kind.MEASURE, measure), [])  # who says who answers for a measure takes it for one
    for (kind, fact), settled in rows.items():
        fields = {one.row.field for one in settled if one.row.action is not Action.REJECT}
        yield _judged(facts, kind, fact, fields, settled)


def _judged(facts: Facts, kind: Kind, fact: int | str, fields: set[str], settled: list[Settled]) -> Judged:
    """One right fact. What it is worth itself (the commitment, role, type ...) was seen where the fact as a whole was
    confirmed or added, or that very field amended."""
    names = facts.linked.by_key
    if kind is Kind.ENTITY:
        entity = names[str(fact)]
        near = [at for at in entity.mentions for one in settled if at.overlaps(one.span)]
        span = near[0] if near else settled[0].span
        return _at(facts, kind, span, True, entity.canonical, entity.type.value)
    number = int(fact)
    if kind is Kind.MEASURE:
        measure = facts.measures[number]
        value = measure.commitment if fields & {"", "commitment"} else ""
        found = _at(facts, kind, measure.span, True, value=value)
        return replace(found, topics=measure.topics if "topics" in fields else ())
    if kind is Kind.RESPONSIBILITY:
        one = facts.responsibilities[number]
        role = one.role.value if fields & {"", "role"} else ""
        return _at(facts, kind, facts.measures[one.measure].span, True, names[one.entity].canonical, role)
    if kind is Kind.PAIR:
        pair = facts.pairs[number]
        places = BETWEEN_PLACES.join(names[key].canonical for key in (pair.base, pair.partner))
        return _at(facts, kind, pair.evidence, True, places, pair.status.value)
    target = facts.targets[number]
    return _at(facts, kind, target.span, True, value=str(target.year))


# --- what is wrong --------------------------------------------------------------------------------------------------


def _wrong(before: Facts, corrected: Corrected) -> Iterator[Judged]:
    """What people rejected, and what they put something else in place of. What was rejected and is no longer found is
    not so all the same."""
    for outcome in corrected.outcomes:
        row, span = outcome.row, outcome.span
        gone = row.action is Action.REJECT and outcome.cause is Cause.NO_FACT
        if span and (outcome.fate in IN_FORCE or gone) and _puts_aside(row):
            for type_ in _types(before, row, span) if row.kind is Kind.ENTITY else ("",):
                yield _at(before, row.kind, span, False, row.subject, type_)


def _puts_aside(row: Correction) -> bool:
    if row.action is Action.REJECT:
        return row.field in ("", "span")
    return row.action is Action.AMEND and row.field in REPLACED[row.kind]


def _types(before: Facts, row: Correction, span: Span) -> list[str]:
    """As what type the words of a row were a name: as the row says, or as the extractor has it."""
    if row.was in tuple(EntityType):
        return [row.was]
    named = [entity for at, entity in before.linked.mentions_within(span) if at == span]
    return sorted({entity.type.value for entity in named if entity.canonical == row.subject or row.field == "type"})


def _at(facts: Facts, kind: Kind, span: Span, right: bool, subject: str = "", value: str = "") -> Judged:
    start, end = facts.clean.to_source(span)
    return Judged(kind.value, start, end, right, subject, value)


# --- how much of it -------------------------------------------------------------------------------------------------


def _throughout(corrected: Corrected) -> Iterator[str]:
    """The parts of which every published fact was judged: all where all were, else those with a fact."""
    facts = corrected.facts
    published: dict[Kind, set[int | str]] = {
        Kind.MEASURE: set(range(len(facts.measures))),
        Kind.RESPONSIBILITY: set(range(len(facts.responsibilities))),
        Kind.TARGET: set(range(len(facts.targets))),
        Kind.PAIR: set(range(len(facts.pairs))),
        Kind.ENTITY: {entity.key for entity in facts.linked.entities},
    }
    judged: dict[Kind, set[int | str]] = {kind: set() for kind in Kind}
    for one in corrected.settled:
        judged[one.kind].add(one.fact)
    missing = {kind: published[kind] - judged[kind] for kind in Kind}
    everything = bool(corrected.settled) and not any(missing.values())
    for part, kinds in PARTS.items():
        if everything or (not any(missing[kind] for kind in kinds) and any(judged[kind] for kind in kinds)):
            yield part
