"""Pages that list everything: cut into parts that together have all, or with a limit that the page tells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

from duikou.api.app import create_app
from duikou.api.history import routes as history
from duikou.api.pages import networks
from duikou.api.pictures import choices
from duikou.api.routes import compare, dataset, documents, pages, quality
from duikou.graph.build import Build
from duikou.settings import Settings

Whole = dict[tuple[str, str], str]
"""The text of pages as they are within the usual limits, by path and by parameter."""


@pytest.fixture(scope="module")
def whole(shipped_site: TestClient) -> Whole:
    places = [("/", "page"), ("/compare", "page"), *((page, parameter) for page, parameter, _ in PARTS)]
    return {(page, parameter): "".join(_parts(shipped_site, page, parameter)) for page, parameter in places}


@pytest.fixture(scope="module")
def client(shipped: Build, whole: Whole) -> Iterator[TestClient]:
    """A site whose limits are reached by the shipped documents. It comes after the *whole*, which has other limits."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        yield from _limited(shipped, monkeypatch)


def _limited(shipped: Build, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setattr(documents, "LISTED", 2)
    monkeypatch.setattr(dataset, "LISTED", 2)
    monkeypatch.setattr(pages, "CITIES", 7)
    monkeypatch.setattr(quality, "_DOCUMENTS", 2)
    monkeypatch.setattr(quality, "_PAGE", 5)
    monkeypatch.setattr(quality, "OFFERED", 2)
    monkeypatch.setattr(history, "LISTED", 2)
    monkeypatch.setattr(compare, "OFFERED", 3)
    monkeypatch.setattr(networks, "OFFERED", 2)
    monkeypatch.setattr(choices, "OFFERED", 2)
    monkeypatch.setattr(pages, "ROWS", 3)
    monkeypatch.setattr(pages, "MAPPED", 4)
    with TestClient(create_app(Settings(output=shipped.release.parent.parent))) as client:
        yield client


PARTS = [
    # page, parameter, what each row of it has
    ("/documents", "page", r'<p><strong><a href="(/documents/[^"]+)"'),
    ("/documents", "cited", r'<a href="(/id/policy/[^"]+)"'),
    ("/cities", "page", r'<tr><th scope="row"[^>]*><a href="([^"]+)"'),
    ("/downloads", "page", r'<li><a href="(/documents/[^"]+)"'),
    ("/downloads", "graphs", r'<li><code><a href="([^"]+)"'),
    ("/changes/1", "groups", r'<li>(?:<strong>)?<a href="/changes/1\?document=([^"]+)"'),
    ("/quality", "board", r'<tr><th scope="row"><a href="(/documents/[^"]+)"'),
    ("/quality", "page", r'class="plain" href="([^"]+)"'),
]


@pytest.mark.parametrize(("page", "parameter", "row"), PARTS, ids=[f"{page}?{name}" for page, name, _ in PARTS])
def test_the_parts_have_all_that_one_page_would(
    page: str, parameter: str, row: str, client: TestClient, whole: Whole
) -> None:
    parts = list(_parts(client, page, parameter))
    assert len(parts) > 1
    found = [match for part in parts for match in re.findall(row, part)]
    assert sorted(found) == sorted(re.findall(row, whole[page, parameter]))
    assert len(found) > 2


def test_a_part_keeps_what_else_is_asked_for(client: TestClient) -> None:
    address = "/documents?standing=in-force&date=2024-01-01&cited=2"
    following = re.findall(r'rel="next" href="([^"]+)"', client.get(address).text)
    asked = [parse_qs(urlsplit(href.replace("&amp;", "&")).query) for href in following]
    assert asked
    for one in asked:
        assert one.keys() >= {"standing", "date", "cited"}


def test_the_home_page_tells_what_it_leaves_out(client: TestClient, whole: Whole) -> None:
    limited, usual = client.get("/").text, whole["/", "page"]
    pairs = int(re.search(r'id="pairs">[^(]*\((\d+)\)', usual)[1])  # type: ignore[index]
    assert f"这里是措施最多的 4 对，共 {pairs} 对。" in limited
    assert "这里是措施最多的 3 对" in limited
    assert "这里是措施最多的" not in usual
    assert len(re.findall('class="arc"', limited)) <= 4 < len(re.findall('class="arc"', usual))
    for href in re.findall(r'对。 <a href="([^"]+)"', limited):
        assert client.get(href).status_code == 200


def test_a_document_is_named_where_too_many_would_be_offered(client: TestClient) -> None:
    page = client.get("/quality").text
    assert '<select name="document">' not in page
    slug = re.search(r'<a href="/documents/([^"]+)"', page)[1]  # type: ignore[index]
    chosen = client.get("/quality", params={"document": slug}).text
    assert f'<input name="document" value="{slug}"' in chosen


NAMED = [
    # page, the parameter by which it is narrowed
    ("/networks/agency-topics", "document"),
    ("/pictures/topics", "document"),
]


@pytest.mark.parametrize(("page", "parameter"), NAMED, ids=[page for page, _ in NAMED])
def test_what_is_not_offered_is_named(page: str, parameter: str, client: TestClient, whole: Whole) -> None:
    slug = re.findall(r'<p><strong><a href="/documents/([^"]+)"', whole["/documents", "page"])[0]
    assert f'<select name="{parameter}">' not in client.get(page).text
    named = client.get(page, params={parameter: slug})
    assert named.status_code == 200
    assert f'<input type="search" name="{parameter}" value="{slug}"' in named.text


def test_a_comparison_tells_how_many_more_there_are(client: TestClient, whole: Whole) -> None:
    held = len(re.findall(r'<p><strong><a href="/documents/', whole["/documents", "page"]))
    page = client.get("/compare").text
    assert "每类只列前 3 个" in page
    assert f'<a href="/tables/documents">文件 {held}</a>' in page
    assert "每类只列前" not in whole["/compare", "page"]


def _parts(client: TestClient, page: str, parameter: str) -> Iterator[str]:
    """The page's parts, each as the one before leads to it."""
    address: str | None = page
    while address:
        text = client.get(address).text
        yield text
        links = [href.replace("&amp;", "&") for href in re.findall(r'rel="next" href="([^"]+)"', text)]
        number = int(parse_qs(urlsplit(address).query).get(parameter, ["1"])[0])
        address = next((href for href in links if _page(href, parameter) == number + 1), None)


def _page(href: str, parameter: str) -> int:
    return int(parse_qs(urlsplit(href).query).get(parameter, ["1"])[0])
