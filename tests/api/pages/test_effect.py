"""Pairs and documents as of a day, what repeals a document, and the answers to a plan's tasks, on the pages."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from duikou.api.pages.likeness import LIKE, likeness, likest, traits, without_common
from duikou.graph.build import build
from duikou.ontology.terms import Vocabulary
from duikou.settings import Settings

from .conftest import client_over
from .test_sources import words

DOCUMENTS = {
    "old": "信阳市对口帮扶资金管理办法\n第一条 为规范信阳市对口帮扶资金管理,制定本办法。\n信阳市财政局负责资金管理。\n",
    "new": "信阳市对口合作资金管理办法\n第一条 为规范信阳市对口合作资金管理,制定本办法。\n"
    "本办法自2024年1月1日起施行,《信阳市对口帮扶资金管理办法》(信政办〔2018〕12号)同时废止。\n",
    "plan": "信阳市对口合作总体方案\n一、重点任务\n1.加强红色旅游合作,共同打造红色旅游精品线路。\n"
    "2.支持双方职业院校联合办学,共建实训基地。\n",
    "answer": "苏州市与信阳市对口合作实施方案\n"
    "为贯彻落实《信阳市对口合作总体方案》,苏州市与信阳市建立对口合作关系,工作期限为2022年至2030年,制定本方案。\n"
    "一、重点任务\n1.深化红色旅游合作,联合打造一批红色旅游精品线路。\n2.推动绿色能源企业到信阳市投资光伏发电项目。\n",
}
TABLE = """file,kind,published
old.txt,opinion,2018-03-01
new.txt,opinion,2024-01-01
plan.txt,plan,2022-03-01
answer.txt,plan,2023-03-01
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder, output = tmp_path_factory.mktemp("documents"), tmp_path_factory.mktemp("output")
    for name, text in DOCUMENTS.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    (folder / "documents.csv").write_text(TABLE, encoding="utf-8")
    build(folder, output, Vocabulary())
    with client_over(Settings(output=output)) as client:
        yield client


def first_column(table: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(table.removeprefix("\ufeff"))))


@pytest.mark.parametrize(
    ("date", "language", "state"),
    [
        ("2021-12-31", "zh", "尚未开始"),
        ("2022-01-01", "zh", "有效"),
        ("2030-12-31", "en", "in force"),
        ("2031-01-01", "en", "expired"),
    ],
)
def test_pairs_on_a_day(site: TestClient, date: str, language: str, state: str) -> None:
    shown = words(site, f"/pairs?date={date}&lang={language}").text
    assert shown.count(state) >= 3  # in the filter, by all documents, by the one document
    narrowed = words(site, f"/pairs?date={date}&standing=proposed&lang={language}").text
    assert "2022–2030" not in narrowed


@pytest.mark.parametrize(
    ("date", "state"), [("2017-01-01", "尚未开始"), ("2020-01-01", "不明"), ("2024-01-01", "已废止")]
)
def test_documents_on_a_day(site: TestClient, date: str, state: str) -> None:
    shown = words(site, f"/documents?date={date}&lang=zh").text
    at = shown.index("信阳市对口帮扶资金管理办法")
    assert state in shown[at : at + 4]


@pytest.mark.parametrize("page", ["/documents", "/pairs"])
@pytest.mark.parametrize("query", ["date=2024-02-30", "date=yesterday", "standing=dead"])
def test_what_is_no_day_or_state_is_refused_in_one_line(site: TestClient, page: str, query: str) -> None:
    answer = site.get(f"{page}?{query}")
    assert answer.status_code == 400
    assert query.split("=")[1] in answer.text
    assert len(answer.text.strip().splitlines()) == 1


@pytest.mark.parametrize(("language", "label"), [("zh", "本文件已被废止，废止文件"), ("en", "Repealed by")])
def test_a_repealed_document_says_so_with_the_words(site: TestClient, language: str, label: str) -> None:
    shown = words(site, f"/documents/old?lang={language}").text
    assert label in shown
    assert "《信阳市对口帮扶资金管理办法》(信政办〔2018〕12号)同时废止" in shown
    assert label not in words(site, f"/documents/new?lang={language}").text


