"""One address for people and programs: a browser that opens a query's link sees the editor, a program gets results."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
ASK = "ASK { ?s ?p '对口' }"


@pytest.mark.parametrize(
    ("accept", "parameters", "status"),
    [
        (BROWSER, {"query": ASK}, 303),
        (BROWSER, {}, 303),
        (BROWSER, {"query": ASK, "format": "json"}, 200),
        ("*/*", {"query": ASK}, 200),
        ("application/sparql-results+json, text/html;q=0.5", {"query": ASK}, 200),
        ("text/csv, */*;q=0.1", {"query": "SELECT * WHERE { ?s ?p ?o } LIMIT 1"}, 200),
    ],
)
def test_who_sees_what(shipped_site: TestClient, accept: str, parameters: dict[str, str], status: int) -> None:
    response = shipped_site.get("/sparql", params=parameters, headers={"Accept": accept})
    assert response.status_code == status
    assert "Accept" in response.headers["vary"]


def test_the_editor_opens_with_the_query_of_the_link(shipped_site: TestClient) -> None:
    response = shipped_site.get("/sparql", params={"query": ASK}, headers={"Accept": BROWSER}, follow_redirects=True)
    assert response.status_code == 200
    assert "ASK {" in response.text


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("SELECT ?s WHERE { ?s ?p ?o } LIMIT 7", 7),
        ("SELECT ?s WHERE { ?s ?p ?o } LIMIT 2000", 300),
        ("CONSTRUCT WHERE { ?s ?p ?o }", 0),
    ],
)
def test_a_long_result_stays_a_light_page(shipped_site: TestClient, query: str, shown: int) -> None:
    response = shipped_site.get("/query", params={"query": query}, headers={"Accept": BROWSER})
    assert response.status_code == 200
    assert response.text.count("<tr>") == shown + (shown > 0)
    assert len(response.content) < 300_000
    assert ("共 2000 行" in response.text) == ("2000" in query)
