"""The description of the data set tells the truth, and the dumps hold what the store holds."""

from __future__ import annotations

import gzip
from xml.etree import ElementTree

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse
from rdflib import DCAT, DCTERMS, PROV, RDF, VOID, Graph, URIRef
from starlette.testclient import TestClient

from duikou.graph.build import Build

from .conftest import DEFAULT_BASE

DATASET = URIRef(f"{DEFAULT_BASE}dataset")
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture(scope="module")
def described(shipped_site: TestClient) -> Graph:
    response = shipped_site.get("/.well-known/void", headers={"Accept": "text/turtle"})
    return Graph().parse(data=response.text, format="turtle")


def test_counts_are_real(described: Graph, shipped: Build) -> None:
    store = Store.read_only(str(shipped.release / "store"))
    for graph in described.objects(DATASET, VOID.subset):
        quads = sum(1 for _ in store.quads_for_pattern(None, None, None, NamedNode(str(graph))))
        stated = {int(count) for count in described.objects(graph, VOID.triples)}
        assert stated == {quads}, graph
    # A description does not count itself, nor what was found wrong.
    left_out = {NamedNode(f"{DEFAULT_BASE}graph/{name}") for name in ("dataset", "validation")}
    triples = {quad.triple for quad in store if quad.graph_name not in left_out}
    assert int(described.value(DATASET, VOID.triples)) == len(triples)


def test_says_all_that_a_client_needs(described: Graph) -> None:
    assert {VOID.Dataset, DCAT.Dataset} <= set(described.objects(DATASET, RDF.type))
    for predicate in (
        DCTERMS.title, DCTERMS.description, DCTERMS.license, DCTERMS.modified, VOID.sparqlEndpoint, VOID.dataDump,
        VOID.exampleResource, VOID.vocabulary, VOID.openSearchDescription, DCAT.distribution, PROV.wasGeneratedBy,
    ):  # fmt: skip
        assert (DATASET, predicate, None) in described, predicate
    activity = described.value(DATASET, PROV.wasGeneratedBy)
    assert (activity, PROV.endedAtTime, None) in described
    inputs = list(described.objects(activity, PROV.used))
    assert len(inputs) == 5
    assert all((file, URIRef(f"{DEFAULT_BASE}ontology#sha256"), None) in described for file in inputs)


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [("text/turtle", "text/turtle"), ("application/ld+json", "application/ld+json"), ("text/html", "text/turtle")],
)
def test_negotiates(shipped_site: TestClient, accept: str, media_type: str) -> None:
    response = shipped_site.get("/.well-known/void", headers={"Accept": accept})
    assert (response.status_code, response.headers["content-type"].split(";")[0]) == (200, media_type)


def test_dumps_hold_the_store(shipped_site: TestClient, shipped: Build) -> None:
    store = Store.read_only(str(shipped.release / "store"))
    whole, triples = Store(), Store()
    whole.bulk_load(gzip.decompress(shipped_site.get("/downloads/graph.nq.gz").content), RdfFormat.N_QUADS)
    assert _named(whole) == _named(store)
    triples.bulk_load(gzip.decompress(shipped_site.get("/downloads/graph.ttl.gz").content), RdfFormat.TURTLE)
    assert len({quad.triple for quad in triples}) == len({quad.triple for quad in store})
    for state in shipped.documents:
        part = gzip.decompress(shipped_site.get(f"/downloads/{state.slug}.nq.gz").content)
        assert len(set(parse(part, RdfFormat.N_QUADS))) == state.quads
    again = shipped_site.get("/downloads/graph.nq.gz")
    assert again.headers["etag"] == shipped_site.get("/downloads/graph.nq.gz").headers["etag"]


def _named(store: Store) -> set[Quad]:
    """The quads without blank nodes, whose names change with every reading."""
    return {quad for quad in store if "_:" not in str(quad)}


@pytest.mark.parametrize("name", ["nothing.nq.gz", "graph.zip", "..%2F..%2Fbuild.json", ".nq.gz", "graph.nq"])
def test_no_other_file_is_served(shipped_site: TestClient, name: str) -> None:
    assert shipped_site.get(f"/downloads/{name}").status_code == 404


def test_sitemap_lists_pages_that_exist(shipped_site: TestClient) -> None:
    response = shipped_site.get("/sitemap.xml")
    places = [found.text or "" for found in ElementTree.fromstring(response.content).iter(f"{SITEMAP}loc")]
    assert len(places) == len(set(places)) > 400
    for place in places[:: max(1, len(places) // 60)]:
        assert shipped_site.get(place.removeprefix("http://testserver")).status_code == 200, place
    assert f"Sitemap: {places[0]}sitemap.xml" in shipped_site.get("/robots.txt").text