@pytest.mark.parametrize(("document", "other", "relation"), [
    ("new", "信阳市对口帮扶资金管理办法", "废止"),
    ("old", "信阳市对口合作资金管理办法", "废止"),
    ("answer", "信阳市对口合作总体方案", "贯彻落实"),
    ("plan", "苏州市与信阳市对口合作实施方案", "贯彻落实"),
])  # fmt: skip
def test_what_a_document_does_to_others_and_they_to_it(
    site: TestClient, document: str, other: str, relation: str
) -> None:
    shown = words(site, f"/documents/{document}?lang=zh").text
    assert [at for at in range(len(shown)) if shown[at] == other and relation in shown[at + 1 : at + 4]]


def test_answers_of_each_kind(site: TestClient) -> None:
    found: dict[str, Any] = site.get("/answers.json?lang=zh").json()
    assert found["plan"]["title"] == "信阳市对口合作总体方案"
    assert [(one["title"], one["answered"], one["not_found"]) for one in found["documents"]] == [
        ("苏州市与信阳市对口合作实施方案", 1, 1)
    ]
    answers = {task["task"][:6]: task["answer"][:8] for task in found["tasks"]}
    assert answers == {"加强红色旅游": "深化红色旅游合作", "支持双方职业": ""}
    table = site.get("/answers.csv?lang=zh")
    assert table.content.startswith(b"\xef\xbb\xbf")
    assert first_column(table.text) == found["tasks"]


@pytest.mark.parametrize(("language", "none"), [("zh", "未找到相近任务"), ("en", "No like measure found")])
def test_the_page_says_what_was_not_found_and_never_that_it_was_refused(
    site: TestClient, language: str, none: str
) -> None:
    shown = words(site, f"/answers?lang={language}").text
    assert none in shown
    assert not [text for text in shown if "refuse" in text and "does not mean" not in text]


@pytest.mark.parametrize(("document", "linked"), [("plan", True), ("answer", False)])
def test_a_document_that_others_implement_leads_to_the_answers(site: TestClient, document: str, linked: bool) -> None:
    links = words(site, f"/documents/{document}").links
    assert (f"/answers?plan=document%2F{document}" in links) is linked


@pytest.mark.parametrize("query", ["plan=document/none", "plan=document/plan&by=document/old", "by=document/plan"])
def test_an_unknown_document_is_refused(site: TestClient, query: str) -> None:
    for path in ("/answers", "/answers.csv", "/answers.json"):
        assert site.get(f"{path}?{query}").status_code == 404


def test_nothing_to_answer(tmp_path: Path) -> None:
    graph = tmp_path / "graph.ttl"
    graph.write_text("<https://w3id.org/duikou/id/document/x> a <https://w3id.org/duikou/ontology#PolicyDocument> .\n")
    with client_over(Settings(graphs=(graph,))) as client:
        assert "收录的文件中，没有一份贯彻落实另一份。" in words(client, "/answers?lang=zh").text
        assert client.get("/answers.csv").status_code == 404


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        (("共建产业园区。", ["a"]), ("共建产业园区", ["a"]), 1, 1),
        (("共建产业园区", ["a"]), ("开展干部培训", ["b"]), 0, 0),
        (("共建产业园区", []), ("共建产业园区", []), 0.6, 0.6),
        (("共建产业园区", ["a"]), ("联合建设产业园区", ["a"]), 0.6, 0.9),
        (("", []), ("", []), 0, 0),
    ],
)
def test_likeness(one: tuple[str, list[str]], other: tuple[str, list[str]], low: float, high: float) -> None:
    score = likeness(traits(*one), traits(*other))
    assert low - 1e-9 <= score <= high + 1e-9
    assert score == likeness(traits(*other), traits(*one))


def test_the_most_alike_is_taken_and_none_below_the_threshold() -> None:
    own = traits("共建产业园区", ["a"])
    others = [
        ("no", traits("开展干部培训", ["b"])),
        ("yes", traits("共建产业园", ["a"])),
        ("later", traits("共建产业园", ["a"])),
    ]
    best = likest(own, others)
    assert best is not None
    assert best.thing == "yes"
    assert best.score >= LIKE
    assert likest(own, others[:1]) is None
    assert likest(own, [("a topic alone", traits("开展干部培训", ["a"]))]) is None


def test_what_most_measures_say_tells_nothing() -> None:
    found = [traits(f"赣州市{words}", []) for words in ("共建园区", "培训干部", "发展旅游", "保护生态")]
    assert all("赣州" not in one.pairs for one in without_common(found))
    assert without_common(found[:1]) == found[:1]
