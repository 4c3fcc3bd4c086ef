"""What people say of documents in tables: how it is read, what it changes, and what is said of one that is wrong."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import QuerySolutions

from duikou.graph.build import Build, build
from duikou.graph.catalogue import NOTHING, Entry, entry_of, unmatched
from duikou.graph.corpora import Corpus
from duikou.graph.corpus import discover
from duikou.graph.query import open_release
from duikou.ontology.terms import Vocabulary

CASES = tomllib.loads((Path(__file__).parent / "catalogue.toml").read_text(encoding="utf-8"))
PLAN = """信阳市与苏州市对口合作实施方案(2023-2025年)
信政发〔2023〕7号
一、重点任务
1.支持信阳市与苏州市共建产业园区。(责任单位:市商务局)
信阳市人民政府
2023年5月1日
"""
TABLE = """file,title,issuer,place,published,url,source,licence,publish_original,slug
plan.txt,信阳市与苏州市对口合作方案,苏州市人民政府,苏州市,2023-06-02,https://www.example.org/plan,信阳市网站,仅供查阅,yes,xinyang-suzhou
"""


DOCUMENT = "id:document\\/xinyang-suzhou"
PREFIXES = """PREFIX dk: <https://w3id.org/duikou/ontology#> PREFIX id: <https://w3id.org/duikou/id/>
PREFIX oa: <http://www.w3.org/ns/oa#> PREFIX dcterms: <http://purl.org/dc/terms/> PREFIX dcat: <http://www.w3.org/ns/dcat#>
PREFIX eli: <http://data.europa.eu/eli/ontology#> PREFIX schema: <https://schema.org/>"""
SAID = {
    "eli:date_publication": {("2023-06-02", "table", ""), ("2023-05-01", "text", "2023年5月1日")},
    "dcterms:title": {
        ("信阳市与苏州市对口合作方案", "table", ""),
        ("信阳市与苏州市对口合作实施方案(2023-2025年)", "text", "信阳市与苏州市对口合作实施方案(2023-2025年)"),
    },
    "dk:documentNumber": {("信政发〔2023〕7号", "text", "信政发〔2023〕7号")},
    "schema:startDate": {("2023", "text", "2023-2025年")},
    "dk:issuer": {
        ("https://w3id.org/duikou/id/agency/320500/ren-min-zheng-fu", "table", ""),
        ("https://w3id.org/duikou/id/agency/411500/ren-min-zheng-fu", "text", "信阳市人民政府"),
    },
}
"""For each field: its values, where each comes from, and its words."""


def case_id(case: dict[str, Any]) -> str:
    return str(case["name"])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "documents"
    made.mkdir()
    (made / "plan.txt").write_text(PLAN, encoding="utf-8")
    return made


def built(folder: Path, output: Path) -> Build:
    return build(folder, output, Vocabulary())


def ask(done: Build, names: str, where: str) -> set[tuple[str, ...]]:
    """The solutions of *where*, by the variables *names*."""
    rows = open_release(done.release).query(f"{PREFIXES} SELECT {names} WHERE {{ {where} }}")
    assert isinstance(rows, QuerySolutions)
    return {tuple(getattr(value, "value", "") for value in row) for row in rows}


@pytest.mark.parametrize("case", CASES["bad"], ids=case_id)
def test_what_is_wrong_is_said_in_one_line(case: dict[str, str], folder: Path, tmp_path: Path) -> None:
    (folder / case["file"]).write_text(case["text"], encoding="utf-8")
    with pytest.raises(ValueError) as raised:
        built(folder, tmp_path / "out")
    assert str(raised.value) == case["says"].format(folder=folder)
    assert not (tmp_path / "out" / "current").exists()


@pytest.mark.parametrize("case", CASES["good"], ids=case_id)
def test_what_is_read(case: dict[str, Any], folder: Path) -> None:
    (folder / case["file"]).write_text(case["text"], encoding="utf-8")
    assert entry_of(folder / "plan.txt") == Entry(**case["gives"])
    (document,) = discover([Corpus("own", folder)], {})
    assert (document.name, document.entry) == ("plan.txt", Entry(**case["gives"]))


