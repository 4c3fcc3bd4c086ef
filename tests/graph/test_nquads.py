"""Lines read as they stand say what a parser says of them."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from duikou.graph.census import Census
from duikou.graph.nquads import about, linked, parsed, stating, subjects, triple_and_graph
from duikou.graph.sink import lines

G, H = "<http://e/g>", "<http://e/h>"
ROWS = [
    f"<http://e/a> <http://e/p> <http://e/b> {G} .",
    f"<http://e/a> <http://e/p> <http://e/b> {H} .",
    f'<http://e/a> <http://e/q> "到 2025 年 <http://e/c> \\" ." {G} .',
    f'<http://e/b> <http://e/q> "支持 {H} .\\n"@zh {G} .',
    f'<http://e/b> <http://e/q> "7"^^<http://www.w3.org/2001/XMLSchema#integer> {G} .',
    f"_:x <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://e/Class> {G} .",
    f'<http://e/a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "no class" {H} .',
    f"<http://e/a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://e/Class> {H} .",
]
QUADS = list(parse("\n".join(ROWS).encode(), format=RdfFormat.N_QUADS))
LINES = lines(QUADS)


def test_terms() -> None:
    assert subjects(LINES) == {str(quad.subject).encode() for quad in QUADS}
    assert linked(LINES) == {str(quad.object).encode() for quad in QUADS if isinstance(quad.object, NamedNode)}
    assert {*map(triple_and_graph, LINES)} == {
        (str(quad.triple).encode(), quad.graph_name.value.encode())
        for quad in QUADS
        if isinstance(quad.graph_name, NamedNode)
    }


@pytest.mark.parametrize("name", ["http://e/p", "http://e/q", "http://e/c"])
def test_lines_of_a_predicate(name: str) -> None:
    assert {*stating(LINES, [NamedNode(name)])} == {quad for quad in QUADS if quad.predicate.value == name}


def test_lines_about_nodes() -> None:
    assert {*parsed(about(LINES, {b"<http://e/b>", b"_:x"}))} == {*QUADS[3:6]}


@pytest.mark.parametrize("size", range(len(LINES) + 1))
def test_a_census_counts_each_triple_once_however_it_is_given(size: int) -> None:
    counts = Census(LINES[:size]).counts(LINES[size:])
    triples = {quad.triple for quad in QUADS}
    assert counts.triples == len(triples)
    assert counts.subjects == len({triple.subject for triple in triples})
    assert counts.properties == len({triple.predicate for triple in triples})
    assert counts.members == {NamedNode("http://e/Class"): 2}
    assert counts.graphs == {NamedNode("http://e/g"): 5, NamedNode("http://e/h"): 3}
