"""The checks of the union give the same results on the statements that they look at as on all."""

from __future__ import annotations

from itertools import chain

import pyoxigraph as ox
import pytest
from rdflib import Graph, URIRef, Variable
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue

from duikou.graph.nquads import having, parsed
from duikou.graph.quality import looked_at
from duikou.graph.sink import lines
from duikou.ontology.terms import DEFAULT_BASE
from duikou.shapes.catalogue import SH, Scope, catalogue, shapes_text
from duikou.shapes.engines import Finding, fast, sorted_findings
from duikou.shapes.looks import _prefixes, predicates, reached
from duikou.shapes.validate import inferred, serialized, vocabulary_triples

from ..thorough import chosen
from .test_mutations import MUTATIONS

CHECKS = {check.slug: check for check in catalogue().of(Scope.CORPUS)}
OF_THE_UNION = [mutation for mutation in MUTATIONS if mutation.breaks in CHECKS]
LOOKED_AT = predicates(DEFAULT_BASE, Scope.CORPUS)
THEMES = {check.theme for check in CHECKS.values()}


@pytest.mark.parametrize("breaks", chosen({slug: slug for slug in sorted(CHECKS)}, *sorted(CHECKS)[::4]))
def test_the_rest_of_the_data_changes_no_result(breaks: str) -> None:
    for mutation in (one for one in OF_THE_UNION if one.breaks == breaks):
        triples = [quad.triple for quad in mutation.apply()]
        kept = [triple for triple in triples if triple.predicate.value in LOOKED_AT]
        assert len(kept) < len(triples) / 2
        whole, part, least = (sorted_findings(_findings(data)) for data in (triples, kept, _of_classes(kept)))
        by_theme = sorted_findings(chain.from_iterable(_findings(_of_classes(kept, one), one) for one in THEMES))
        assert whole == part == least == by_theme
        assert whole


def test_every_property_in_a_path_or_a_target_is_looked_at() -> None:
    """By rdflib's eyes, and for the queries of the shapes by its algebra."""
    shapes = Graph().parse(data=shapes_text(DEFAULT_BASE, Scope.CORPUS), format="turtle")
    named = {str(value) for _, value in shapes.subject_objects(URIRef(f"{SH}targetSubjectsOf"))}
    own = {triple.subject for triple in reached(DEFAULT_BASE, Scope.CORPUS)}
    named |= {t.object.value for t in reached(DEFAULT_BASE, Scope.CORPUS) if t.predicate.value == f"{SH}path"
              and isinstance(t.object, ox.NamedNode)}  # fmt: skip
    kinds = [f"{SH}{name}" for name in ("select", "ask", "construct")]
    queries = [t for t in reached(DEFAULT_BASE, Scope.CORPUS) if t.predicate.value in kinds]
    assert len(queries) >= 7
    assert {query.subject for query in queries} <= own
    prefixes = {str(shapes.value(node, URIRef(f"{SH}prefix"))): str(value)
                for node, value in shapes.subject_objects(URIRef(f"{SH}namespace"))}  # fmt: skip
    for query in queries:
        named |= _of_query(query.object.value, prefixes)
    assert len(named) >= 20
    assert named <= LOOKED_AT


def test_no_check_of_the_union_looks_at_properties_that_it_does_not_name() -> None:
    assert f"{SH}closed" not in {triple.predicate.value for triple in reached(DEFAULT_BASE, Scope.CORPUS)}
    with pytest.raises(AssertionError):
        _of_query("SELECT $this WHERE { $this ?any ?value }", {})


def test_no_exists_of_these_joins_patterns() -> None:
    """The fast engine makes such a join over all the data, and anew for each node that it looks at, so that the work
    grows by the square; patterns in an EXISTS each are looked up by what is bound around them."""
    prefixes = dict(_prefixes(reached(DEFAULT_BASE, Scope.CORPUS)))
    joined = {
        triple.subject.value: sizes
        for triple in reached(DEFAULT_BASE, Scope.CORPUS)
        if triple.predicate.value in (f"{SH}select", f"{SH}ask")
        and max(sizes := _patterns_in_exists(triple.object.value, prefixes), default=0) > 1
    }
    assert not joined
    of_two = "SELECT * { ?a a ?b FILTER EXISTS { ?a a ?c FILTER EXISTS { ?c a ?a . ?c a ?b } } }"
    assert max(_patterns_in_exists(of_two, {})) == 2


