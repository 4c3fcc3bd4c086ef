"""Pages over two corpora, each narrowed to one; and over one, which offer no choice."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from duikou.graph.build import build
from duikou.graph.corpora import read_corpora
from duikou.networks import definitions
from duikou.ontology.terms import Vocabulary
from duikou.settings import Settings

from .conftest import client_over
from .crawler import Page

PLAN = """{base}市与{partner}市对口合作实施方案
{base}市与{partner}市建立对口合作关系,工作期限为2022年至2030年。
一、重点任务
支持{base}市与{partner}市共建产业园区。(责任单位:{partner}市{body}局)
"""
HOSTILE = '<b>"甲"集'
FIRST = {"base": "信阳", "partner": "苏州", "body": "商务"}
SECOND = {"base": "龙岩", "partner": "广州", "body": "教育"}
NARROWED = {
    "/documents": ("信阳市与苏州市对口合作实施方案", "龙岩市与广州市对口合作实施方案"),
    "/measures": ("支持信阳市与苏州市共建产业园区", "支持龙岩市与广州市共建产业园区"),
    "/cities": ("信阳市", "龙岩市"),
    "/tables/agencies": ("苏州市商务局", "广州市教育局"),
}
"""Pages, with what they show of the first corpus and of the second."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    root, output = tmp_path_factory.mktemp("corpora"), tmp_path_factory.mktemp("output")
    for name, words in (("one", FIRST), ("two", SECOND)):
        (root / name).mkdir()
        (root / name / "plan.txt").write_text(PLAN.format(**words), encoding="utf-8")
    (root / "one" / "corpus.toml").write_text(f"zh = '{HOSTILE}'\nen = 'First'\n", encoding="utf-8")
    build(read_corpora([root / "one", root / "two"]), output, Vocabulary())
    with client_over(Settings(output=output)) as client:
        yield client


def page(client: TestClient, path: str, language: str = "zh") -> str:
    answer = client.get(path, headers={"Accept-Language": language})
    assert answer.status_code == 200, path
    assert not Page(answer.text).scripts
    return answer.text.partition("<main")[2]


@pytest.mark.parametrize("path", NARROWED)
def test_a_page_is_narrowed_to_one_corpus(path: str, site: TestClient) -> None:
    first, second = NARROWED[path]
    everything, one, two, none = (page(site, path + ask) for ask in ("", "?corpus=one", "?corpus=two", "?corpus=x"))
    assert first in everything and second in everything
    assert first in one and second not in _shown(one)
    assert second in two and first not in _shown(two)
    assert first not in _shown(none) and second not in _shown(none)


def _shown(text: str) -> str:
    """A page without the forms, whose lists offer everything."""
    return text.rpartition("</form>")[2]


@pytest.mark.parametrize("path", [*NARROWED, "/tables/platforms", "/tables/organizations", "/quality"])
def test_the_choice_is_in_the_language_of_the_reader(path: str, site: TestClient) -> None:
    zh, en = page(site, path), page(site, path, "en")
    assert "文件集" in zh and "&lt;b&gt;&#34;甲&#34;集" in zh and "<b>" not in zh
    assert "Corpus" in en and "First" in en
    assert "corpus=one" in zh or 'value="one"' in zh


@pytest.mark.parametrize(
    "path", [*NARROWED, "/tables/platforms", "/tables/organizations", "/quality", "/networks/pairs"]
)
def test_one_corpus_offers_no_choice(path: str, shipped_site: TestClient) -> None:
    shown = page(shipped_site, path)
    assert 'name="corpus"' not in shown and "corpus=" not in shown


@pytest.mark.parametrize("name", ["a b", "<i>", "%00", "../x", "", "' || 1", "x" * 5000])
@pytest.mark.parametrize("path", [*NARROWED, "/quality", "/search", "/networks/pairs"])
def test_a_hostile_name_chooses_nothing(path: str, name: str, site: TestClient) -> None:
    answer = site.get(path, params={"corpus": name, "q": "信阳"})
    assert answer.status_code in ({200, 400} if path.startswith(("/networks", "/tables")) else {200})
    assert "<i>" not in answer.text or answer.headers["content-type"].startswith("text/plain")


def test_documents_stand_under_their_corpus(site: TestClient) -> None:
    shown = page(site, "/documents")
    places = [shown.index(words) for words in ("/id/corpus/one.html", "信阳市与", "/id/corpus/two.html", "龙岩市与")]
    assert places == sorted(places)


@pytest.mark.parametrize(("language", "title"), [("zh", "文件集"), ("en", "Corpus")])
def test_a_corpus_has_a_page(language: str, title: str, site: TestClient) -> None:
    shown = page(site, "/id/corpus/two.html", language)
    assert title in shown and "龙岩市与广州市对口合作实施方案" in shown and "信阳" not in shown


def test_a_search_has_a_facet(site: TestClient) -> None:
    def found(**more: str) -> tuple[set[str], dict[str, int]]:
        answer = site.get("/search", params={"q": "产业园区", "format": "json", **more}).json()
        return {hit["zh"] or hit["excerpt"] for hit in answer["hits"]}, answer["facets"]["corpus"]

    everything, facet = found()
    assert set(facet) == {"one", "two"}
    one, _ = found(corpus="one")
    assert one and one < everything and not any("龙岩" in words for words in one)
    agencies = site.get("/search", params={"q": "苏州市商务局", "format": "json", "corpus": "two"}).json()
    assert agencies["total"] == 0


def test_networks_are_narrowed(site: TestClient) -> None:
    def cities(**ask: str) -> set[str]:
        answer = site.get("/export/pairs.nodes.csv", params=ask)
        rows = csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff")))
        return {row["kind"] + row["Label"] for row in rows}

    assert {"base-city信阳市", "base-city龙岩市"} <= cities()
    assert "base-city龙岩市" in cities(corpus="two") and "base-city信阳市" not in cities(corpus="two")
    assert '<option value="two" selected>' in page(site, "/networks/pairs?corpus=two")


@pytest.mark.parametrize("name", sorted(name for name, made in definitions().items() if not made.centre))
def test_each_network_has_less_of_one(name: str, site: TestClient) -> None:
    sizes = [len(site.get(f"/export/{name}.edges.csv{ask}").text.splitlines()) for ask in ("", "?corpus=one")]
    assert sizes[1] <= sizes[0]
    assert len(site.get(f"/export/{name}.edges.csv?corpus=x").text.splitlines()) == 1


def test_quality_is_narrowed(site: TestClient) -> None:
    def documents(address: str) -> set[str]:
        rows = csv.DictReader(io.StringIO(site.get(address).text.removeprefix("\ufeff")))
        return {row["document"] for row in rows}

    for address in ("/quality/scores.csv", "/quality/gaps.csv"):
        one = documents(f"{address}?corpus=one")
        assert one == {"信阳市与苏州市对口合作实施方案"} < documents(address)
    shown = page(site, "/quality?corpus=one")
    assert 'name="corpus" value="one"' in shown and "龙岩市与广州市" not in shown
