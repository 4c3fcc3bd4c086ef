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

    def __init__(self, quads: Iterable[Quad] = ()) -> None:
        self._triples: set[Triple] = set()
        self._subjects: set[object] = set()
        self._properties: set[object] = set()
        self._members: Counter[NamedNode] = Counter()
        self._graphs: Counter[NamedNode] = Counter()
        self.add(quads)

    def add(self, quads: Iterable[Quad]) -> None:
        """Counts *quads*, each of which is counted once."""
        size, triples, graphs = len(self._triples), self._triples, self._graphs
        of_type = RDF.type
        for quad in quads:
            triple, graph = quad.triple, quad.graph_name
            if isinstance(graph, NamedNode):
                graphs[graph] += 1
            triples.add(triple)
            if len(triples) == size:  # another graph states it too
                continue
            size += 1
            predicate = triple.predicate
            self._subjects.add(triple.subject)
            self._properties.add(predicate)
            if predicate == of_type and isinstance(name := triple.object, NamedNode):
                self._members[name] += 1

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
