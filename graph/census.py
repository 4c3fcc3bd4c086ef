"""What a client counts in the published graphs: each triple once, however many of them state it (VoID, section 4.6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode, Quad, Triple

from .namespaces import RDF


@dataclass(frozen=True, slots=True)
class Counts:
    """The sizes of a data set."""

    triples: int
    subjects: int
    properties: int
    members: Mapping[NamedNode, int]
    """How many things each class has."""
    graphs: Mapping[NamedNode, int]
    """How many triples each named graph has."""


class Census:
    """Quads that are counted once, so that counting them with a few more costs as little as these."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self._triples: set[Triple] = set()
        self._graphs: Counter[NamedNode] = Counter()
        for quad in quads:
            self._triples.add(quad.triple)
            if isinstance(quad.graph_name, NamedNode):
                self._graphs[quad.graph_name] += 1
        self._subjects = {triple.subject for triple in self._triples}
        self._properties = {triple.predicate for triple in self._triples}
        self._members = _members(self._triples)

    def counts(self, more: Iterable[Quad] = ()) -> Counts:
        """The sizes with *more* quads, which are those of other graphs."""
        quads = list(more)
        new = {quad.triple for quad in quads} - self._triples
        graphs = Counter(quad.graph_name for quad in quads if isinstance(quad.graph_name, NamedNode))
        return Counts(
            triples=len(self._triples) + len(new),
            subjects=len(self._subjects | {triple.subject for triple in new}),
            properties=len(self._properties | {triple.predicate for triple in new}),
            members=self._members + _members(new),
            graphs=self._graphs + graphs,
        )


def _members(triples: Iterable[Triple]) -> Counter[NamedNode]:
    typed = (triple.object for triple in triples if triple.predicate == RDF.type)
    return Counter(cls for cls in typed if isinstance(cls, NamedNode))
