"""Whatever shapes, queries and the built graph call a term of ours, the ontology declares."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import RDF, Namespace, URIRef

from duikou.extract.knowledge.gazetteer import gazetteer
from duikou.ontology.terms import Vocabulary, load_ontology, load_schemes

ROOT = Path(__file__).parents[2]
FOLDERS = {"shapes": "*.ttl", "api": "**/*.rq", "networks": "**/*.rq", "data/queries": "*.rq"}
V = Vocabulary()
NAMESPACES = {"dk": Namespace(V.dk), "dkt": Namespace(V.dkt), "dkc": Namespace(V.dkc), "dkk": Namespace(V.dkk)}
TERM = re.compile(r"(?<![\w/<#])(dk|dkt|dkc|dkk):([A-Za-z][\w-]*)")


def declared(iri: URIRef) -> bool:
    graph = load_ontology() if iri in NAMESPACES["dk"] else load_schemes()
    return (iri, RDF.type, None) in graph


@pytest.mark.parametrize("folder", FOLDERS)
def test_files_use_declared_terms(folder: str) -> None:
    files = [f for f in (ROOT / folder).glob(FOLDERS[folder]) if "node_modules" not in f.parts]
    assert files
    unknown = defaultdict(list)
    for file in files:
        for prefix, name in TERM.findall(re.sub(r'"""|#.*', " ", file.read_text(encoding="utf-8"))):
            if not declared(NAMESPACES[prefix][name]):
                unknown[f"{prefix}:{name}"].append(file.name)
    assert dict(unknown) == {}


def test_the_built_graph_uses_declared_terms(shipped_dump: Path) -> None:
    used: set[URIRef] = set()
    for quad in ox.parse(path=shipped_dump, format=ox.RdfFormat.N_QUADS):
        used.add(URIRef(quad.predicate.value))
        if quad.predicate.value in {str(RDF.type), str(V.dk.topic), str(V.dk.area), str(V.dk.platformKind)}:
            assert isinstance(quad.object, ox.NamedNode)
            used.add(URIRef(quad.object.value))
    ours = {iri for iri in used if any(iri in namespace for namespace in NAMESPACES.values())}
    assert len(ours) > 40
    assert sorted(iri for iri in ours if not declared(iri)) == []


def test_every_kind_of_vehicle_that_the_extractor_tells_is_declared() -> None:
    vehicles = ("Platform", "Project", "Event")
    kinds = {suffix.subtype for suffix in gazetteer().suffixes if suffix.type.value in vehicles}
    kinds |= {name.subtype for name in gazetteer().names if name.type.value in vehicles}
    assert {kind for kind in kinds - {""} if not declared(NAMESPACES["dkk"][kind])} == set()
