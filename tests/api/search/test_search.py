"""Things are found by the names that people use for them."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from duikou.api.search.show import excerpt, marked, title
from duikou.api.search.spelling import normal, sounds, words

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
    ("甘州", "赣州市"),
    ("赣洲市", "赣州市"),
    ("绿色能原", "绿色能源"),
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


NOT_MEANT = [
    # query, what must not stand in for it
    ("广汽", "广西壮族自治区"),
    ("赣州市发改委", "深圳市发展和改革委员会"),
    ("赣州市发改委", "国家发展和改革委员会"),
]


@pytest.mark.parametrize(("query", "wrong"), NOT_MEANT, ids=[f"{query} {wrong}" for query, wrong in NOT_MEANT])
def test_a_mistake_is_not_mended_to_something_else(client: TestClient, query: str, wrong: str) -> None:
    answer = client.get("/search", params={"q": query, "format": "json"}).json()
    assert answer["corrected"] != wrong
    assert answer["partial"] or wrong not in [hit["zh"] for hit in answer["hits"]]


@pytest.mark.parametrize("query", ["红色旅游", "职业教育", "干部挂职", "飞地"])
def test_words_of_texts(client: TestClient, query: str) -> None:
    answer = client.get("/search", params={"q": query, "type": "Measure", "format": "json"}).json()
    assert answer["total"] > 0
    assert all(hit["type"] == "Measure" for hit in answer["hits"])
    asked = [word for word in words(query) if len(word) > 1]
    assert any(word in answer["hits"][0]["excerpt"] for word in asked)
    for hit in answer["hits"]:  # a measure is found by the names of its topics and bodies, too
        assert any(word in hit["excerpt"] or word in everything(client, hit["iri"]) for word in asked)


def everything(client: TestClient, iri: str) -> str:
    """All that is said of a thing."""
    return client.get(iri.removeprefix("https://w3id.org/duikou") + ".json").text


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
    assert (normal(text), *sounds(text)) == (form, sound, letters)


def test_excerpt_is_part_of_the_text() -> None:
    body = "一" * 200 + "红色旅游" + "二" * 200
    found = excerpt(body, "红色旅游")
    assert "红色旅游" in found
    assert len(found) < 130
    assert found.strip("…") in body


TITLES = [
    ("深圳市发展和改革委员会", 46, "深圳市发展和改革委员会"),
    ("加强绿色能源合作,鼓励引导中广核等企业到革命老区开发清洁能源项目", 20, "加强绿色能源合作…"),
    ("支持甲；支持乙，建设丙；实施一个没有标点而且很长很长很长的任务", 16, "支持甲；支持乙，建设丙…"),
    ("没有标点而且很长很长很长很长很长的任务", 10, "没有标点而且很长很…"),
    ("短,后面是一个没有标点而且很长很长很长的任务", 12, "短,后面是一个没有标点…"),
    (
        "在生态好的基础上,因地制宜利用沙漠、戈壁、荒漠和沉陷区",
        30,
        "在生态好的基础上,因地制宜利用沙漠、戈壁、荒漠和沉陷区",
    ),
    ("好的基础上,因地制宜地利用沙漠、戈壁以及荒漠和采煤沉陷区建设基地", 20, "好的基础上,因地制宜地利用沙漠…"),
    ("two\nlines", 46, "two lines"),
]


@pytest.mark.parametrize(("text", "longest", "expected"), TITLES, ids=[each[2] for each in TITLES])
def test_titles_are_cut_at_a_clause(text: str, longest: int, expected: str) -> None:
    found = title(text, longest)
    assert found == expected
    assert len(found) <= longest


def test_matches_are_marked() -> None:
    text = "发展红色旅游,推进旅游合作"
    pieces = marked(text, "红色旅游 合作")
    assert "".join(piece for piece, _ in pieces) == text
    assert [piece for piece, is_match in pieces if is_match] == ["红色旅游", "旅游", "合作"]
    assert marked("a<b>c", "<b>") == [("a", False), ("<b>", True), ("c", False)]
    assert marked("没有", "") == [("没有", False)]


ALL_WORDS = [
    ("赣州 产业园区", ("赣州", "产业", "园区")),
    ("深圳 绿色能源", ("深圳", "绿色", "能源")),
    ("生态环境局 清洁能源", ("生态环境", "清洁能源")),
]


@pytest.mark.parametrize(("query", "asked"), ALL_WORDS, ids=[each[0] for each in ALL_WORDS])
def test_all_words_count(client: TestClient, query: str, asked: tuple[str, ...]) -> None:
    answer = client.get("/search", params={"q": query, "type": "Measure", "format": "json"}).json()
    assert answer["total"] > 0
    assert answer["partial"] is False
    for hit in answer["hits"]:
        assert all(word in everything(client, hit["iri"]) for word in asked), hit["label"]


PARTLY = ["深圳哪些部门负责绿色能源?", "绿色能源 量子纠缠", "quantum entanglement Ganzhou"]


@pytest.mark.parametrize("query", PARTLY)
def test_without_all_words_some_are_looked_for(client: TestClient, query: str) -> None:
    answer = client.get("/search", params={"q": query, "format": "json"}).json()
    assert answer["total"] > 0
    assert answer["partial"] is True
    for language, said in (("zh", "没有同时包含全部词"), ("en", "Nothing has all of the words")):
        assert said in client.get("/search", params={"q": query, "lang": language}).text


def test_what_has_the_most_words_comes_first(client: TestClient) -> None:
    """Of a question in whole words: the measure about the topic by the bodies of the place, and not any name."""
    asked = {"q": "深圳哪些部门负责绿色能源?", "type": "Measure", "format": "json"}
    first = client.get("/search", params=asked).json()["hits"][0]
    assert first["excerpt"].startswith("加强绿色能源合作,充分发挥深圳")


def test_hits_say_where_they_stand(client: TestClient) -> None:
    answer = client.get("/search", params={"q": "清洁能源 中广核", "type": "Measure", "format": "json"}).json()
    hit = answer["hits"][0]
    assert hit["document"]["zh"].startswith("深圳市关于贯彻落实")
    assert "深圳市生态环境局" in [one["zh"] for one in hit["agencies"]]
    assert "深圳市" in [one["zh"] for one in hit["places"]]
    assert "中广核" in hit["excerpt"]
    agency = client.get("/search", params={"q": "深圳市生态环境局", "format": "json"}).json()["hits"][0]
    assert [one["zh"] for one in agency["places"]] == ["深圳市"]
    assert "生态环境局" in agency["excerpt"]
    assert agency["document"]["id"].startswith("document/")
    page = client.get("/search", params={"q": "清洁能源 中广核", "type": "Measure", "lang": "zh"}).text
    assert "深圳市财政局" in page
    assert "<mark>中广核</mark>" in page


@pytest.mark.parametrize(("language", "names"), [("zh", ("措施", "主题")), ("en", ("Measures", "Topics"))])
def test_facets_have_names_of_the_language(client: TestClient, language: str, names: tuple[str, ...]) -> None:
    page = client.get("/search", params={"q": "绿色能源", "lang": language}).text
    side = page[page.index("<aside") : page.index("</aside>")]
    shown = re.sub(r"<[^>]*>", " ", side)
    assert all(name in shown for name in names)
    assert "Concept" not in shown


def test_no_empty_boxes(client: TestClient) -> None:
    for query in ("qqqqzzzz", "", "!!!"):
        page = client.get("/search", params={"q": query}).text
        assert "<aside" not in page
    narrow = client.get("/search", params={"q": "深圳市生态环境局", "type": "Agency", "format": "html"}).text
    assert "facets" not in narrow or "<li>" in narrow[narrow.index("<aside") :]


TYPED = [
    ("赣", "赣州市"),
    ("ganz", "赣州市"),
    ("绿色能", "绿色能源"),
    ("fgw", "深圳市发展和改革委员会"),
    ("Green en", "绿色能源"),
]


@pytest.mark.parametrize(("typed", "expected"), TYPED, ids=[each[0] for each in TYPED])
def test_typing_is_completed(client: TestClient, typed: str, expected: str) -> None:
    response = client.get("/search/suggest", params={"q": typed, "lang": "zh"})
    assert response.headers["content-type"] == "application/x-suggestions+json"
    asked, names, kinds, addresses = response.json()
    assert asked == typed
    assert expected in names
    assert len(names) == len(kinds) == len(addresses) <= 8
    assert client.get("/search/suggest", params={"q": ""}).json()[1] == []
