"""Where every IRI of the graph is minted. Same thing, same IRI, on every machine and in every run.

An entity's IRI is ``id/`` and its key; everything that one document states hangs below names made from the document's
slug, the section's printed path and source offsets, so that rebuilding another document never moves it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256

from pyoxigraph import NamedNode

from ..extract.model import Pair, Role, Span
from ..ontology.terms import Vocabulary


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

    def section(self, slug: str, path: tuple[int, ...]) -> NamedNode:
        """The section, or the document itself for the empty path."""
        return self.entity(f"section/{slug}/{dotted(path)}") if path else self.document(slug)

    def measure(self, slug: str, path: tuple[int, ...], number: int) -> NamedNode:
        """*number* counts the measures of the section from 1."""
        return self.entity(f"measure/{slug}/{dotted(path)}/{number}")

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
        digest = sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:8]
        return self.entity(f"field-statement/{slug}/{subject}/{name}/{digest}")

    def target(self, slug: str, number: int) -> NamedNode:
        return self.entity(f"target/{slug}/{number}")

    def mention(self, slug: str, span: Span, key: str) -> NamedNode:
        """*span* in source offsets. One stretch may name several things (两地), so the entity's key is part of it."""
        return self.entity(f"mention/{slug}/{span.start}-{span.end}/{key}")

    def evidence(self, slug: str, span: Span) -> NamedNode:
        """The oa:SpecificResource for a source span; its selectors hang below it."""
        return self.entity(f"evidence/{slug}/{span.start}-{span.end}")

    def term(self, name: str) -> NamedNode:
        """A class or property of the ontology."""
        return NamedNode(self.vocabulary.dk[name])


def dotted(path: tuple[int, ...]) -> str:
    """A section path for an IRI: (2, 1) gives 2.1, and the document itself 0."""
    return ".".join(map(str, path)) or "0"


def local_name(key: str) -> str:
    """What follows the kind in an entity's key: place/440300 gives 440300."""
    return key.partition("/")[2].replace("/", "-")
