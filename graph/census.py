"""What a client counts in the published graphs: each triple once, however many of them state it (VoID, section 4.6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode

from .namespaces import RDF
from .nquads import triple_and_graph


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
    """N-Quads lines that are counted once, so that counting them with a few more costs as little as these."""

    def __init__(self, lines: Iterable[bytes] = ()) -> None:
        self._triples: set[bytes] = set()
        self.subjects: set[bytes] = set()
        """As written."""
        self.linked: set[bytes] = set()
        """The objects that are IRIs, as written."""
        self._properties: set[bytes] = set()
        self._members: Counter[bytes] = Counter()
        self._graphs: Counter[bytes] = Counter()
        self.add(lines)

    def add(self, lines: Iterable[bytes]) -> None:
        """Counts *lines*, each of which is counted once."""
        new, graphs = _apart(lines)
        new -= self._triples  # another graph states it too
        subjects, properties, members, linked = _terms(new)
        self._triples |= new
        self.subjects |= subjects
        self.linked |= linked
        self._properties |= properties
        self._members += members
        self._graphs += graphs

    def counts(self, more: Iterable[bytes] = ()) -> Counts:
        """The sizes with *more* lines, which are those of other graphs."""
        new, graphs = _apart(more)
        new -= self._triples
        subjects, properties, members, _ = _terms(new)
        return Counts(
            triples=len(self._triples) + len(new),
            subjects=len(self.subjects) + len(subjects - self.subjects),
            properties=len(self._properties) + len(properties - self._properties),
            members=_named(self._members + members),
            graphs=_named(self._graphs + graphs),
        )


def _apart(lines: Iterable[bytes]) -> tuple[set[bytes], Counter[bytes]]:
    """The triples of *lines*, and how many of them each graph states."""
    triples, graphs = set(), []
    for triple, graph in map(triple_and_graph, lines):
        triples.add(triple)
        graphs.append(graph)
    return triples, Counter(graphs)


def _terms(triples: Iterable[bytes]) -> tuple[set[bytes], set[bytes], Counter[bytes], set[bytes]]:
    """The subjects and predicates of *triples*, as written, how many members they give each class (its IRI), and their
    objects that are IRIs, as written."""
    terms = [triple.split(b" ", 2) for triple in triples]
    of_type = str(RDF.type).encode()
    classes = (value[1:-1] for _, predicate, value in terms if predicate == of_type and value.startswith(b"<"))
    linked = {value for _, _, value in terms if value.startswith(b"<")}
    return {subject for subject, _, _ in terms}, {predicate for _, predicate, _ in terms}, Counter(classes), linked


def _named(counted: Mapping[bytes, int]) -> dict[NamedNode, int]:
    return {NamedNode(iri.decode()): count for iri, count in counted.items()}
