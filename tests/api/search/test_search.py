"""Things are found by the names that people use for them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from duikou.api.app import create_app
from duikou.api.search.find import excerpt
from duikou.api.search.spelling import initials, normal, pinyin, words
from duikou.graph.build import Build
from duikou.settings import Settings


@pytest.fixture(scope="module")
def client(shipped: Build) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(output=shipped.release.parent.parent))) as opened:
        yield opened


FIRST = [
    # query, what the best hit is called in Chinese
    ("赣州市", "赣州市"),
    ("赣州", "赣州市"),
    ("Ganzhou", "赣州市"),
    ("ganzhou", "赣州市"),
    ("GANZHOU SHI", "赣州市"),
    ("gzs 赣州", "赣州市"),
    ("Ganzhou City", "赣州市"),
    ("ganzou", "赣州市"),
    ("贛州", "赣州市"),
    ("深圳市发展改革委", "深圳市发展和改革委员会"),
    ("发改委", "深圳市发展和改革委员会"),
    ("fgw", "深圳市发展和改革委员会"),
    ("fzgg", "深圳市发展和改革委员会"),
    ("三明", "三明市"),
    ("Sanming", "三明市"),
    ("Shanghei", "上海市"),
    ("绿色能源", "绿色能源"),
    ("Green energy", "绿色能源"),
    ("赣闽粤原中央苏区", "赣闽粤原中央苏区"),
    ("国发〔2021〕3号", "国务院关于新时代支持革命老区振兴发展的意见"),
]


@pytest.mark.parametrize(("query", "expected"), FIRST, ids=[query for query, _ in FIRST])
def test_best_hit(client: TestClient, query: str, expected: str) -> None:
    answer = client.get("/search", params={"q": query, "format": "json"}).json()
    assert [hit["zh"] for hit in answer["hits"][:3] if hit["zh"] == expected], [hit["zh"] for hit in answer["hits"][:5]]


@pytest.mark.parametrize("query", ["红色旅游", "职业教育", "干部挂职", "飞地"])
def test_words_of_texts(client: TestClient, query: str) -> None:
    answer = client.get("/search", params={"q": query, "type": "Measure", "format": "json"}).json()
    assert answer["total"] > 0
    assert all(hit["type"] == "Measure" for hit in answer["hits"])
    asked = [word for word in words(query) if len(word) > 1]
    assert all(any(word in hit["excerpt"] for word in asked) for hit in answer["hits"])


@pytest.mark.parametrize(
    "query", ["", " ", "!!!", "%", "_", '"', "'; DROP TABLE thing; --", "NEAR(", "a" * 500, "\x00", "*", "🙂"]
)
def test_odd_queries(client: TestClient, query: str) -> None:
    answer = client.get("/search", params={"q": query, "format": "json"})
    assert answer.status_code == 200
    assert client.get("/search", params={"q": query}, headers={"Accept": "text/html"}).status_code == 200


def test_facets_narrow(client: TestClient) -> None:
    whole = client.get("/search", params={"q": "合作", "format": "json"}).json()
    for name, counts in whole["facets"].items():
        value, count = next(iter(counts.items()))
        part = client.get("/search", params={"q": "合作", name: value, "format": "json"}).json()
        assert 0 < part["total"] == count <= whole["total"], (name, value)


def test_pages_of_hits_do_not_overlap(client: TestClient) -> None:
    pages = [client.get("/search", params={"q": "合作", "page": page, "format": "json"}).json() for page in (1, 2)]
    first, second = ({hit["iri"] for hit in page["hits"]} for page in pages)
    assert len(first) == 20
    assert second
    assert not first & second


def test_negotiates(client: TestClient) -> None:
    types = {
        accept: client.get("/search?q=赣州", headers={"Accept": accept}).headers["content-type"].split(";")[0]
        for accept in ("application/json", "text/html", "*/*", "text/html;q=0.1, application/json")
    }
    assert types == {
        "application/json": "application/json",
        "text/html": "text/html",
        "*/*": "text/html",
        "text/html;q=0.1, application/json": "application/json",
    }
    assert client.get("/search?q=x", headers={"Accept": "image/png"}).status_code == 406


@pytest.mark.parametrize(
    ("text", "form", "sound", "letters"),
    [
        ("赣州市", "赣州市", "ganzhoushi", "gzs"),
        ("Ganzhou  City", "ganzhoucity", "", ""),
        ("（Ａ）市", "a市", "ashi", "as"),
    ],
)
def test_forms(text: str, form: str, sound: str, letters: str) -> None:
    assert (normal(text), pinyin(text), initials(text)) == (form, sound, letters)


def test_excerpt_is_part_of_the_text() -> None:
    body = "一" * 200 + "红色旅游" + "二" * 200
    found = excerpt(body, "红色旅游")
    assert "红色旅游" in found
    assert len(found) < 130
    assert found.strip("…") in body
