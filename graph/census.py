"""What a client counts in the published graphs: each triple once, however many of them state it (VoID, section 4.6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from pyoxigraph import NamedNode

from .namespaces import RDF
from .nquads import triple_and_graph

_TYPE = str(RDF.type).encode()


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


@dataclass(frozen=True, slots=True)
class Counted:
    """What N-Quads lines have of each kind, as written and without ends."""

    triples: AbstractSet[bytes]
    subjects: AbstractSet[bytes]
    linked: AbstractSet[bytes]
    """The objects that are IRIs."""
    properties: AbstractSet[bytes]
    typed: AbstractSet[bytes]
    """The triples that say of what class a thing is."""
    graphs: Mapping[bytes, int]
    """How many of the lines each graph has."""

    @classmethod
    def of(cls, lines: Iterable[bytes]) -> Counted:
        triples: set[bytes] = set()
        graphs = []
        for triple, graph in map(triple_and_graph, lines):
            triples.add(triple)
            graphs.append(graph)
        terms = [(triple, *triple.split(b" ", 2)) for triple in triples]
        return cls(
            triples,
            {subject for _, subject, _, _ in terms},
            {value for _, _, _, value in terms if value.startswith(b"<")},
            {predicate for _, _, predicate, _ in terms},
            {triple for triple, _, predicate, value in terms if predicate == _TYPE and value.startswith(b"<")},
            Counter(graphs),
        )


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
        self.add(Counted.of(lines))

    def add(self, more: Counted) -> None:
        """Counts what *more* has; each line is counted once."""
        self._members += _classes(more.typed - self._triples)  # unless another graph states it too
        self._triples |= more.triples
        self.subjects |= more.subjects
        self.linked |= more.linked
        self._properties |= more.properties
        self._graphs.update(more.graphs)

    def counts(self, more: Iterable[bytes] = ()) -> Counts:
        """The sizes with *more* lines, which are those of other graphs."""
        new = Counted.of(more)
        return Counts(
            triples=len(self._triples) + len(new.triples - self._triples),
            subjects=len(self.subjects) + len(new.subjects - self.subjects),
            properties=len(self._properties) + len(new.properties - self._properties),
            members=_named(self._members + _classes(new.typed - self._triples)),
            graphs=_named(self._graphs + Counter(new.graphs)),
        )


class Tally:
    """Sorted lines that are counted as they pass, in *blocks* with all that is about one subject, so that none is kept.
    Those of a few other graphs are counted with them by what *about* says that they say of a subject (as written)."""

    def __init__(self, blocks: Iterable[Iterable[bytes]], about: Callable[[bytes], bytes]) -> None:
        self._triples = self._subjects = 0
        self._properties: set[bytes] = set()
        self._members: Counter[bytes] = Counter()
        self._graphs: Counter[bytes] = Counter()
        self._about = about
        self._known: dict[bytes, Counted] = {}
        for counted in map(Counted.of, blocks):
            self._triples += len(counted.triples)
            self._subjects += len(counted.subjects)
            self._properties |= counted.properties
            self._members += _classes(counted.typed)
            self._graphs.update(counted.graphs)

    def counts(self, more: Iterable[bytes] = ()) -> Counts:
        """The sizes with *more* lines, which are those of other graphs."""
        new = Counted.of(more)
        known = [self._said(subject) for subject in new.subjects]
        triples = {*new.triples}.difference(*(one.triples for one in known))
        typed = {*new.typed}.difference(*(one.typed for one in known))
        return Counts(
            triples=self._triples + len(triples),
            subjects=self._subjects + sum(not one.subjects for one in known),
            properties=len(self._properties | new.properties),
            members=_named(self._members + _classes(typed)),
            graphs=_named(self._graphs + Counter(new.graphs)),
        )

    def _said(self, subject: bytes) -> Counted:
        if subject not in self._known:
            self._known[subject] = Counted.of(self._about(subject).splitlines(keepends=True))
        return self._known[subject]


def _classes(typed: Iterable[bytes]) -> Counter[bytes]:
    """How many members triples give each class (its IRI)."""
    return Counter(triple.rpartition(b" <")[2][:-1] for triple in typed)


def _named(counted: Mapping[bytes, int]) -> dict[NamedNode, int]:
    return {NamedNode(iri.decode()): count for iri, count in counted.items()}
