"""Rows of every kind and action, made from what an extractor found in a document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from duikou.corrections.model import BETWEEN_PLACES, Correction
from duikou.extract.model import Facts

from .rows import row

Fact = TypeVar("Fact")


def survey(facts: Facts) -> list[Correction]:
    """Some sixty rows, each on a line of its own."""
    rows = [*_measures(facts), *_bodies(facts), *_pairs(facts), *_names(facts), *_targets(facts)]
    return [replace(one, line=line) for line, one in enumerate(rows, 2)]


def _spread(facts: Sequence[Fact], wanted: int) -> Sequence[Fact]:
    """At most *wanted* of *facts*, from the first to the last."""
    return facts[:: max(1, len(facts) // wanted)][:wanted]


def _measures(facts: Facts) -> Iterator[Correction]:
    for number, measure in enumerate(_spread(facts.measures, 26)):
        match number % 5:
            case 0:
                yield row(facts, measure.span, "measure", "reject")
            case 1:
                yield row(facts, measure.span, "measure", "amend", field="commitment", value="explore")
            case 2:
                yield row(facts, measure.span, "measure", "amend", field="topics", value="green-energy")
            case 3:
                words = facts.clean.quote(measure.span)[:-2]
                yield row(facts, measure.span, "measure", "amend", field="span", value=words)
            case _:
                yield row(facts, measure.span, "measure", "confirm")


def _bodies(facts: Facts) -> Iterator[Correction]:
    names = facts.linked.by_key
    for number, fact in enumerate(_spread(facts.responsibilities, 10)):
        span, subject = facts.measures[fact.measure].span, names[fact.entity].canonical
        match number % 4:
            case 0:
                yield row(facts, span, "responsibility", "amend", subject=subject, field="role", value="lead")
            case 1:
                yield row(facts, span, "responsibility", "reject", subject=subject)
            case 2:
                value = "深圳市司法局"
                yield row(facts, span, "responsibility", "amend", subject=subject, field="body", value=value)
            case _:
                yield row(facts, span, "responsibility", "confirm", subject=subject)
    for measure in _spread(facts.measures, 4):
        yield row(facts, measure.span, "responsibility", "add", subject="国家统计局", value="supporting")


def _pairs(facts: Facts) -> Iterator[Correction]:
    names = facts.linked.by_key
    for pair in facts.pairs[:3]:
        subject = BETWEEN_PLACES.join(names[key].canonical for key in (pair.base, pair.partner))
        yield row(facts, pair.evidence, "pair", "amend", subject=subject, field="to", value="2033")


def _names(facts: Facts) -> Iterator[Correction]:
    for number, entity in enumerate(_spread([one for one in facts.linked.entities if one.mentions], 16)):
        at, subject = entity.mentions[number % len(entity.mentions)], entity.canonical
        match number % 4:
            case 0:
                yield row(facts, at, "entity", "confirm", subject=subject)
            case 1:
                yield row(facts, at, "entity", "reject", subject=subject, field="span")
            case 2:
                yield row(facts, at, "entity", "amend", subject=subject, field="name", value=f"{subject}分部")
            case _:
                yield row(facts, at, "entity", "add", subject=f"新{subject}", value="Organization")


def _targets(facts: Facts) -> Iterator[Correction]:
    for target in facts.targets[:3]:
        yield row(facts, target.span, "target", "amend", field="year", was=str(target.year), value="2031")
