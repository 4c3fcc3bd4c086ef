"""What a document states in short, as people tell facts apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..extract.llm.ask import Asking
from ..extract.model import Facts
from ..extract.pipeline import facts_of
from ..extract.read import ReadError, read
from .workers import Failed

Short = tuple[str, str]
"""Kind and words of a fact."""


@dataclass(frozen=True, slots=True)
class InShort:
    """What a worker does with a document of no more than *largest* bytes: tells in short what it states; nothing of one
    that has none of the *words*."""

    largest: int
    words: tuple[str, ...]

    def __call__(self, path: Path) -> frozenset[Short] | Failed:
        try:
            source = read(path, self.largest)
        except ReadError as error:
            return Failed(error.reason)
        text = "".join("".join(block.text.split()) for block in source.blocks)
        wanted = any(word in text for word in self.words)
        return frozenset(in_short(facts_of(source, propose=Asking())) if wanted else ())


def in_short(facts: Facts) -> Iterator[Short]:
    """(kind, words) for each fact."""
    names = {key: entity.canonical for key, entity in facts.linked.by_key.items()}
    for entity in facts.linked.entities:
        yield "entity", f"{entity.type.value} {entity.canonical}"
    words = [" ".join(facts.clean.quote(measure.span).split()) for measure in facts.measures]
    for measure in words:
        yield "measure", measure
    for one in facts.responsibilities:
        yield "responsibility", f"{names[one.entity]} ({one.role.value}): {words[one.measure]}"
    for pair in facts.pairs:
        yield "pair", f"{names[pair.base]}—{names[pair.partner]} ({pair.status.value})"
    for target in facts.targets:
        yield "target", f"{target.year}: {' '.join(facts.clean.quote(target.span).split())}"
