"""The facts of a file beside those of the plain text that it was made of, whatever the offsets."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from duikou.extract.model import Facts
from duikou.extract.pipeline import extract

Fact = tuple[str, ...]


def facts_of(path: Path, read: Callable[[Path], Facts] = extract) -> Counter[Fact]:
    """What the document at *path* states: measures, who is responsible for them, pairs, names, targets, citations, and
    what it says of itself."""
    return Counter(_facts(read(path)))


def _facts(facts: Facts) -> Iterator[Fact]:
    text = facts.clean.text

    def words(start: int, end: int) -> str:
        return re.sub(r"\s", "", text[start:end])

    measures = [words(*measure.span) for measure in facts.measures]
    for measure, found in zip(measures, facts.measures, strict=True):
        yield "measure", measure, found.commitment, *found.topics
    for one in facts.responsibilities:
        yield "responsible", measures[one.measure], one.entity, one.role
    for pair in facts.pairs:
        term = (str(pair.term.start), str(pair.term.end)) if pair.term else ()
        yield "pair", pair.base, pair.partner, pair.status, *term
    for entity in facts.linked.entities:
        yield "name", entity.type, entity.canonical
    for target in facts.targets:
        yield "target", str(target.year), words(*target.span)
    for citation in facts.citations:
        yield "citation", citation.entity, str(citation.implements)
    about = facts.outline.metadata
    for name, value in (("title", about.title), ("issuer", about.issuer), ("number", about.number),
                        ("published", about.published), ("period", about.period), ("kind", about.kind)):  # fmt: skip
        if value:
            yield "about", name, re.sub(r"\s", "", str(value))


def kept(expected: Counter[Fact], found: Counter[Fact]) -> float:
    """The share of facts that both have, of all that either has (F1): what is lost and what is made up counts alike."""
    return 2 * (expected & found).total() / max(1, expected.total() + found.total())


def differences(expected: Counter[Fact], found: Counter[Fact]) -> list[str]:
    """What one has and the other has not, a line each."""
    lost = [f"- {' | '.join(fact)}" for fact in (expected - found).elements()]
    return lost + [f"+ {' | '.join(fact)}" for fact in (found - expected).elements()]
