"""Pictures of the shipped documents: pages, files, frames and refusals."""

from __future__ import annotations

import csv
import html
import io
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from starlette.testclient import TestClient

from duikou.api.app import create_app
from duikou.api.pages.language import LANGUAGES, words
from duikou.api.pictures.catalogue import catalogue
from duikou.pictures import bitmap
from duikou.settings import Settings

from ...conftest import Clients
from ..pages.crawler import Page

HERE = Path(__file__).parent
CASES = tomllib.loads((HERE / "cases.toml").read_text("utf-8"))["case"]
HOSTILE = HERE.parent / "pages" / "hostile.trig"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def client(shipped_clients: Clients) -> TestClient:
    return shipped_clients(follow_redirects=False)


@pytest.fixture(scope="module")
def hostile() -> Iterator[TestClient]:
    with TestClient(create_app(Settings(graphs=(HOSTILE,)))) as opened:
        yield opened


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['picture']}-{'-'.join(case['conditions'].values())}")
def test_rows_are_those_that_fit(client: TestClient, case: dict[str, Any]) -> None:
    name, conditions = case["picture"], case["conditions"]
    table = client.get(f"/pictures/{name}.csv", params=conditions)
    assert table.content.startswith(b"\xef\xbb\xbf")
    head, *rows = csv.reader(io.StringIO(table.text.removeprefix("\ufeff")))
    answer = client.get(f"/pictures/{name}.json", params=conditions).json()
    assert case["least"] <= len(rows) <= case.get("most", 10**6)
    assert (answer["total"], answer["conditions"]) == (len(rows), conditions)
    assert [list(row) for row in answer["rows"][:1]] == [head][: len(rows)]
    assert case.get("holds", "") in table.text
    drawn = client.get(f"/pictures/{name}.svg", params=conditions)
    assert (words("zh")("pictures.empty") in drawn.text.rpartition("</desc>")[2]) == (not rows)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", catalogue())
def test_each_picture_says_what_it_is_and_where_it_is_from(client: TestClient, name: str, language: str) -> None:
    client.cookies.clear()
    drawn = client.get(f"/pictures/{name}.svg", params={"lang": language, "theme": "dark", "width": "narrow"})
    assert drawn.headers["content-type"] == "image/svg+xml"
    assert "set-cookie" not in drawn.headers
    tree = etree.fromstring(drawn.content)
    said = [
        (element.get("lang"), bool(element.text)) for element in tree if element.tag in {f"{SVG}title", f"{SVG}desc"}
    ]
    other = next(code for code in LANGUAGES if code != language)
    assert said == [(language, True), (language, True), (other, True), (other, True)]
    release = client.get(f"/pictures/{name}.json").json()["release"]
    written = "".join(tree.itertext())
    assert release
    assert [part for part in ("CC BY 4.0", release, f"/pictures/{name}") if part not in written] == []
    page = client.get(f"/pictures/{name}", params={"lang": language}).text
    assert f"/pictures/{name}.svg?lang={language}&amp;width=narrow" in page
    assert re.search(r'<img src="[^"]+" alt="[^"]{9,}"', page)
    assert "<tbody>" in page
    client.cookies.clear()


def test_the_same_data_give_the_same_bytes(client: TestClient) -> None:
    for name in catalogue():
        first = client.get(f"/pictures/{name}.svg")
        anew = client.get(f"/pictures/{name}.svg", headers={"Accept": "image/*"})  # kept apart, and so drawn again
        assert anew.content == first.content
        again = client.get(f"/pictures/{name}.svg", headers={"If-None-Match": first.headers["etag"]})
        assert again.status_code == 304


def test_a_bitmap_or_one_line(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bitmap, "has_chinese", lambda: True)
    assert client.get("/pictures/topics.png").content.startswith(b"\x89PNG")
    monkeypatch.setattr(bitmap, "has_chinese", lambda: False)
    refused = client.get("/pictures/agencies.png")
    assert refused.status_code == 501
    assert "no font" in refused.json()["detail"]


def test_only_the_small_page_may_be_framed(client: TestClient) -> None:
    client.cookies.clear()
    framed = client.get("/pictures/map/embed", params={"lang": "en"})
    assert "frame-ancestors *" in framed.headers["content-security-policy"]
    assert "script-src 'self'" in framed.headers["content-security-policy"]
    assert "set-cookie" not in framed.headers
    assert "prefers-color-scheme: dark" in framed.text
    assert "CC BY 4.0" in framed.text
    for other in ("/pictures", "/pictures/map", "/pairs", "/"):
        assert "frame-ancestors 'none'" in client.get(other).headers["content-security-policy"]
    page = client.get("/pictures/map").text
    address = re.search(r'src="([^"]*/embed[^"]*)"', html.unescape(page))
    assert address is not None
    assert client.get(address[1]).status_code == 200


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/pictures/nothing", 404, "no picture 'nothing'"),
        ("/pictures/nothing/embed", 404, "no picture 'nothing'"),
        ("/pictures/map.gif", 404, "svg, png, csv, json"),
        ("/pictures/map.svg?city=440300", 422, "city: no such parameter"),
        ("/pictures/map.svg?theme=pink", 422, "theme"),
        ("/pictures/map.svg?width=99999", 422, "width"),
        (f"/pictures/map?place={'x' * 400}", 422, "place"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_one_line(client: TestClient, path: str, status: int, words: str) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert words in answer.json()["detail"]
    assert "\n" not in answer.json()["detail"]


@pytest.mark.parametrize(
    ("page", "link"),
    [
        ("/id/place/350800.html", "/pictures?place=350800"),
        ("/id/cooperation/350800-440100.html", "/pictures?pair=350800-440100"),
        ("/id/agency/440300/fa-zhan-he-gai-ge-wei-yuan-hui.html", "/pictures?agency=agency%2F440300%2Ffa-zhan"),
        ("/topic/green-energy.html", "/pictures?topic=green-energy"),
        ("/documents/guangzhou-longyan-plan-2023-2027", "/pictures?document=guangzhou-longyan-plan-2023-2027"),
        ("/pairs", "/pictures/map"),
        ("/topics", "/pictures/documents-topics"),
    ],
)
def test_pages_lead_to_their_pictures(client: TestClient, page: str, link: str) -> None:
    found = [html.unescape(each) for each in re.findall(r'href="([^"]+)"', client.get(page).text)]
    wanted = [each for each in found if each.startswith(link)]
    assert wanted
    assert client.get(wanted[0]).status_code == 200


def test_hostile_names_stay_text(hostile: TestClient) -> None:
    seen = 0
    for name in catalogue():
        drawn = hostile.get(f"/pictures/{name}.svg")
        tree = etree.fromstring(drawn.content)
        tags = {element.tag.removeprefix(SVG) for element in tree.iter()}
        assert tags <= {"svg", "title", "desc", "rect", "text", "g", "a", "path", "circle"}, name
        assert not [each.get("href") for each in tree.iter(f"{SVG}a") if not each.get("href", "").startswith("http")]
        seen += "".join(tree.itertext()).count("alert(")
        for path in (f"/pictures/{name}", f"/pictures/{name}/embed"):
            page = hostile.get(path)
            assert page.status_code == 200
            parsed = Page(page.text)
            assert (parsed.scripts, parsed.handlers) == ([], []), path
            assert not {"style", "b", "i", "u"} & set(parsed.tags), path
            assert not any(link.startswith("javascript:") for link in parsed.links), path
    assert seen > 5, "the attacks were not even shown"
