"""Corrections of measures."""

from __future__ import annotations

from dataclasses import replace

from ..extract.measures.clauses import Clause
from ..extract.measures.commitment import commitment_features
from ..extract.measures.find import features_of_topic, named_types
from ..extract.measures.topics import choose
from ..extract.measures.words import ClauseWords
from ..extract.model import DEFAULT, LEVELS, Linked, Measure, Span, Unit, UnitKind
from ..extract.models import models_in_use
from ..extract.text.tokens import Text
from ..ontology.topics import areas
from .draft import Entry
from .model import Action, Correction, Kind
from .outcomes import Cause
from .work import GONE, Claim, Done, Settles, Work, alike, claims

SEPARATOR = "|"


def write(work: Work, row: Correction, span: Span | None) -> Done:
    """Writes one row about a measure; *span* is where its words stand now (clean offsets)."""
    if span is None:
        return Done(Cause.NO_WORDS)
    settles = (Settles(Kind.MEASURE, span),)
    place = find(work, span)
    if row.action is Action.REJECT and not row.field:
        if place is None:
            return Done(Cause.NO_FACT, settles=settles)
        work.draft.measures[place].holds = False
        return Done(claims=(Claim(place, "", GONE),), settles=settles)
    right = span
    value = "" if row.action is Action.REJECT else row.value or row.was
    if row.field == "span" and row.action is Action.AMEND:
        found = work.anchors.near(row.value, span)
        if found is None:
            return Done(Cause.NO_VALUE_WORDS)
        right = found
        place = find(work, right) if place is None else place
    if place is None:
        place = held(work, right)
    entry = work.draft.measures[place]
    entry.holds = True
    entry.fact = replace(_amended(entry.fact, row, value), confidence=1.0)
    if row.action is Action.ADD or (row.field == "span" and row.action is Action.AMEND):
        entry.fact = replace(entry.fact, span=right)
    said = value if row.field else ""
    return Done(fact=place, claims=claims(place, row, said), settles=settles)


def find(work: Work, span: Span) -> int | None:
    """The place of the measure at *span*."""
    entries = work.draft.measures
    return alike(entries, ((place, entry.fact.span) for place, entry in enumerate(entries)), span)


def held(work: Work, span: Span) -> int:
    """The place of the measure at *span*, which is put there when the extractor has none: as the extractor would
    describe it."""
    place = find(work, span)
    if place is None:
        place = len(work.draft.measures)
        work.draft.measures.append(Entry(_described(work, span)))
    work.draft.measures[place].holds = True
    return place


def _amended(measure: Measure, row: Correction, value: str) -> Measure:
    """*measure* with the field of a row; the commitment of one that is added, where that is said."""
    if row.field == "commitment" or (row.action is Action.ADD and value):
        return replace(measure, commitment=value) if value in LEVELS else measure
    if row.field == "topics":
        topics = tuple(dict.fromkeys(topic for topic in value.split(SEPARATOR) if topic in areas()))
        known = tuple(dict.fromkeys(areas()[topic] for topic in topics))
        return replace(measure, topics=topics, areas=known, topic_confidences=(1.0,) * len(topics))
    return measure


def _described(work: Work, span: Span) -> Measure:
    """What the extractor says of words that it does not take for a measure."""
    facts, models = work.draft.facts, models_in_use().measures
    linked, text = Linked.of(work.draft.present()), Text(work.text)
    words = ClauseWords(text, named_types(linked)).of(span)
    unit = next((unit for unit in facts.outline.units if unit.span.overlaps(span)), None)
    sections = {section.path: section for section in facts.outline.sections}
    clause = Clause(span, span, unit or Unit(UnitKind.BODY, span, ()), "", 0, 1)
    levels = models.commitment.probabilities(commitment_features(words))
    about = features_of_topic(text, sections, linked, clause, words)
    chosen = choose(models.topic.probabilities(about))
    return Measure(
        span=span,
        section=clause.unit.section,
        commitment=max(levels, key=lambda level: (levels[level], level), default=DEFAULT),
        topics=tuple(topic for topic, _ in chosen),
        areas=tuple(dict.fromkeys(areas()[topic] for topic, _ in chosen)),
        topic_confidences=tuple(probability for _, probability in chosen),
    )
