"""Where a document and each of its fields come from, on the pages: the shipped documents, and two that disagree."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from duikou.graph.build import Build, build
from duikou.ontology.terms import Vocabulary
from duikou.settings import Settings

from .conftest import client_over

SHENZHEN = "shenzhen-ganzhou-baise-shanwei-opinions-2023"
DOCUMENTS = {
    "first.txt": "信阳市与苏州市对口合作实施方案\n信阳市与苏州市建立对口合作关系,工作期限为2022年至2030年。\n",
    "second.txt": "信阳市与苏州市对口合作工作方案\n信阳市与苏州市建立对口合作关系,工作期限为2024年至2026年。\n",
}
TABLE = """file,issuer,place,published,url,source,licence,publish_original
first.txt,苏州市人民政府,苏州市,2023-06-02,https://www.example.org/a?b=1&c=%3Ci%3E,苏州市<b>网站</b>,https://www.example.org/licence,yes
second.txt,,,,,,,no
"""


class Words(HTMLParser):
    """The text of a page, by cell of its tables and terms of its lists, and its links."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text: list[str] = []
        self.links: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.links.append(dict(attrs).get("href") or "")

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.text.append(data.strip())


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Build:
    folder = tmp_path_factory.mktemp("documents")
    for name, text in DOCUMENTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "documents.csv").write_text(TABLE, encoding="utf-8")
    return build(folder, tmp_path_factory.mktemp("output"), Vocabulary())


@pytest.fixture(scope="module")
def site(made: Build) -> Iterator[TestClient]:
    with client_over(Settings(output=made.release.parent.parent)) as client:
        yield client


def words(client: TestClient, path: str) -> Words:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return Words(answer.text)


@pytest.mark.parametrize(("language", "page"), [("zh", "官方页面"), ("en", "Official page")])
def test_a_document_shows_where_it_is_from(site: TestClient, language: str, page: str) -> None:
    shown = words(site, f"/documents/first?lang={language}")
    assert {page, "苏州市<b>网站</b>", "2023-06-02"} <= set(shown.text)
    assert {"https://www.example.org/a?b=1&c=%3Ci%3E", "https://www.example.org/licence"} <= set(shown.links)
    assert "/originals/first.txt" in shown.links


def test_a_file_is_downloaded_where_it_may_be_and_never_run(site: TestClient, made: Build) -> None:
    answer = site.get("/originals/first.txt")
    assert answer.content.decode() == DOCUMENTS["first.txt"]
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert "/originals/second.txt" not in words(site, "/documents/second").links
    for name in ("second.txt", "none.txt", "..%2Fgraph.nq", "first", ".txt"):
        assert site.get(f"/originals/{name}").status_code == 404, name


def test_what_documents_say_of_a_pair_stands_side_by_side(site: TestClient) -> None:
    shown = words(site, "/id/cooperation/411500-320500.html?lang=zh")
    assert {"2022–2030", "2024–2026", "“2022年至2030年”", "“2024年至2026年”"} <= set(shown.text)
    assert any("说法不一" in text for text in shown.text)


def test_what_documents_say_differently_is_on_the_list(site: TestClient) -> None:
    gaps = csv.DictReader(io.StringIO(site.get("/quality/gaps.csv?lang=zh").text.removeprefix("\ufeff")))
    values = [gap["value"] for gap in gaps if gap["check"] == "pair-statements-agree"]
    assert sorted(values) == ["2022", "2024", "2026", "2030"]


@pytest.mark.parametrize("basis", ["原文", "文件目录表"])
def test_a_shipped_document_says_where_each_field_is_from(shipped_site: TestClient, basis: str) -> None:
    shown = words(shipped_site, f"/documents/{SHENZHEN}?lang=zh")
    assert basis in shown.text
    assert {"“2023-05-26”", "“深圳市乡村振兴和协作交流局”"} <= set(shown.text)


def test_a_page_that_stands_for_another_document_says_so(shipped_site: TestClient) -> None:
    shown = words(shipped_site, "/documents/meizhou-guangzhou-news-2022?lang=zh")
    at = shown.text.index("代表文件")
    assert shown.text[at + 1] == "革命老区重点城市对口合作工作方案"


def test_addresses_of_a_foreign_graph_are_no_scripts(tmp_path: Path) -> None:
    graph = tmp_path / "graph.ttl"
    graph.write_text(
        """PREFIX dk: <https://w3id.org/duikou/ontology#> PREFIX dcterms: <http://purl.org/dc/terms/>
        <https://w3id.org/duikou/id/document/x> a dk:PolicyDocument ; dk:documentKind "plan" ;
          dcterms:source <javascript:alert(1)> ; dcterms:license <data:text/html,x> .""",
        encoding="utf-8",
    )
    with client_over(Settings(graphs=(graph,))) as client:
        links = words(client, "/documents/x").links
    assert not [link for link in links if link.startswith(("javascript:", "data:"))]
