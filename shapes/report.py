"""The report of a validation: results a person can act on, and the standard graph of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING

import pyoxigraph as ox

from ..ontology.terms import DEFAULT_BASE
from .catalogue import RDF_TYPE, SH, Check, Scope, Severity, Text, catalogue, descriptions
from .engines import Finding, Term
from .score import Score

if TYPE_CHECKING:
    from rdflib import Graph

_XSD = "http://www.w3.org/2001/XMLSchema#"
_DCT = "http://purl.org/dc/terms/"
_DQV = "http://www.w3.org/ns/dqv#"


CORPUS = "corpus"
"""The name of the report on what only the union of all graphs can tell."""


@dataclass(frozen=True, slots=True)
class Quote:
    """Where the words stand that a result is about: offsets in code points of the document's file."""

    document: str
    exact: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Result:
    """One validation result with what a person needs to find the place and mend it."""

    finding: Finding
    check: Check
    name: str  # of the focus node: its Chinese name, else the end of its IRI
    value_name: str  # of the offending value, empty when there is none
    documents: tuple[str, ...]  # slugs of the documents whose graphs speak of the focus node
    quote: Quote | None

    @property
    def focus(self) -> str:
        """The focus node's IRI (or blank node label)."""
        return self.finding.focus.value

    @property
    def severity(self) -> Severity:
        return self.check.severity

    @property
    def document(self) -> str:
        """The document to list the result under; empty for what concerns the whole corpus."""
        if self.check.scope is Scope.CORPUS or not self.documents:
            return ""
        return self.quote.document if self.quote else self.documents[0]

    @property
    def key(self) -> str:
        """A name for the result that stays while the fault stays: 16 hexadecimal digits."""
        f = self.finding
        parts = (str(f.focus), f.shape, f.component, f.path or "", str(f.value) if f.value else "")
        return sha256("\n".join(parts).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Report:
    """What a validation found. Results stand in the order document, theme, severity, focus node."""

    results: tuple[Result, ...]
    scores: tuple[Score, ...] = ()
    base: str = field(default=DEFAULT_BASE)
    themes: Mapping[str, Text] = field(default_factory=dict)
    """Names of themes that are not in the catalogue, by slug."""

    def conforms(self, fail_on: Severity | str = Severity.VIOLATION) -> bool:
        """Whether nothing as grave as *fail_on*, or graver, was found."""
        limit = Severity(fail_on).rank
        return all(result.severity.rank > limit for result in self.results)

    def theme_names(self, language: str) -> dict[str, str]:
        """What the themes of the results are called, by slug."""
        known = {theme.slug: theme.name for theme in catalogue(self.base).themes.values()}
        return {slug: name.get(language) for slug, name in {**known, **self.themes}.items()}

    @cached_property
    def counts(self) -> dict[Severity, int]:
        """The number of results of each severity."""
        return {s: sum(result.severity is s for result in self.results) for s in Severity}

    def quads(self, graph: ox.NamedNode, name: str = "") -> Iterator[ox.Quad]:
        """The report as a sh:ValidationReport (SHACL, section 3.6), in *graph*; of its scores those that are not full
        as DQV measurements, and of all how many nodes were looked at.

        *name* tells reports of one graph apart: a document's slug, or CORPUS. No blank node is made.
        """
        report = self._named(name or "graph")
        conforms = ox.Literal(str(not self.results).lower(), datatype=ox.NamedNode(f"{_XSD}boolean"))
        yield ox.Quad(report, RDF_TYPE, ox.NamedNode(f"{SH}ValidationReport"), graph)
        yield ox.Quad(report, ox.NamedNode(f"{SH}conforms"), conforms, graph)
        yield ox.Quad(report, ox.NamedNode(f"{_DCT}subject"), self._subject(name), graph)
        for result in self.results:
            node = ox.NamedNode(f"{self.base}id/result/{result.key}")
            yield ox.Quad(report, ox.NamedNode(f"{SH}result"), node, graph)
            for predicate, value in _statements(result):
                yield ox.Quad(node, ox.NamedNode(predicate), value, graph)
        for score in self.scores:
            if score.failing:
                yield from self._measurement(score, graph)
        yield from (ox.Quad(*statement, graph) for statement in dict.fromkeys(self._counts(name)))
        if name == CORPUS:  # once for each data set: what the checks are, so that a query can name them
            yield from (ox.Quad(*statement, graph) for statement in descriptions(self.base))

    def to_graph(self) -> Graph:
        """The same as an rdflib graph."""
        data = ox.serialize((quad.triple for quad in self.quads(_ANY)), format=ox.RdfFormat.N_TRIPLES)
        from rdflib import Graph  # noqa: PLC0415 - only who asks for it pays

        return Graph().parse(data=data or b"", format="nt")

    def _named(self, name: str) -> ox.NamedNode:
        return ox.NamedNode(f"{self.base}id/report/{name}")

    def _counts(self, name: str) -> Iterator[tuple[ox.NamedNode, ox.NamedNode, Term]]:
        """How many nodes the checks looked at. Checks that look at the same nodes share a node that says so, and so do
        all documents that have so many of them."""
        dk = f"{self.base}ontology#"
        for score in self.scores:
            report = self._named(score.document or CORPUS)
            count = ox.NamedNode(f"{self.base}id/node-count/{score.check.nodes}/{score.checked}")
            if (score.document or CORPUS) != name:
                yield report, ox.NamedNode(f"{_DCT}subject"), self._subject(score.document)
            yield report, ox.NamedNode(f"{dk}nodeCount"), count
            yield count, RDF_TYPE, ox.NamedNode(f"{dk}NodeCount")
            yield count, ox.NamedNode(f"{dk}checkedNodes"), _integer(score.checked)
            yield count, ox.NamedNode(f"{dk}checkedBy"), ox.NamedNode(score.check.iri)

    def _subject(self, name: str) -> ox.NamedNode:
        """What a report or a measurement is about: the document, or the data set."""
        return ox.NamedNode(f"{self.base}id/document/{name}" if name not in {"", CORPUS} else f"{self.base}dataset")

    def _measurement(self, score: Score, graph: ox.NamedNode) -> Iterator[ox.Quad]:
        node = ox.NamedNode(f"{self.base}id/measurement/{score.document or CORPUS}/{score.check.slug}")
        dk = f"{self.base}ontology#"
        for predicate, value in (
            (RDF_TYPE.value, ox.NamedNode(f"{_DQV}QualityMeasurement")),
            (f"{_DQV}isMeasurementOf", ox.NamedNode(score.check.iri)),
            (f"{_DQV}computedOn", self._subject(score.document)),
            (f"{_DQV}value", ox.Literal(f"{score.share:.4f}", datatype=ox.NamedNode(f"{_XSD}decimal"))),
            (f"{dk}checkedNodes", _integer(score.checked)),
            (f"{dk}failingNodes", _integer(score.failing)),
        ):
            yield ox.Quad(node, ox.NamedNode(predicate), value, graph)


def _statements(result: Result) -> Iterator[tuple[str, Term]]:
    finding, check = result.finding, result.check
    yield RDF_TYPE.value, ox.NamedNode(f"{SH}ValidationResult")
    yield f"{SH}focusNode", finding.focus
    yield f"{SH}resultSeverity", ox.NamedNode(f"{SH}{check.severity}")
    yield f"{SH}sourceShape", ox.NamedNode(check.iri)
    yield f"{SH}sourceConstraintComponent", ox.NamedNode(finding.component)
    yield f"{SH}resultMessage", ox.Literal(check.message.zh, language="zh")
    yield f"{SH}resultMessage", ox.Literal(check.message.en, language="en")
    if finding.path:
        yield f"{SH}resultPath", ox.NamedNode(finding.path)
    if finding.value is not None:
        yield f"{SH}value", finding.value


def _integer(value: int) -> ox.Literal:
    return ox.Literal(str(value), datatype=ox.NamedNode(f"{_XSD}integer"))


_ANY = ox.NamedNode("urn:any")
