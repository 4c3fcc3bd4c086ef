"""Finds the measures of a document: every clause is weighed, and those that are likely enough commit somebody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ...ontology.topics import areas
from ..decide.linear import Linear
from ..decide.network import Network
from ..model import EntityType, Linked, Measure, Outline, Section, Span
from ..names.runs import Run
from ..proposed import ProposedMeasure
from ..text.fold import fold
from ..text.tokens import Text
from .clauses import Clause, clauses_of
from .commitment import commitment_features
from .features import QUIET, clause_features
from .proposed import commitment_proposed, proposed_clauses, topics_proposed
from .second import second_features
from .topics import choose, topic_features
from .words import ClauseWords, Word

THRESHOLD = 0.4
"""The probability from which a clause is a measure."""
SURE = 0.95
"""The same on a news page that never speaks of cooperation: what it reports reads like what is promised."""
REVIEW = 0.15
"""The probability from which a clause below the threshold is listed for review."""
LONGEST_CELL = 16
"""Characters of a cell that may name the field of its row."""


@dataclass(frozen=True, slots=True)
class MeasureModels:
    """The decisions that measures take."""

    first: Linear
    """Whether a clause is a measure, by itself and what stands around it."""
    second: Linear
    """Whether it is one, by how likely all clauses of the document are."""
    commitment: Linear
    topic: Network


@dataclass(frozen=True, slots=True)
class Weighed:
    """A clause, its words, how probable a measure it is, and whether that is enough."""

    clause: Clause
    words: Sequence[Word]
    probability: float
    enough: bool
    proposed: ProposedMeasure | None = None
    """What a large model says of it."""


@dataclass(frozen=True, slots=True)
class Observed:
    """The clauses of a document, their words and their features."""

    clauses: Sequence[Clause]
    words: Sequence[Sequence[Word]]
    features: Sequence[Sequence[str]]
    proposed: Mapping[int, ProposedMeasure] = field(default_factory=dict)
    """By the number of a clause what a large model says of it."""


def observe_clauses(
    text: Text, outline: Outline, linked: Linked, runs: Sequence[Run], proposed: Sequence[ProposedMeasure] = ()
) -> Observed:
    """What is seen of every clause; lists of responsible bodies are no part of one."""
    reader = ClauseWords(text, named_types(linked))
    clauses = clauses_of(text.text, outline, sorted(run.holder for run in runs if run.form != "sentence"))
    words = [reader.of(clause.span) for clause in clauses]
    seen = clause_features(text, outline, clauses, words)
    return Observed(clauses, words, seen, proposed_clauses(clauses, proposed))


def named_types(linked: Linked) -> list[tuple[Span, EntityType]]:
    """Where names stand, the longer first of those that begin together, and their types."""
    found = {(span, entity.type) for entity in linked.entities for span in entity.mentions}
    return sorted(found, key=lambda item: (item[0].start, -item[0].end, item[1]))


def weigh_clauses(observed: Observed, models: MeasureModels) -> list[float]:
    """How probable a measure each clause is."""
    first = [models.first.probability(features) for features in observed.features]
    again = second_features(first, observed.features, observed.proposed)
    return [models.second.probability(features) for features in again]


def find_measures(
    text: Text, outline: Outline, linked: Linked, observed: Observed, models: MeasureModels
) -> tuple[tuple[Measure, ...], tuple[Weighed, ...]]:
    """The measures in text order, and the clauses that come near to being one."""
    threshold = SURE if any(QUIET in features for features in observed.features) else THRESHOLD
    weighed = [
        Weighed(clause, words, probability, probability >= threshold, observed.proposed.get(number))
        for number, (clause, words, probability) in enumerate(
            zip(observed.clauses, observed.words, weigh_clauses(observed, models), strict=True)
        )
    ]
    sections = {section.path: section for section in outline.sections}
    found = tuple(describe(text, sections, linked, one, models) for one in weighed if one.enough)
    return found, tuple(one for one in weighed if one.probability >= REVIEW and not one.enough)


def describe(
    text: Text, sections: dict[tuple[int, ...], Section], linked: Linked, one: Weighed, models: MeasureModels
) -> Measure:
    """What a clause commits to, how strongly, and about what."""
    levels = models.commitment.probabilities([*commitment_features(one.words), *commitment_proposed(one.proposed)])
    about = [*features_of_topic(text, sections, linked, one.clause, one.words), *topics_proposed(one.proposed)]
    chosen = choose(models.topic.probabilities(about))
    return Measure(
        span=one.clause.span,
        section=one.clause.unit.section,
        commitment=max(levels, key=lambda level: (levels[level], level)),
        topics=tuple(topic for topic, _ in chosen),
        areas=tuple(dict.fromkeys(areas()[topic] for topic, _ in chosen)),
        confidence=one.probability,
        topic_confidences=tuple(probability for _, probability in chosen),
    )


def features_of_topic(
    text: Text, sections: dict[tuple[int, ...], Section], linked: Linked, clause: Clause, words: Sequence[Word]
) -> list[str]:
    """The features of a clause's topics: with its headings, its row, and the bodies that it names."""
    path = clause.unit.section
    headings = [fold(sections[path[:depth]].heading) for depth in range(len(path), 0, -1) if path[:depth] in sections]
    others = [
        cell.of(text.text) for cell in clause.unit.cells if cell.end > cell.start and not cell.contains(clause.span)
    ]
    bodies = linked.within(clause.span, EntityType.AGENCY, EntityType.AGENCY_GROUP)
    return topic_features(
        clause.span.of(text.text),
        words,
        headings,
        [cell for cell in others if len(cell) <= LONGEST_CELL],
        [body.key.rpartition("/")[2] for body in bodies],
    )
