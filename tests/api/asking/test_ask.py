"""/ask: the page, JSON, CSV, chips, what goes to the search, and the way back."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

HTML = {"Accept": "text/html"}
GREEN = "深圳哪些部门负责绿色能源？"


def test_json_is_as_described(client: TestClient) -> None:
    answer = client.get("/ask", params={"q": GREEN, "format": "json"}).json()
    keys = {"status", "question", "intent", "chips", "rows", "value", "answer", "sparql", "permalink", "suggestions"}
    assert {*answer} == keys
    assert (answer["status"], answer["intent"], answer["value"]) == ("answered", "owners", None)
    assert [(chip["slot"], chip["value"]) for chip in answer["chips"]] == [
        ("seat", "440300"),
        ("topic", "green-energy"),
    ]
    assert all(row["label"] and row["quote"] and row["document"].startswith("https://") for row in answer["rows"])
    assert "深圳市生态环境局" in [row["label"] for row in answer["rows"]]


def test_the_sparql_gives_the_same_rows(client: TestClient) -> None:
    answer = client.get("/ask", params={"q": GREEN, "format": "json"}).json()
    rows = client.get("/sparql", params={"query": answer["sparql"]}, headers={"Accept": "text/csv"}).text
    found = {row["id"] for row in csv.DictReader(io.StringIO(rows))}
    assert found == {row["id"] for row in answer["rows"]}


@pytest.mark.parametrize("question", [GREEN, "深圳有哪些责任单位"])
def test_groups_come_after_who_has_a_name(client: TestClient, question: str) -> None:
    rows = client.get("/ask", params={"q": question, "format": "json"}).json()["rows"]
    groups = ["/id/agency-group/" in row["id"] for row in rows]
    assert {*groups} == {True, False}
    assert groups == sorted(groups)


@pytest.mark.parametrize(
    "question",
    [
        GREEN,
        "深圳市教育局有多少项任务",
        "哪个部门任务最多",
        "三明有哪些平台",
        "到2025年的目标是什么",
        "三明的医改说了什么",
    ],
)
def test_the_chips_are_the_query(client: TestClient, question: str) -> None:
    asked = client.get("/ask", params={"q": question, "format": "json"}).json()
    again = client.get(
        asked["permalink"], params=parse_qs(urlsplit(asked["permalink"]).query) | {"format": "json"}
    ).json()
    assert asked["rows"]
    for key in ("status", "intent", "rows", "value", "answer", "sparql", "permalink"):
        assert again[key] == asked[key]


@pytest.mark.parametrize(
    "words", ["赣州", "绿色能源", "Ganzhou City", "责任单位", "深圳大学", "ganzou", "国发〔2021〕3号", "红色旅游 研学"]
)
def test_bare_words_go_to_the_search(client: TestClient, words: str) -> None:
    response = client.get("/ask", params={"q": words, "type": "Measure"}, headers=HTML, follow_redirects=False)
    assert response.status_code == 303
    there = urlsplit(response.headers["location"])
    assert (there.path, parse_qs(there.query)) == ("/search", {"q": [words], "type": ["Measure"]})
    assert client.get("/ask", params={"q": words, "format": "json"}).json()["status"] == "refused"


def test_a_refusal_asserts_nothing_and_leads_on(client: TestClient) -> None:
    page = client.get("/ask", params={"q": "哈尔滨跟谁结对"}, headers=HTML).text
    assert "图谱中没有哈尔滨市的资料" in page
    assert "<table" not in page
    assert "/search?q=" in page


@pytest.mark.parametrize(
    ("question", "said", "name"),
    [
        ("甘州和谁对口", "甘州", "赣州市"),
        ("ganzou和谁结对", "ganzou", "赣州市"),
        ("深圳市发政委负责什么", "深圳市发政委", "深圳市发展和改革委员会"),
    ],
)
def test_a_repair_is_said(client: TestClient, question: str, said: str, name: str) -> None:
    answer = client.get("/ask", params={"q": question, "format": "json"}).json()
    assert f"“{said}”理解为“{name}”" in answer["answer"]


def test_a_condition_is_added_in_words(client: TestClient) -> None:
    given = {"intent": "measures", "place": "350400", "and": "医疗卫生"}
    response = client.get("/ask", params=given, headers=HTML, follow_redirects=False)
    assert parse_qs(urlsplit(response.headers["location"]).query) == {
        "intent": ["measures"],
        "place": ["350400"],
        "topic": ["health"],
    }


@pytest.mark.parametrize(
    "given",
    [
        {"intent": "nothing"},
        {"intent": "owners", "topic": "nothing"},
        {"intent": "partners"},
        {"intent": "targets", "year": "x"},
    ],
)
def test_an_address_that_names_nothing_is_refused(client: TestClient, given: dict[str, str]) -> None:
    assert client.get("/ask", params=given | {"format": "json"}).json()["status"] == "refused"
    assert client.get("/ask", params=given, headers=HTML).status_code == 200


def test_csv(client: TestClient) -> None:
    response = client.get("/ask", params={"q": "广州龙岩方案有哪些项目", "format": "csv"})
    assert response.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(response.text.removeprefix("\ufeff"))))
    assert rows
    assert {"label", "id", "quote", "document", "href"} <= {*rows[0]}


def test_in_english(client: TestClient) -> None:
    page = client.get("/ask", params={"q": GREEN, "lang": "en"}, headers=HTML).text
    assert "agencies are responsible for Shenzhen, Green energy" in page
    assert "Shenzhen Ecology and Environment Bureau" in page


@pytest.mark.parametrize(
    ("typed", "whole"),
    [
        ("深圳哪些部门负责绿", "深圳哪些部门负责绿色能源"),
        ("赣", "赣州市"),
        ("ganz", "赣州市"),
        ("跟龙岩结对的是广", "跟龙岩结对的是广州市"),
    ],
)
def test_names_complete_what_is_typed(client: TestClient, typed: str, whole: str) -> None:
    assert whole in [one["text"] for one in client.get("/ask/names", params={"q": typed, "lang": "zh"}).json()]


@pytest.mark.parametrize(
    "question", ["", " ", "？", "\x00", "a" * 500, "的" * 300, "🙂谁", "谁" * 100, '"; DROP', "{place}", "%s %d"]
)
def test_odd_questions(client: TestClient, question: str) -> None:
    assert client.get("/ask", params={"q": question, "format": "json"}).json()["status"] == "refused"
    assert client.get("/ask", params={"q": question}, headers=HTML).status_code == 200


def test_asked_nothing_the_page_says_what_can_be_asked(client: TestClient) -> None:
    page = client.get("/ask", params={"lang": "zh"}, headers=HTML)
    assert page.status_code == 200
    offered = re.findall(r'href="(/ask\?[^"]+)"', page.text.split("<main", 1)[1])
    assert len(offered) > 25
    for href in offered:
        assert client.get(unescape(href), params={}).status_code == 200


def test_the_box_of_every_page_asks(client: TestClient) -> None:
    for path in ("/", "/pairs"):
        assert 'class="find' in (page := client.get(path, headers=HTML).text)
        assert 'action="/ask"' in page


@pytest.mark.parametrize("name", ["path", "self", "parameters"])
def test_a_parameter_of_any_name_goes_along_to_the_search(client: TestClient, name: str) -> None:
    response = client.get("/ask", params={"q": "赣州", name: "x"}, headers=HTML, follow_redirects=False)
    assert (response.status_code, parse_qs(urlsplit(response.headers["location"]).query)[name]) == (303, ["x"])


def test_more_conditions_than_a_question_takes_are_refused(client: TestClient) -> None:
    given = {"intent": "owners", "topic": ["green-energy"] * 40, "format": "json"}
    answer = client.get("/ask", params=given).json()
    assert (answer["status"], len(answer["chips"])) == ("answered", 1)
    years = [str(year) for year in range(2000, 2100)]
    answer = client.get("/ask", params={"intent": "targets", "year": years, "format": "json"}).json()
    assert (answer["status"], answer["chips"], answer["rows"]) == ("refused", [], [])
    assert "year" in answer["answer"]
