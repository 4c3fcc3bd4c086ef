"""The description of the data set tells the truth, and the dumps hold what the store holds."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from importlib import resources
from pathlib import Path
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest
from pydantic import SecretStr
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse
from rdflib import DCAT, DCTERMS, FOAF, PROV, RDF, RDFS, SDO, SKOS, VOID, Graph, Namespace, URIRef
from starlette.testclient import TestClient

from duikou.graph.build import Build, build
from duikou.ontology.terms import Vocabulary
from duikou.settings import Settings

from .conftest import DEFAULT_BASE, client_over

DATASET = URIRef(f"{DEFAULT_BASE}dataset")
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture(scope="module")
def described(shipped_site: TestClient) -> Graph:
    response = shipped_site.get("/.well-known/void", headers={"Accept": "text/turtle"})
    return Graph().parse(data=response.text, format="turtle")


@pytest.fixture(scope="module")
def quads(shipped_site: TestClient) -> list[Quad]:
    """The dump of everything."""
    return list(parse(gzip.decompress(shipped_site.get("/downloads/graph.nq.gz").content), RdfFormat.N_QUADS))


def counted(site: TestClient, pattern: str = "?s ?p ?o", what: str = "*") -> int:
    """What a client counts over /sparql."""
    query = f"SELECT (COUNT({what}) AS ?n) {{ {pattern} }}"
    rows = site.get("/sparql", params={"query": query, "format": "json"}).json()["results"]["bindings"]
    return int(rows[0]["n"]["value"])


def test_counts_are_those_of_the_dump_and_of_a_client(
    described: Graph, quads: list[Quad], shipped_site: TestClient
) -> None:
    graphs = Counter(quad.graph_name.value for quad in quads if isinstance(quad.graph_name, NamedNode))
    assert {str(graph) for graph in described.objects(DATASET, VOID.subset)} == set(graphs)
    for graph, size in graphs.items():
        assert [int(count) for count in described.objects(URIRef(graph), VOID.triples)] == [size], graph
    triples = {quad.triple for quad in quads}
    for predicate, expected, sparql in (
        (VOID.triples, len(triples), counted(shipped_site)),
        (VOID.distinctSubjects, len({t.subject for t in triples}), counted(shipped_site, what="DISTINCT ?s")),
        (VOID.properties, len({t.predicate for t in triples}), counted(shipped_site, what="DISTINCT ?p")),
        (VOID.classes, len({t.object for t in triples if t.predicate.value == str(RDF.type)}),
         counted(shipped_site, "?s a ?c", "DISTINCT ?c")),
    ):  # fmt: skip
        assert [int(count) for count in described.objects(DATASET, predicate)] == [expected], predicate
        assert sparql == expected, predicate
    parts = list(described.objects(DATASET, VOID.classPartition))
    assert len(parts) > 15
    for part in parts:
        cls, entities = described.value(part, VOID["class"]), described.value(part, VOID.entities)
        assert counted(shipped_site, f"?s a <{cls}>") == int(entities), cls


def test_properties_are_counted_for_the_whole_and_for_each_class(described: Graph, shipped_site: TestClient) -> None:
    uses = {
        (described.value(part, VOID.property), int(str(described.value(part, VOID.triples))))
        for part in described.objects(DATASET, VOID.propertyPartition)
    }
    assert len(uses) == int(str(described.value(DATASET, VOID.properties)))
    for used, number in sorted(uses)[:5]:
        assert counted(shipped_site, f"?s <{used}> ?o") == number, used
    dk = f"{DEFAULT_BASE}ontology#"
    measures = next(described.subjects(VOID["class"], URIRef(f"{dk}Measure")))
    of_measures = {
        str(described.value(part, VOID.property)).removeprefix(dk): int(str(described.value(part, VOID.triples)))
        for part in described.objects(measures, VOID.propertyPartition)
    }
    assert {"text", "commitment", "responsibleAgency"} <= set(of_measures)
    assert of_measures["text"] == counted(shipped_site, f"?s a <{dk}Measure> ; <{dk}text> ?o")


def test_our_questions_are_examples_for_programs(described: Graph, shipped_site: TestClient) -> None:
    assert any("sparql-examples" in str(there) for there in described.objects(DATASET, RDFS.seeAlso))
    given = Graph().parse(data=shipped_site.get("/.well-known/sparql-examples").text, format="turtle")
    sh, files = Namespace("http://www.w3.org/ns/shacl#"), list((resources.files("duikou.data") / "queries").iterdir())
    found = list(given.subjects(RDF.type, sh.SPARQLSelectExecutable))
    assert len(found) == len([file for file in files if file.name.endswith(".rq")])
    for example in found:
        assert {label.language for label in given.objects(example, RDFS.label)} == {"zh", "en"}, example
        target, query = given.value(example, SDO.target), given.value(example, sh.select)
        assert str(target).endswith("/sparql")
        answer = shipped_site.get("/sparql", params={"query": str(query), "format": "json"})
        assert answer.status_code == 200, example


@pytest.mark.thorough
def test_counts_and_dumps_follow_a_write(tmp_path: Path) -> None:
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "plan.txt").write_text("支持延安市与无锡市共建产业园区。", encoding="utf-8")
    build(tmp_path / "documents", tmp_path / "out", Vocabulary())
    with client_over(Settings(output=tmp_path / "out", token=SecretStr("secret"))) as site:
        before = gzip.decompress(site.get("/downloads/graph.nq.gz").content)
        update = (
            f"INSERT DATA {{ GRAPH <{DEFAULT_BASE}graph/own> {{ <{DEFAULT_BASE}id/own> <{DEFAULT_BASE}id/p> 1 }} }}"
        )
        headers = {"Authorization": "Bearer secret", "Content-Type": "application/sparql-update"}
        assert site.post("/update", content=update, headers=headers).status_code < 300
        described = Graph().parse(data=site.get("/.well-known/void").text, format="turtle")
        assert [int(n) for n in described.objects(DATASET, VOID.triples)] == [counted(site)]
        assert URIRef(f"{DEFAULT_BASE}graph/own") in set(described.objects(DATASET, VOID.subset))
        after = gzip.decompress(site.get("/downloads/graph.nq.gz").content)
        assert len(after.splitlines()) == len(before.splitlines()) + 1


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


EU = "http://publications.europa.eu/resource/authority/"
VCARD = "http://www.w3.org/2006/vcard/ns#"
DCAT_AP: dict[URIRef, list[URIRef]] = {
    # DCAT-AP 3.0: what is mandatory, then what is recommended and known
    DCAT.Dataset: [
        DCTERMS.title, DCTERMS.description,
        DCAT.contactPoint, DCAT.distribution, DCAT.keyword, DCTERMS.publisher, DCTERMS.spatial, DCTERMS.temporal,
        DCAT.theme, DCTERMS.accessRights, DCTERMS.accrualPeriodicity, DCTERMS.conformsTo, DCTERMS.identifier,
        DCTERMS.language, DCTERMS.modified, DCAT.landingPage, URIRef(f"{DCAT}version"), DCTERMS.license,
    ],
    DCAT.Distribution: [
        DCAT.accessURL,
        DCAT.downloadURL, DCTERMS.description, DCTERMS["format"], DCTERMS.license, DCAT.mediaType,
        DCAT.compressFormat, DCTERMS.title,
    ],
    DCAT.DataService: [
        DCAT.endpointURL, DCTERMS.title,
        DCAT.endpointDescription, DCAT.servesDataset, DCTERMS.license, DCTERMS.accessRights,
    ],
    DCAT.Catalog: [
        DCTERMS.title, DCTERMS.description, DCTERMS.publisher,
        DCAT.dataset, DCAT.service, DCTERMS.language, DCTERMS.license, FOAF.homepage, DCAT.themeTaxonomy,
    ],
    FOAF.Agent: [FOAF.name],
    DCTERMS.PeriodOfTime: [DCAT.startDate, DCAT.endDate],
    URIRef(f"{VCARD}Organization"): [URIRef(f"{VCARD}fn"), URIRef(f"{VCARD}hasURL")],
}  # fmt: skip


@pytest.mark.parametrize("cls", DCAT_AP, ids=lambda cls: str(cls).rpartition("/")[2].rpartition("#")[2])
def test_says_what_dcat_ap_asks_for(described: Graph, cls: URIRef) -> None:
    things = set(described.subjects(RDF.type, cls))
    assert things
    missing = [
        (thing, predicate)
        for thing in things
        # A part of the data set, such as a corpus, says what is mandatory; the rest stands at the whole.
        for predicate in (DCAT_AP[cls] if cls != DCAT.Dataset or thing == DATASET else DCAT_AP[cls][:2])
        if (thing, predicate, None) not in described
    ]
    assert missing == []


def test_what_dcat_points_at_is_of_the_right_kind(described: Graph, quads: list[Quad]) -> None:
    types = {(q.subject.value, q.object.value) for q in quads if q.predicate.value == str(RDF.type)}  # type: ignore[union-attr]
    themes = {str(theme) for theme in described.objects(DATASET, DCAT.theme)}
    ours = {theme for theme in themes if not theme.startswith(f"{EU}data-theme/")}
    assert len(ours) > 5
    assert {(theme, str(SKOS.Concept)) for theme in ours} <= types
    taxonomies = {str(one) for one in described.objects(None, DCAT.themeTaxonomy)}
    assert f"{DEFAULT_BASE}topic/scheme" in taxonomies
    assert (f"{DEFAULT_BASE}topic/scheme", str(SKOS.ConceptScheme)) in types
    period = described.value(DATASET, DCTERMS.temporal)
    assert int(described.value(period, DCAT.startDate)) < int(described.value(period, DCAT.endDate))


@pytest.mark.thorough
def test_the_turtle_dump_repeats_no_triple(shipped_site: TestClient, hostile_site: TestClient) -> None:
    for site in (shipped_site, hostile_site):
        data = gzip.decompress(site.get("/downloads/graph.ttl.gz").content)
        triples = [quad.triple for quad in parse(data, RdfFormat.TURTLE)]
        assert len(triples) == len(set(triples)) == counted(site)


def test_a_dump_is_sent_once_and_in_parts(shipped_site: TestClient, shipped: Build) -> None:
    whole = shipped_site.get("/downloads/graph.nq.gz")
    etag = whole.headers["etag"]
    known = shipped_site.get("/downloads/graph.nq.gz", headers={"If-None-Match": f'"other", {etag}'})
    assert (known.status_code, known.content, known.headers["etag"]) == (304, b"", etag)
    assert shipped_site.get("/downloads/graph.nq.gz", headers={"If-None-Match": '"other"'}).status_code == 200
    headers = {"Range": "bytes=10-19", "If-Range": etag}
    part = shipped_site.get("/downloads/graph.nq.gz", headers=headers)
    assert (part.status_code, part.content) == (206, whole.content[10:20])
    assert part.headers["content-range"] == f"bytes 10-19/{len(whole.content)}"
    style = shipped_site.get("/static/site.css")
    again = shipped_site.get("/static/site.css", headers={"If-None-Match": style.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_one_version_everywhere(shipped_site: TestClient, shipped: Build, described: Graph) -> None:
    release = shipped.release.name
    assert json.loads((shipped.release / "build.json").read_bytes())["version"] == release == shipped.version
    assert [str(version) for version in described.objects(DATASET, URIRef(f"{DCAT}version"))] == [release]
    assert shipped_site.get("/downloads/graph.nq.gz").headers["etag"] == f'"{release}"'
    assert shipped_site.get("/health").json()["version"] == release
    home = shipped_site.get("/", headers={"Accept": "text/html"}).text
    assert release in home.partition("<footer")[2]
    assert f'"version": "{release}"' in home


ROBOTS = [
    ("/", True), ("/dataset", True), ("/dataset.ttl", True), ("/dataset/build.html", True), ("/documents", True),
    ("/id/place/440300.html", True), ("/data", False), ("/data?default", False), ("/sparql?query=x", False),
    ("/query", False), ("/update", False),
]  # fmt: skip


@pytest.mark.parametrize(("path", "open_"), ROBOTS)
def test_robots(shipped_site: TestClient, path: str, open_: bool) -> None:
    lines = shipped_site.get("/robots.txt").text.splitlines()
    first = RobotFileParser()  # the first rule that fits decides
    first.parse(lines)
    assert first.can_fetch("any", path) is open_
    rules = [(value.strip(), name == "Allow") for name, _, value in (line.partition(":") for line in lines)]
    fitting = [(len(prefix), allow) for prefix, allow in rules if prefix.startswith("/") and path.startswith(prefix)]
    assert max(fitting, default=(0, True))[1] is open_  # the longest one does (RFC 9309)


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