def test_a_row_and_a_file_beside_are_one_too_many(folder: Path) -> None:
    (folder / "documents.csv").write_text("file,title\nplan.txt,甲\n", encoding="utf-8")
    (folder / "plan.toml").write_text("title = '乙'\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"has a row for plan\.txt already"):
        entry_of(folder / "plan.txt")


def test_the_table_overrides_the_text_and_both_are_told(folder: Path, tmp_path: Path) -> None:
    (folder / "documents.csv").write_text(TABLE, encoding="utf-8")
    done = built(folder, tmp_path / "out")
    assert [(state.slug, state.status) for state in done.documents] == [("xinyang-suzhou", "published")]
    names = "?day ?title ?page ?source ?rights"
    published = (
        f"{DOCUMENT} eli:date_publication ?day ; dcterms:title ?title ; dcterms:source ?page ; "
        "schema:creditText ?source ; dcterms:rights ?rights"
    )
    assert ask(done, names, published) == {
        ("2023-06-02", "信阳市与苏州市对口合作方案", "https://www.example.org/plan", "信阳市网站", "仅供查阅")
    }
    said = f"?s dk:about {DOCUMENT} ; dk:field ?field ; dk:statesValue ?value ; dk:basis ?basis " + (
        "OPTIONAL { ?s dk:evidence/oa:hasSelector/oa:exact ?words }"
    )
    for field, expected in SAID.items():
        assert ask(done, "?value ?basis ?words", said.replace("?field", field)) == expected, field


@pytest.mark.thorough
def test_a_row_that_changes_costs_its_document(folder: Path, tmp_path: Path) -> None:
    first = built(folder, tmp_path / "out")
    assert built(folder, tmp_path / "out").version == first.version
    (folder / "documents.csv").write_text("file,published\nplan.txt,2024-01-01\n", encoding="utf-8")
    second = built(folder, tmp_path / "out")
    assert second.version != first.version
    assert ask(second, "?day", "?d dk:documentKind ?kind ; eli:date_publication ?day") == {("2024-01-01",)}


@pytest.mark.thorough
def test_an_address_outlives_the_name_of_its_file(folder: Path, tmp_path: Path) -> None:
    (folder / "documents.csv").write_text("file,slug\nplan.txt,the-plan\nrenamed.txt,the-plan\n", encoding="utf-8")
    first = built(folder, tmp_path / "out")
    (folder / "plan.txt").rename(folder / "renamed.txt")
    second = built(folder, tmp_path / "out")
    assert [state.slug for done in (first, second) for state in done.documents] == ["the-plan"] * 2


def test_two_documents_of_one_slug_are_refused(folder: Path) -> None:
    (folder / "other.txt").write_text(PLAN, encoding="utf-8")
    (folder / "documents.csv").write_text("file,slug\nplan.txt,one\nother.txt,one\n", encoding="utf-8")
    refused = {document.name: document.refused for document in discover([Corpus("own", folder)], {})}
    assert refused == {"other.txt": "", "plan.txt": "sounds like other.txt: give it another name"}


def test_the_file_itself_is_published_where_it_may_be(folder: Path, tmp_path: Path) -> None:
    assert not (built(folder, tmp_path / "out").release / "originals").exists()
    (folder / "documents.csv").write_text(TABLE, encoding="utf-8")
    done = built(folder, tmp_path / "out")
    assert (done.release / "originals" / "xinyang-suzhou.txt").read_bytes() == (folder / "plan.txt").read_bytes()
    assert len(ask(done, "?url", "?file dcat:downloadURL ?url")) == 1


def test_the_build_says_when_and_by_what_a_document_was_read(folder: Path, tmp_path: Path) -> None:
    done = built(folder, tmp_path / "out")
    (state,) = json.loads((done.release / "build.json").read_bytes())["documents"]
    assert state["media_type"] == "text/plain"
    assert all(state[key] for key in ("read", "program", "model"))
    assert state["read"].encode() not in (done.release / "graph.nq").read_bytes()


def test_rows_for_files_that_are_not_there_are_named(folder: Path) -> None:
    assert unmatched(folder) == []
    (folder / "documents.csv").write_text("file,title\nplan.txt,甲\npaln.txt,乙\n", encoding="utf-8")
    assert unmatched(folder) == ["paln.txt"]


def test_nothing_is_said_of_most_documents(folder: Path) -> None:
    assert entry_of(folder / "plan.txt") == NOTHING
