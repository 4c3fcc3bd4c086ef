"""Where every IRI of the graph is minted. Same thing, same IRI, on every machine and in every run.

An entity's IRI is ``id/`` and its key. What one document states hangs below names made from the document's slug and a
hash of the words themselves (wording.py, passages.py), never from a count of what stands before them: so that neither
another document nor another part of the same one moves it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import NamedNode

from ..extract.model import Facts, Outline, Pair, Role, Section, Span
from ..ontology.terms import Vocabulary
from .passages import Passages, passages
from .wording import digest, distinct, folded

_FIRST_WORDS = 24
"""How many characters stand for a section without a heading: enough to tell it apart, few enough to outlive edits."""


@dataclass(frozen=True)
class Minter:
    """Mints IRIs under one vocabulary's base."""

    vocabulary: Vocabulary

    def entity(self, key: str) -> NamedNode:
        return NamedNode(self.vocabulary.id[key])

    def document(self, slug: str) -> NamedNode:
        return self.entity(f"document/{slug}")

    def corpus(self, name: str) -> NamedNode:
        return self.entity(f"corpus/{name}")

    def document_graph(self, slug: str) -> NamedNode:
        return NamedNode(self.vocabulary.graph[f"document/{slug}"])

    def graph(self, name: str) -> NamedNode:
        """A graph of the whole data set: reference, ontology, cooperation, validation or dataset."""
        return NamedNode(self.vocabulary.graph[name])

    def assignment(self, measure: NamedNode, agency_key: str, role: Role) -> NamedNode:
        local = measure.value.removeprefix(self.vocabulary.id["measure/"])
        return self.entity(f"assignment/{local}/{role}/{agency_key}")

    def topic_statement(self, measure: NamedNode, topic: str) -> NamedNode:
        local = measure.value.removeprefix(self.vocabulary.id["measure/"])
        return self.entity(f"topic-statement/{local}/{topic}")

    def cooperation(self, pair: Pair) -> NamedNode:
        """One IRI for a pairing, whoever states it: the receiving side first."""
        return self.entity(f"cooperation/{local_name(pair.base)}-{local_name(pair.partner)}")

    def cooperation_statement(self, slug: str, pair: Pair) -> NamedNode:
        """What the document of that slug says of a pairing."""
        return self.entity(f"cooperation-statement/{slug}/{local_name(pair.base)}-{local_name(pair.partner)}")

    def field_statement(self, slug: str, about: NamedNode, field: NamedNode, content: str) -> NamedNode:
        """What the document of that slug says of a *field* of something; *content* tells its statements apart."""
        subject = about.value.removeprefix(self.vocabulary.id[""])
        name = re.split("[/#]", field.value)[-1]
        return self.entity(f"field-statement/{slug}/{subject}/{name}/{digest(content)}")

    def correction(self, slug: str, content: str) -> NamedNode:
        """What a person said of a fact of the document of that slug; *content* tells such sayings apart."""
        return self.entity(f"correction/{slug}/{digest(content)}")

    def editor(self, key: str) -> NamedNode:
        """Whoever corrects facts under a name."""
        return self.entity(f"editor/{key}")

    def term(self, name: str) -> NamedNode:
        """A class or property of the ontology."""
        return NamedNode(self.vocabulary.dk[name])


@dataclass(frozen=True)
class DocumentMinter(Minter):
    """Mints the IRIs of what the document of that *slug* states. Offsets are clean ones."""

    slug: str
    passages: Passages
    sections: dict[tuple[int, ...], NamedNode]

    @classmethod
    def of(cls, facts: Facts, vocabulary: Vocabulary) -> DocumentMinter:
        slug, minter = facts.clean.source.slug, Minter(vocabulary)
        named = distinct(digest(_section_words(section, facts)) for section in facts.outline.sections)
        sections = {
            section.path: minter.entity(f"section/{slug}/{name}")
            for section, name in zip(facts.outline.sections, named, strict=True)
        }
        return cls(vocabulary, slug, passages(facts.clean, facts.outline.units), sections)

    def section(self, path: tuple[int, ...]) -> NamedNode:
        """The section, or the document itself for the empty path."""
        return self.sections[path] if path else self.document(self.slug)

    def measures(self, words: Iterable[str]) -> list[NamedNode]:
        """The measures of the document, by the words of each in text order."""
        return list(self._by_words("measure", words))

    def targets(self, words: Iterable[str]) -> list[NamedNode]:
        """The targets of the document, likewise."""
        return list(self._by_words("target", words))

    def mention(self, span: Span, key: str) -> NamedNode:
        """One stretch may name several things (两地), so the entity's key is part of it."""
        return self.entity(f"mention/{self.slug}/{self.passages.place(span)}/{key}")

    def evidence(self, span: Span) -> NamedNode:
        """The oa:SpecificResource for a stretch of words; its selectors hang below it."""
        return self.entity(f"evidence/{self.slug}/{self.passages.place(span)}")

    def evidence_in_line(self, line: str, number: int, span: Span) -> NamedNode:
        """The same for words that cleaning dropped: *span* counts in their *line* of the source, the one after *number*
        equal ones."""
        return self.entity(f"evidence/{self.slug}/{digest(f'{line}-{number}')}/{span.start}-{span.end}")

    def _by_words(self, kind: str, words: Iterable[str]) -> Iterator[NamedNode]:
        return (self.entity(f"{kind}/{self.slug}/{name}") for name in distinct(map(digest, words)))


def _section_words(section: Section, facts: Facts) -> str:
    """What names a section: its heading, or else the first words in it, or else its printed number.

    The number is the last resort, for a section that is inserted before it changes it.
    """
    return section.heading or _first_words(section, facts.outline, facts.clean.text) or section.number


def _first_words(section: Section, outline: Outline, text: str) -> str:
    at = bisect_left(outline.units, section.span.start, key=lambda unit: unit.span.start)
    inside = at < len(outline.units) and outline.units[at].span.start < section.span.end
    return folded(outline.units[at].span.of(text))[:_FIRST_WORDS] if inside else ""


def local_name(key: str) -> str:
    """What follows the kind in an entity's key: place/440300 gives 440300."""
    return key.partition("/")[2].replace("/", "-")
