"""What a check of the union looks up for a node does not grow with the documents that speak of the same thing."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import pyoxigraph as ox
import pytest
from rdflib import RDF, Graph, URIRef
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.stores.memory import Memory

from duikou.ontology.terms import DEFAULT_BASE
from duikou.shapes.catalogue import SH, Check, Scope, catalogue
from duikou.shapes.looks import reached
from duikou.shapes.validate import inferred, serialized, vocabulary_triples

from .mutate import sample

SLUG = "plan-2023-2025"
DOCUMENT = ox.NamedNode(f"{DEFAULT_BASE}graph/document/{SLUG}")
FEW, MANY = 3, 12
"""Copies of the sample's document beside each other: all of them say the same of the same pairs and places."""
PAIR = ox.NamedNode(f"{DEFAULT_BASE}id/cooperation/360700-440300")
TITLE = ox.NamedNode(f"{DEFAULT_BASE}id/document/{SLUG}")
OLD_FORM = """
    SELECT $this { $this dk:status ?value BIND ($this AS ?self) FILTER EXISTS { ?self dk:about ?about FILTER EXISTS {
      ?other dk:about ?about FILTER EXISTS { ?other dk:status ?otherwise FILTER (?otherwise != ?value) } } } }"""
CHECKS = {
    check.slug: (check, triple.object.value)
    for check in catalogue().of(Scope.CORPUS)
    for query in (URIRef(f"{check.iri}-query"),)
    for triple in reached(DEFAULT_BASE, Scope.CORPUS)
    if str(query) == triple.subject.value and triple.predicate.value == f"{SH}select"
}


class Counted(Memory):
    """A store that counts the triples that it gives."""

    given = 0

    def triples(self, *pattern: Any, **named: Any) -> Iterator[Any]:  # type: ignore[override]
        for triple in super().triples(*pattern, **named):
            self.given += 1
            yield triple


def test_every_query_of_the_union_is_counted() -> None:
    selects = [t for t in reached(DEFAULT_BASE, Scope.CORPUS) if t.predicate.value == f"{SH}select"]
    assert len(CHECKS) == len(selects) >= 7


@pytest.mark.parametrize("check", sorted(CHECKS))
def test_a_node_costs_no_more_among_many_documents(check: str) -> None:
    assert _steps(*CHECKS[check], MANY) <= _steps(*CHECKS[check], FEW)


def test_what_asks_each_statement_about_all_others_is_found() -> None:
    pairs = CHECKS["pair-statements-agree"][0]
    assert _steps(pairs, OLD_FORM, MANY) > 2 * _steps(pairs, OLD_FORM, FEW)


def _steps(check: Check, query: str, copies: int) -> float:
    """How many triples the *query* of a check is given for a node, at most: of all nodes that it looks at."""
    graph = _graph(copies)
    prepared = prepareQuery(query, initNs=_PREFIXES)
    nodes: set[Any] = set()
    for target, iri in check.targets:
        nodes.update(graph.subjects(RDF.type, URIRef(iri)) if target == "targetClass" else graph.subjects(URIRef(iri)))
    most = 0
    for node in sorted(nodes):
        before = graph.store.given
        list(graph.query(prepared, initBindings={"this": node}))
        most = max(most, graph.store.given - before)
    assert most
    return most


_PREFIXES = {
    **{name: f"{DEFAULT_BASE}{end}" for name, end in (("dk", "ontology#"), ("dks", "shape/"), ("dkt", "topic/"))},
    "oa": "http://www.w3.org/ns/oa#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
}


@cache
def _graph(copies: int) -> Graph:
    store = ox.Store()
    store.extend(ox.Quad(*quad.triple) for quad in sample() if quad.graph_name != DOCUMENT)
    store.add(ox.Quad(PAIR, ox.NamedNode(f"{DEFAULT_BASE}ontology#within"), PAIR))
    own = [quad.triple for quad in sample() if quad.graph_name == DOCUMENT]
    for number in range(copies):
        store.extend(ox.Quad(_copied(s, number), p, _copied(o, number, s)) for s, p, o in own)
    found = serialized(quad.triple for quad in store) + vocabulary_triples(DEFAULT_BASE)
    return Graph(Counted()).parse(data=found + inferred(store, DEFAULT_BASE, Scope.CORPUS), format="nt")


def _copied(term: Any, number: int, subject: object = None) -> Any:
    """A term under the name of a copy, each of which has a title of its own."""
    if isinstance(term, ox.Literal) and subject == TITLE and term.language:
        return ox.Literal(f"{term.value} {number}", language=term.language)
    return ox.NamedNode(term.value.replace(SLUG, f"plan-{number}")) if isinstance(term, ox.NamedNode) else term