def test_what_is_said_of_nodes_of_other_classes_is_left_out() -> None:
    (triples,) = ([quad.triple for quad in mutation.apply()] for mutation in OF_THE_UNION[:1])
    kept = [triple for triple in triples if triple.predicate.value in LOOKED_AT]
    left = {triple.subject for triple in kept} - {triple.subject for triple in _of_classes(kept)}
    kinds = {
        node.value.removeprefix(f"{DEFAULT_BASE}id/").partition("/")[0]
        for node in left
        if isinstance(node, ox.NamedNode)
    }
    assert {"measure", "evidence"} <= kinds
    assert not kinds & {"place", "agency", "cooperation", "document"}


def _of_classes(triples: list[ox.Triple], theme: str | None = None) -> list[ox.Triple]:
    """What a build gives to the checks, or to those of a theme."""
    graph = ox.NamedNode(f"{DEFAULT_BASE}graph/document/any")
    quads = [ox.Quad(triple.subject, triple.predicate, triple.object, graph) for triple in triples]
    wanted = [ox.NamedNode(iri) for iri in predicates(DEFAULT_BASE, Scope.CORPUS, theme)]
    return [quad.triple for quad in parsed(looked_at(having(lines(quads), wanted), DEFAULT_BASE, theme))]


def _findings(triples: list[ox.Triple], theme: str | None = None) -> list[Finding]:
    store = ox.Store()
    store.extend(ox.Quad(*triple) for triple in triples)
    data = serialized(triples) + inferred(store, DEFAULT_BASE, Scope.CORPUS, theme)
    return fast(shapes_text(DEFAULT_BASE, Scope.CORPUS, theme), data + vocabulary_triples(DEFAULT_BASE))


def _patterns_in_exists(text: str, prefixes: dict[str, str]) -> list[int]:
    """How many triple patterns each basic graph pattern within an EXISTS has."""
    found: list[int] = []

    def walk(part: object, within: bool = False) -> None:
        if isinstance(part, CompValue):
            within = within or part.name in ("Builtin_EXISTS", "Builtin_NOTEXISTS")
            if part.name == "BGP" and within:
                found.append(len(part.triples))
            for name in part:
                walk(getattr(part, name), within)
        elif isinstance(part, list | tuple | set):
            for each in part:
                walk(each, within)

    walk(translateQuery(parseQuery(text), initNs=prefixes).algebra)
    return found


def _of_query(text: str, prefixes: dict[str, str]) -> set[str]:
    """The predicates of a query. Fails for a path, and for a variable that no list names (FILTER (?path IN (...)))."""
    found: set[str] = set()
    open_ones: set[Variable] = set()
    listed: dict[Variable, set[str]] = {}

    def walk(part: object) -> None:
        if isinstance(part, CompValue):
            if part.get("op") == "IN":
                listed[part["expr"]] = {str(one) for one in part["other"]}
            terms = list(chain.from_iterable(part["triples"])) if "triples" in part else []
            for predicate in terms[1::3]:  # rdflib has them in threes, or one after the other within a filter
                assert isinstance(predicate, URIRef | Variable), f"{predicate!r}: not a property"
                open_ones.add(predicate) if isinstance(predicate, Variable) else found.add(str(predicate))
            for name in part:
                # By the attribute: it has the algebra of what stands in EXISTS, and the item what was parsed.
                walk(getattr(part, name)) if name != "triples" else None
        elif isinstance(part, list | tuple | set):
            for each in part:
                walk(each)

    walk(translateQuery(parseQuery(text), initNs=prefixes).algebra)
    assert open_ones <= {*listed}, f"{open_ones}: any property"
    return found.union(*(listed[one] for one in open_ones))
