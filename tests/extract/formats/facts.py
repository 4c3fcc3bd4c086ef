"""The facts of a document as a bag that two formats of one text are compared by: words and names, no places."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

from duikou.extract.model import Span
from duikou.extract.pipeline import extract

Bag = Counter[tuple[str, ...]]


@cache
def facts(path: Path) -> Bag:
    """Measures, responsibilities with their role, pairs and entities of the document at *path*, which is read once."""
    found = extract(path)

    def words(span: Span) -> str:
        return "".join(span.of(found.clean.text).split())

    bag: Bag = Counter()
    bag.update(("measure", words(measure.span)) for measure in found.measures)
    for one in found.responsibilities:
        bag["responsibility", words(found.measures[one.measure].span), one.entity, one.role.value] += 1
    bag.update(("pair", pair.base, pair.partner) for pair in found.pairs)
    bag.update(("entity", entity.key) for entity in found.linked.entities)
    return bag


def kept(wanted: Bag, found: Bag) -> float:
    """The share of the facts *wanted* that were *found*."""
    return (wanted & found).total() / wanted.total()
