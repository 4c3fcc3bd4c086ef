"""The plain JSON interface: paging, conditional requests, refusals, and a description that holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator
from starlette.testclient import TestClient

from duikou.api.app import create_app
from duikou.api.records.base import said
from duikou.settings import Settings

OPERATIONS = said()["operation"]
LISTS = [name for name in OPERATIONS if name != "compare"]
EXAMPLES = [(name, example) for name, each in OPERATIONS.items() for example in each["examples"]]


@pytest.fixture(scope="module")
def description(client: TestClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/openapi.json").json()
    return found


def links(header: str) -> dict[str, str]:
    return {relation: address for address, relation in re.findall(r'<([^>]*)>; rel="([a-z]+)"', header)}


@pytest.mark.parametrize(("name", "example"), EXAMPLES, ids=[f"{name}{example}" for name, example in EXAMPLES])
def test_examples_give_something_and_keep_to_their_schema(
    client: TestClient, description: dict[str, Any], name: str, example: str
) -> None:
    response = client.get(f"/api/{name}{example}")
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    answer = response.json()
    schema = description["paths"][f"/api/{name}"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    Draft202012Validator({**schema, "components": description["components"]}).validate(answer)
    if name not in {"changes"}:  # the first build has none to list
        assert answer.get("total") or answer["topics"]


@pytest.mark.parametrize("name", LISTS)
def test_links_lead_through_the_whole_list(client: TestClient, name: str) -> None:
    whole = client.get(f"/api/{name}", params={"per_page": 200}).json()
    step = max(5, whole["total"] // 4)
    address = f"/api/{name}?per_page={min(step, 200)}"
    found, pages = [], []
    while address:
        response = client.get(address)
        answer, found_links = response.json(), links(response.headers["link"])
        found += [item["iri"] for item in answer["items"]]
        pages.append(answer["page"])
        assert {"first", "last"} <= set(found_links)
        assert ("prev" in found_links) == (answer["page"] > 1)
        address = found_links.get("next", "")
    assert len(found) == whole["total"]
    assert len(set(found)) == len(found)
    assert found[:200] == [item["iri"] for item in whole["items"]]
    assert pages == list(range(1, len(pages) + 1))


@pytest.mark.parametrize("name", OPERATIONS)
def test_unchanged_answers_are_not_sent_again(client: TestClient, name: str) -> None:
    etag = client.get(f"/api/{name}").headers["etag"]
    again = client.get(f"/api/{name}", headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    head = client.head(f"/api/{name}")
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", etag)


REFUSED = [
    ("/api/measures?topics=green-energy", 422, "topics: no such parameter"),
    ("/api/measures?page=0", 422, "page: "),
    ("/api/measures?per_page=201", 422, "per_page: "),
    ("/api/measures?role=boss", 422, "role: "),
    ("/api/measures?due_before=2025-13", 422, "due_before: "),
    ("/api/measures?topic=" + "x" * 301, 422, "topic: "),
    ("/api/pairs?date=2024-02-30", 422, "date: '2024-02-30' is no day; write it as 2024-12-31"),
    ("/api/pairs?standing=repealed", 422, "standing: "),
    ("/api/targets?year=soon", 422, "year: "),
    ("/api/compare?left=nothing", 404, "left: 'nothing' is not held"),
    ("/api/changes?release=0123456789ab", 404, "'0123456789ab' is no release of the log; /changes lists them"),
]


@pytest.mark.parametrize(("address", "status", "detail"), REFUSED, ids=[each[0][:40] for each in REFUSED])
def test_refusals_are_problem_details(client: TestClient, address: str, status: int, detail: str) -> None:
    response = client.get(address)
    problem = response.json()
    assert (response.status_code, response.headers["content-type"]) == (status, "application/problem+json")
    assert problem["status"] == status
    assert problem["detail"].startswith(detail)
    assert "\n" not in problem["detail"]
    assert response.headers["cache-control"] == "no-store"


def test_data_come_first_and_operations_last(client: TestClient, description: dict[str, Any]) -> None:
    tags = [operation["tags"][0] for each in description["paths"].values() for operation in each.values()]
    assert tags[0] == "data"
    assert tags[-1] == "operations"
    page = client.get("/docs", headers={"Accept-Language": "en"}).text
    assert page.index("/api/pairs") < page.index("/sparql") < page.index("/health")


@pytest.mark.parametrize(("language", "words"), [("zh", "责任单位的标识"), ("en", "Identifier of a body")])
def test_the_page_speaks_the_readers_language(client: TestClient, language: str, words: str) -> None:
    page = client.get("/docs", params={"lang": language}).text
    other = {"zh": "Identifier of a body", "en": "责任单位的标识"}[language]
    assert words in page
    assert other not in page
    for name, example in EXAMPLES:
        assert f"/api/{name}{example}".replace("&", "&amp;") in page


def test_a_server_without_builds_has_no_changes(hostile: TestClient) -> None:
    assert hostile.get("/api/changes").status_code == 404
    assert hostile.get("/api/measures").status_code == 200
    page = hostile.get("/docs").text
    assert 'href="/api/changes' not in page  # nor is there a link to what would be refused
    assert 'href="/api/compare' not in page
    assert 'href="/api/pairs?place=440300"' in page


@pytest.fixture(scope="module")
def hostile() -> Iterator[TestClient]:
    from pathlib import Path

    graph = Path(__file__).parents[1] / "pages" / "hostile.trig"
    with TestClient(create_app(Settings(graphs=(graph,)))) as opened:
        yield opened
