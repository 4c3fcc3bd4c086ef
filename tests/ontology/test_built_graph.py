"""The ontology and the built graph together, under reasoners that can take a whole graph.

owlrl, which judges the ontology and a small sample in test_ontology, needs minutes for a built graph. *reasonable*
(OWL 2 RL in Rust) takes a second; the rules whose conclusion is falsehood (OWL 2 Profiles, 4.3) it leaves to whoever
reads its closure: clashes.rq. HermiT, a complete OWL 2 DL reasoner, is asked as well where Java and owlready2, which
ships it, are installed.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest
import reasonable
from rdflib import RDF, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from duikou.ontology.terms import Vocabulary

V = Vocabulary()
CLASHES = (Path(__file__).parent / "clashes.rq").read_text(encoding="utf-8")
NOT_IN_OWL_2 = {
    "http://www.w3.org/2001/XMLSchema#gYear",
    "http://www.w3.org/2001/XMLSchema#date",
    "http://www.opengis.net/ont/geosparql#wktLiteral",
}
"""Datatypes of the graph outside OWL 2's datatype map; HermiT refuses them."""


@pytest.fixture(scope="module")
def triples(shipped_dump: Path) -> set[ox.Triple]:
    """Every statement of the built graph, the ontology among them, but for the validation results."""
    validation = ox.NamedNode(V.graph["validation"])
    quads = ox.parse(path=shipped_dump, format=ox.RdfFormat.N_QUADS)
    return {quad.triple for quad in quads if quad.graph_name != validation}


def clashes(triples: Iterable[ox.Triple], added: Iterable[tuple[Node, Node, Node]] = ()) -> set[str]:
    """The nodes that the closure puts into contradiction."""
    data = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
    assert data is not None
    reasoner = reasonable.PyReasoner()
    graph = Graph().parse(data=data, format="nt")
    for triple in added:
        graph.add(triple)
    reasoner.from_graph(graph)
    store = ox.Store()
    closure = Graph()
    for s, p, o in reasoner.reason():
        if not isinstance(s, Literal):  # its closure speaks of literals too, which no RDF file can hold
            closure.add((s, p, o))
    store.bulk_load(closure.serialize(format="nt", encoding="utf-8"), format=ox.RdfFormat.N_TRIPLES)
    rows = store.query(CLASHES)
    assert isinstance(rows, ox.QuerySolutions)
    return {f"{row['rule'].value}: {row['node']}" for row in rows}


@pytest.mark.thorough
def test_the_built_graph_is_consistent(triples: set[ox.Triple]) -> None:
    assert clashes(triples) == set()


DK, ID = Namespace(V.dk), Namespace(V.id)
CITY, AGENCY = ID["place/440300"], ID["agency/440300/jiao-yu-ju"]
BREAKS = {
    "cax-adc": [(CITY, RDF.type, DK.Agency)],
    "prp-irp": [(CITY, DK.pairedWith, CITY)],
    "prp-fp": [(CITY, DK.adminCode, Literal("440301"))],
    "by range": [(AGENCY, DK.jurisdiction, ID["agency/440300/fa-zhan-he-gai-ge-wei-yuan-hui"])],
}


@pytest.mark.parametrize("added", BREAKS.values(), ids=BREAKS)
def test_the_rules_find_what_is_wrong(added: list[tuple[URIRef, URIRef, URIRef]]) -> None:
    sample = Path(__file__).parent.parent / "shapes" / "sample.trig"
    files = Path(__file__).parents[2] / "ontology"
    parts = [ox.parse(path=files / "duikou.ttl"), ox.parse(path=sample, format=ox.RdfFormat.TRIG)]
    assert clashes({quad.triple for part in parts for quad in part}, added)


def test_hermit_agrees(triples: set[ox.Triple], tmp_path: Path) -> None:
    owlready2 = pytest.importorskip("owlready2", reason="owlready2, which ships HermiT, is not installed")
    if shutil.which("java") is None:
        pytest.skip("HermiT needs Java")
    known = {t for t in triples if not (isinstance(t.object, ox.Literal) and t.object.datatype.value in NOT_IN_OWL_2)}
    wrong = ox.Triple(ox.NamedNode(CITY), ox.NamedNode(RDF.type), ox.NamedNode(V.dk.Agency))
    assert "is satisfiable" in hermit(Path(owlready2.__file__).parent, known, tmp_path / "graph.rdf")
    assert "is satisfiable" not in hermit(Path(owlready2.__file__).parent, {*known, wrong}, tmp_path / "wrong.rdf")


def hermit(package: Path, triples: Iterable[ox.Triple], file: Path) -> str:
    """What HermiT says of the satisfiability of owl:Thing, and so of the consistency of the *triples*."""
    ox.serialize(triples, str(file), format=ox.RdfFormat.RDF_XML)
    folder = package / "hermit"
    path = f"{folder}:{folder / 'HermiT.jar'}"
    command = ["java", "-Xmx2000M", "-cp", path, "org.semanticweb.HermiT.cli.CommandLine", "-k", file.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    return done.stdout + done.stderr
