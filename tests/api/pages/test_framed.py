"""A thing as one JSON object: for programs by short names, and as JSON-LD the same triples as in other formats."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pyoxigraph import Store
from rdflib import OWL, RDF, Graph, URIRef
from starlette.testclient import TestClient

from duikou.api.pages.context import context
from duikou.graph.build import Build
from duikou.ontology.terms import Vocabulary, load_ontology

from .conftest import DEFAULT_BASE

KINDS = (
    "Measure",
    "City",
    "BaseArea",
    "Agency",
    "AgencyGroup",
    "Organization",
    "Platform",
    "PolicyDocument",
    "Section",
    "Cooperation",
    "CooperationStatement",
    "FieldStatement",
    "Assignment",
    "Target",
    "Mention",
)


@pytest.fixture(scope="module")
def things(shipped: Build) -> dict[str, str]:
    """A thing of each kind, by its path."""
    store = Store.read_only(str(shipped.release / "store"))
    found = {}
    for kind in KINDS:
        query = (
            f"SELECT ?x WHERE {{ ?x a <{DEFAULT_BASE}ontology#{kind}> ; ?p ?o }} "
            "GROUP BY ?x ORDER BY DESC(COUNT(*)) ?x LIMIT 1"
        )
        row = next(iter(store.query(query, use_default_graph_as_union=True)))  # type: ignore[arg-type]
        found[kind] = row["x"].value.removeprefix(DEFAULT_BASE)
    return found


def read(client: TestClient, path: str, suffix: str) -> Any:
    response = client.get(f"/{path}.{suffix}")
    assert response.status_code == 200
    return response.json()


@pytest.mark.parametrize("kind", KINDS)
def test_json_ld_holds_what_other_formats_hold(shipped_site: TestClient, things: dict[str, str], kind: str) -> None:
    path = things[kind]
    framed = Graph().parse(data=shipped_site.get(f"/{path}.jsonld").text, format="json-ld")
    triples = Graph().parse(data=shipped_site.get(f"/{path}.nt").text, format="nt")
    document = URIRef(f"{DEFAULT_BASE}{path}.nt")  # a representation speaks of itself
    triples.remove((document, None, None))
    for known in set(triples.objects(URIRef(f"{DEFAULT_BASE}{path}"), RDF.type)):
        triples.remove((known, None, None))  # classes go by their short names
    assert set(triples) <= set(framed)
    assert len(triples) > 2


@pytest.mark.parametrize("kind", KINDS)
def test_json_is_the_same_by_the_served_context(shipped_site: TestClient, things: dict[str, str], kind: str) -> None:
    json_ld, plain = (read(shipped_site, things[kind], suffix) for suffix in ("jsonld", "json"))
    assert plain.pop("@context") == f"{DEFAULT_BASE}context.jsonld"
    own = json_ld.pop("@context")
    whole = shipped_site.get("/context.jsonld").json()["@context"]
    assert own.items() <= whole.items()
    assert {**plain, "is_primary_topic_of": None} == {**json_ld, "is_primary_topic_of": None}
    read_by = {suffix: {**value, "is_primary_topic_of": []} for suffix, value in (("json", plain), ("jsonld", json_ld))}
    graphs = [
        Graph().parse(data=json.dumps({"@context": each, **read_by[suffix]}), format="json-ld")
        for suffix, each in (("json", whole), ("jsonld", own))
    ]
    assert set(graphs[0]) == set(graphs[1])
    assert len(graphs[0]) > 3


def test_a_measure_by_its_short_names(shipped_site: TestClient, things: dict[str, str]) -> None:
    measure = read(shipped_site, things["Measure"], "json")
    assert measure["id"] == DEFAULT_BASE + things["Measure"]
    assert measure["type"] == ["Measure"]
    assert isinstance(measure["order"], int)
    assert 0 < float(measure["confidence"]) <= 1
    body = measure["responsible_agency"][0]
    assert body["label"]["zh"]
    evidence = measure["evidence"][0]
    assert evidence["has_source"]["id"].startswith(f"{DEFAULT_BASE}id/document/")
    exact = next(one["exact"] for one in evidence["has_selector"] if "exact" in one)
    assert exact == measure["text"]
    assert measure["topic"][0]["pref_label"]["en"]
    assignment = measure["@reverse"]["measure"][0]
    assert assignment["type"] == ["Assignment"]
    assert assignment["role"] in ("lead", "supporting", "responsible")


def test_every_term_of_the_ontology_has_a_name(shipped_site: TestClient) -> None:
    known = context(DEFAULT_BASE)
    own = str(Vocabulary().dk[""])
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
    used = {str(term) for kind in kinds for term in load_ontology().subjects(RDF.type, kind)}
    used = {term for term in used if term.startswith(own)}
    named = {*known.terms, *known.types}
    assert used - named == set()
    names = [term.name for term in (*known.terms.values(), *known.reverse.values())]
    names += [*known.types.values(), *known.prefixes, "id", "type"]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_terms_are_explained(shipped_site: TestClient, language: str) -> None:
    page = shipped_site.get("/context", params={"lang": language}).text
    meaning = next(
        str(value)
        for value in load_ontology().objects(
            URIRef(Vocabulary().dk["responsibleAgency"]), URIRef("http://www.w3.org/2004/02/skos/core#definition")
        )
        if getattr(value, "language", "") == language
    )
    assert "responsible_agency" in page
    assert meaning in page


NEGOTIATED = [
    ("application/json", "json", "application/json"),
    ("application/ld+json", "jsonld", "application/ld+json"),
    ("application/json;q=0.4, text/turtle;q=0.3", "json", "application/json"),
]


@pytest.mark.parametrize(("accept", "suffix", "media_type"), NEGOTIATED)
def test_negotiation(
    shipped_site: TestClient, things: dict[str, str], accept: str, suffix: str, media_type: str
) -> None:
    path = things["Agency"]
    response = shipped_site.get(f"/{path}", headers={"Accept": accept})
    assert (response.status_code, response.headers["location"]) == (303, f"/{path}.{suffix}")
    there = shipped_site.get(response.headers["location"])
    assert there.headers["content-type"].split(";")[0] == media_type
    again = shipped_site.get(response.headers["location"], headers={"If-None-Match": there.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
