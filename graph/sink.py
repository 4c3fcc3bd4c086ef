"""A list of quads under construction: the one way in which this package writes RDF."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, serialize

from ..ontology.terms import Vocabulary
from .namespaces import RDF, RDFS, SKOS, XSD

Node = NamedNode | Literal


class Sink:
    """Collects the quads of one named graph, without duplicates."""

    def __init__(self, graph: NamedNode, vocabulary: Vocabulary) -> None:
        self.graph = graph
        self.vocabulary = vocabulary
        self._quads: dict[Quad, None] = {}

    def add(self, subject: NamedNode, predicate: NamedNode | str, value: Node | None) -> None:
        """Adds one statement; a *predicate* given as text is a local name of our ontology. None adds nothing."""
        if value is not None:
            self._quads[Quad(subject, self.term(predicate), value, self.graph)] = None

    def add_all(self, subject: NamedNode, predicate: NamedNode | str, values: Iterable[Node]) -> None:
        for value in values:
            self.add(subject, predicate, value)

    def a(self, subject: NamedNode, *classes: NamedNode | str) -> None:
        """States the classes of a subject."""
        for name in classes:
            self.add(subject, RDF.type, self.term(name))

    def label(self, subject: NamedNode, zh: str, en: str = "", also: Iterable[str] = ()) -> None:
        """skos:prefLabel and rdfs:label in Chinese and, where known, English; skos:altLabel for every other surface."""
        self.add_all(subject, SKOS.prefLabel, labels := [chinese(zh), *([english(en)] if en else [])])
        self.add_all(subject, RDFS.label, labels)
        self.add_all(subject, SKOS.altLabel, (chinese(name) for name in also if name and name != zh))

    def term(self, name: NamedNode | str) -> NamedNode:
        return NamedNode(self.vocabulary.dk[name]) if isinstance(name, str) else name

    def quads(self) -> list[Quad]:
        return list(self._quads)


def chinese(text: str) -> Literal:
    return Literal(text, language="zh")


def english(text: str) -> Literal:
    return Literal(text, language="en")


def plain(text: str | None) -> Literal | None:
    """An xsd:string, or None for an unknown value."""
    return Literal(text) if text else None


def year(value: int | None) -> Literal | None:
    """An xsd:gYear, or None for an unknown value."""
    return None if value is None else Literal(f"{value:04d}", datatype=XSD.gYear)


def date(iso: str | None) -> Literal | None:
    """An xsd:date from an ISO 8601 date, or None for an unknown value."""
    return None if iso is None else Literal(iso, datatype=XSD.date)


def moment(iso: str) -> Literal | None:
    """An xsd:date, xsd:gYearMonth or xsd:gYear from a day, a month or a year; None for an unknown one."""
    if not iso:
        return None
    return Literal(iso, datatype=(XSD.gYear, XSD.gYearMonth, XSD.date)[iso.count("-")])


def integer(value: int) -> Literal:
    return Literal(str(value), datatype=XSD.integer)


def decimal(value: float | None) -> Literal | None:
    """An xsd:decimal, or None for an unknown value."""
    return None if value is None else Literal(f"{value:.5f}".rstrip("0").rstrip("."), datatype=XSD.decimal)


def lines(quads: Iterable[Quad]) -> list[bytes]:
    """N-Quads lines in canonical order: the same statements always give the same bytes."""
    data = serialize(quads, format=RdfFormat.N_QUADS)
    assert data is not None  # no output was given, so the bytes are returned
    return sorted(data.splitlines(keepends=True))
