"""One address for people and programs: a browser that opens a query's link sees the editor, a program gets results."""

from __future__ import annotations

import re

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
    ("query", "page", "shown", "told"),
    [
        ("SELECT ?s WHERE { ?s ?p ?o } LIMIT 7", "1", 7, "7 行"),
        ("SELECT ?s WHERE { ?s ?p ?o } LIMIT 2000", "1", 100, "共 2000 行，这里是第 1–100 行"),
        ("SELECT ?s WHERE { ?s ?p ?o } LIMIT 250", "3", 50, "共 250 行，这里是第 201–250 行"),
        ("SELECT ?s WHERE { ?s ?p ?o } LIMIT 250", "9", 50, "共 250 行，这里是第 201–250 行"),
        ("SELECT (CONCAT(STR(?s), '\\n?x\\n') AS ?c) WHERE { ?s ?p ?o } LIMIT 3", "1", 3, "3 行"),
        ("SELECT ?s WHERE { ?s a 'nothing' }", "1", 0, "0 行"),
        ("SELECT ?c WHERE { ?s ?p ?o . ?o ?q ?c }", "1", 100, "多于"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "1", -1, "<pre"),
        ("ASK { ?s ?p ?o }", "1", -1, '<p role="status">是'),
        ("ASK { ?s a 'nothing' }", "1", -1, '<p role="status">否'),
    ],
)
def test_a_long_result_comes_by_pages(shipped_site: TestClient, query: str, page: str, shown: int, told: str) -> None:
    response = shipped_site.get("/query", params={"query": query, "page": page}, headers={"Accept": BROWSER})
    assert response.status_code == 200
    assert told in response.text
    assert response.text.count("<tr>") == shown + 1
    assert len(response.content) < 300_000


def test_rows_of_all_pages_are_the_rows_of_the_answer(shipped_site: TestClient) -> None:
    query = "SELECT ?s WHERE { ?s a ?class } ORDER BY ?s ?class LIMIT 230"
    whole = shipped_site.get("/sparql", params={"query": query, "format": "csv"}).text.split()[1:]
    found = [
        re.findall("<td>(.*?)</td>", shipped_site.get("/query", params={"query": query, "page": page}).text)
        for page in (1, 2, 3)
    ]
    assert list(map(len, found)) == [100, 100, 30]
    assert [cell.count("<a href=") for page in found for cell in page] == [1] * len(whole)
