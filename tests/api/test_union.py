"""The copies that queries run on: the union of all graphs, each triple once, in memory and on disk."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import QuerySolutions, RdfFormat, Store

from duikou.api.store.embedded.union import open_union
from duikou.api.store.messages import Job

QUADS = r"""<http://e/a> <http://e/p> <http://e/o> <http://e/g1> .
<http://e/a> <http://e/p> <http://e/o> <http://e/g2> .
<http://e/a> <http://e/p> <http://e/o> .
<http://e/a> <http://e/p> "a <b> \" . <c>"@zh <http://e/g1> .
<http://e/a> <http://e/p> "x <y"^^<http://e/type> .
<http://e/a> <http://e/p> "x _:y" .
<http://e/a> <http://e/p> "1 2"^^<http://e/type> _:g .
<http://e/a> <http://e/p> _:b <http://e/g2> .
_:b <http://e/q> "中文 . <http://e/g3>" <http://e/g2> .
"""
TRIPLES = 7


@pytest.mark.parametrize("memory_quads", [1000, 0], ids=["memory", "disk"])
@pytest.mark.parametrize("dumped", [True, False], ids=["dump", "store"])
@pytest.mark.parametrize("blank", [True, False], ids=["blank", "named"])
def test_the_default_graph_is_the_union(memory_quads: int, dumped: bool, blank: bool, tmp_path: Path) -> None:
    quads = QUADS if blank else QUADS.replace("_:", "x-")
    if not blank:
        quads = (
            quads.replace(" x-b", " <http://e/blank>")
            .replace(" x-g", " <http://e/g4>")
            .replace("x-b ", "<http://e/blank> ")
        )
    source = tmp_path / "release" / "store"
    source.parent.mkdir()
    store = Store(str(source))
    store.bulk_load(quads.encode(), RdfFormat.N_QUADS)
    store.flush()
    if dumped:
        (source.parent / "graph.nq").write_text(quads, encoding="utf-8")
    del store
    stores, count = open_union(source, memory_quads, tmp_path / "scratch")
    assert count == QUADS.count("\n")
    for copy in {stores.plain, stores.full}:
        assert len(_rows(copy, "SELECT * { ?s ?p ?o }")) == TRIPLES
    named = _rows(stores.fitting(Job("SELECT * { GRAPH ?g { ?s ?p ?o } }")), "SELECT * { GRAPH ?g { ?s ?p ?o } }")
    assert len(named) == 6


def _rows(store: Store, query: str) -> list[object]:
    solutions = store.query(query)
    assert isinstance(solutions, QuerySolutions)
    return list(solutions)
