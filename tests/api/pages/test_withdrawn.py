"""Addresses that were published once: a redirect to where the thing is, or 410 with what took its place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store
from rdflib import Graph, URIRef
from starlette.testclient import TestClient

from duikou.graph.ledger import LEDGER, Fate, Outcome, ledger_bytes
from duikou.settings import Settings

from .conftest import DEFAULT_BASE, client_over

MEASURE = "id/measure/plan/11111111"
TABLE = {
    "id/measure/plan/1.1/1": Fate(Outcome.MOVED, MEASURE),
    "id/measure/plan/00000000": Fate(Outcome.REPLACED, MEASURE),
    "id/measure/plan/22222222": Fate(Outcome.GONE),
    "id/evidence/plan/0-9": Fate(Outcome.MOVED, "id/evidence/plan/33333333/0-9"),
    "id/document/old-plan": Fate(Outcome.MOVED, "id/document/plan"),
    "id/document/gone": Fate(Outcome.GONE),
    "id/agency/440300/old": Fate(Outcome.GONE),
}
ANSWERS = [
    # path, Accept, status, where to or what type
    ("/id/measure/plan/1.1/1", "text/html", 301, f"/{MEASURE}"),
    ("/id/measure/plan/1.1/1", "text/turtle", 301, f"/{MEASURE}"),
    ("/id/measure/plan/1.1/1.ttl", None, 301, f"/{MEASURE}.ttl"),
    ("/id/measure/plan/1.1/1.html", None, 301, f"/{MEASURE}.html"),
    ("/id/evidence/plan/0-9/quote", None, 301, "/id/evidence/plan/33333333/0-9/quote"),
    ("/id/document/old-plan", "text/html", 301, "/id/document/plan"),
    ("/id/document/old-plan/file", "text/turtle", 301, "/id/document/plan/file"),
    ("/documents/old-plan", "text/html", 301, "/documents/plan"),
    ("/graph/document/old-plan", "text/html", 301, "/graph/document/plan"),
    ("/graph/document/old-plan.nt", None, 301, "/graph/document/plan.nt"),
    ("/id/measure/plan/00000000", "text/html", 410, "text/html"),
    ("/id/measure/plan/00000000", "text/turtle", 410, "text/turtle"),
    ("/id/measure/plan/00000000.jsonld", "text/html", 410, "application/ld+json"),
    ("/id/measure/plan/00000000", "image/png", 410, "text/plain"),
    ("/id/measure/plan/22222222", "text/html", 410, "text/html"),
    ("/id/measure/plan/22222222.nt", None, 410, "application/n-triples"),
    ("/id/agency/440300/old", "application/rdf+xml", 410, "application/rdf+xml"),
    ("/documents/gone", "text/html", 410, "text/html"),
    ("/graph/document/gone", "text/turtle", 410, "text/turtle"),
    ("/id/measure/plan/44444444", "text/turtle", 404, "text/plain"),
    (f"/{MEASURE}", "text/turtle", 303, f"/{MEASURE}.ttl"),
]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A release of its own, no older one beside it, in which a measure revises one that is withdrawn."""
    output = tmp_path_factory.mktemp("withdrawn")
    release = output / "releases" / "only"
    release.mkdir(parents=True)
    label, dk = NamedNode("http://www.w3.org/2000/01/rdf-schema#label"), f"{DEFAULT_BASE}ontology#"
    store = Store(str(release / "store"))
    graph = NamedNode(f"{DEFAULT_BASE}graph/document/plan")
    for address, name in ((MEASURE, "支持三明市发展产业"), ("id/document/plan", "三明市实施方案")):
        store.add(Quad(NamedNode(DEFAULT_BASE + address), label, Literal(name, language="zh"), graph))
    old = NamedNode(f"{DEFAULT_BASE}id/measure/plan/00000000")
    store.add(Quad(NamedNode(DEFAULT_BASE + MEASURE), NamedNode(f"{dk}revises"), old, graph))
    store.flush()
    del store
    (release / LEDGER).write_bytes(ledger_bytes(TABLE))
    (output / "current").symlink_to(Path("releases") / "only")
    with client_over(Settings(output=output)) as client:
        yield client


@pytest.mark.parametrize(("path", "accept", "status", "expected"), ANSWERS, ids=[f"{a[0]} {a[1]}" for a in ANSWERS])
def test_answers(site: TestClient, path: str, accept: str | None, status: int, expected: str) -> None:
    response = site.get(path, headers={"Accept": accept or ""})
    assert response.status_code == status
    if status in (301, 303):
        assert response.headers["location"] == expected
        assert response.headers["cache-control"] == "no-cache"
    else:
        assert response.headers["content-type"].split(";")[0] == expected
    assert site.head(path, headers={"Accept": accept or ""}).status_code == status


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_links_to_what_took_the_place(site: TestClient, language: str) -> None:
    replaced = site.get(f"/id/measure/plan/00000000?lang={language}", headers={"Accept": "text/html"})
    assert f'<a href="/{MEASURE}.html"' in replaced.text
    assert '<a href="/documents/plan"' in replaced.text
    assert f'<{DEFAULT_BASE}{MEASURE}>; rel="successor-version"' in replaced.headers["link"]
    gone = site.get(f"/id/measure/plan/22222222?lang={language}", headers={"Accept": "text/html"})
    assert MEASURE not in gone.text
    assert '<a href="/documents/plan"' in gone.text
    assert "successor-version" not in gone.headers["link"]


@pytest.mark.parametrize(("suffix", "name"), [("ttl", "turtle"), ("jsonld", "json-ld"), ("nt", "nt"), ("rdf", "xml")])
def test_statements_of_what_is_withdrawn(site: TestClient, suffix: str, name: str) -> None:
    graph = Graph().parse(data=site.get(f"/id/measure/plan/00000000.{suffix}").text, format=name)
    old, new = URIRef(f"{DEFAULT_BASE}id/measure/plan/00000000"), URIRef(DEFAULT_BASE + MEASURE)
    assert (old, URIRef("http://purl.org/dc/terms/isReplacedBy"), new) in graph
    assert [o.toPython() for o in graph.objects(old, URIRef("http://www.w3.org/2002/07/owl#deprecated"))] == [True]
