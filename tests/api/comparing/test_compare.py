"""Comparisons of documents, pairings and places: the page, the files, and that they have the same numbers."""

from __future__ import annotations

import csv
import html
import io
import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from duikou.api.pages.language import words

from ...thorough import chosen

PLANS = ("guangzhou-longyan-plan-2023-2027", "shanghai-sanming-plan-2023-2025")
OPINIONS = "shenzhen-ganzhou-baise-shanwei-opinions-2023"
BOTH = f"left={PLANS[0]}&right={PLANS[1]}"
PLACES = "&".join(f"side=place/{code}" for code in (440300, 440100, 310000, 350800, 350400, 360700, 441500, 451000))
QUERIES = {
    "two documents by slug": BOTH,
    "three documents": f"side=document/{PLANS[0]}&side=document/{PLANS[1]}&side=document/{OPINIONS}",
    "a pairing and a place": "side=cooperation/360700-440300&side=place/350800",
    "eight places": PLACES,
    "a base area": "side=base-area/min-xi&side=place/440300",
}


def text_of(page: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", page))


@pytest.fixture(params=chosen(QUERIES, "two documents by slug", "a pairing and a place", "a base area"))
def query(request: pytest.FixtureRequest, client: TestClient) -> str:
    asked: str = request.param
    if "base-area" in asked:
        found = re.search(r'value="(base-area/[a-z-]+)"', client.get("/compare").text)
        assert found
        asked = f"side={found[1]}&side=place/440300"
    return asked


def test_the_page_has_the_numbers_of_the_files(client: TestClient, query: str) -> None:
    data: dict[str, Any] = client.get(f"/compare.json?{query}").json()
    answer = client.get(f"/compare?{query}")
    assert len(answer.content) < 300_000, "pages are light"
    page = answer.text
    shown = [int(count) for count in re.findall(r'<td><a href="/measures[^"]*">(\d+)</a>', page)]
    told = [len(cell["measures"]) for topic in data["topics"] for cell in topic["cells"] if cell["measures"]]
    assert shown == told
    for sentence in data["summary"]:
        assert sentence in text_of(page)
    answer = client.get(f"/compare.csv?{query}")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [int(row["measures"]) for row in rows] == [len(c["measures"]) for t in data["topics"] for c in t["cells"]]
    levels = [[int(row[level]) for level in ("require", "support", "encourage", "explore")] for row in rows]
    assert levels == [list(cell["commitment"].values()) for topic in data["topics"] for cell in topic["cells"]]
    likes = list(
        csv.DictReader(io.StringIO(client.get(f"/compare.csv?{query}&part=likes").content.decode("utf-8-sig")))
    )
    assert likes == data["likes"]
    for side in data["sides"]:
        assert side["only"] == [
            topic["topic"]
            for topic in data["topics"]
            if [bool(cell["measures"]) for cell in topic["cells"]] == [each is side for each in data["sides"]]
        ]


def test_counts_are_those_of_the_lists(client: TestClient) -> None:
    """The number in a cell is how many measures its link lists."""
    page = client.get(f"/compare?{BOTH}").text
    links = re.findall(r'<td><a href="(/measures[^"]*)">(\d+)</a>', page)
    assert len(links) > 40
    for link, count in links[::9]:
        assert words("zh")("measures.found", count=count) in text_of(client.get(html.unescape(link)).text)


def test_differing_topics_are_named(client: TestClient) -> None:
    data = client.get(f"/compare.json?{BOTH}").json()
    page = client.get(f"/compare?{BOTH}&differences=1").text
    differing = [t for t in data["topics"] if not all(cell["measures"] for cell in t["cells"])]
    shared = [t for t in data["topics"] if all(cell["measures"] for cell in t["cells"])]
    assert differing
    assert shared
    rows = re.findall(r'<th scope="row"><a href="[^"]*topic=([a-z0-9-]+)', page)
    assert rows == [topic["topic"].rpartition("/")[2] for topic in differing]
    summary = " ".join(data["summary"])
    assert all(topic["name"] in summary for topic in (*differing, *shared))


def test_one_topic_has_the_words(client: TestClient) -> None:
    data = client.get(f"/compare.json?{BOTH}").json()
    topic = data["topics"][0]
    page = client.get(f"/compare?{BOTH}&topic={topic['topic'].rpartition('/')[2]}").text
    for cell in topic["cells"]:
        for iri in cell["measures"][:12]:
            assert iri.removeprefix("https://w3id.org/duikou") in page


def test_a_plan_that_one_side_implements(client: TestClient) -> None:
    """What is lacking of a plan is its topics without those of the side."""
    gaps = client.get(f"/compare.json?{BOTH}").json()["gaps"]
    topics = {row["topic"] for row in gaps}
    assert topics
    rows = csv.DictReader(io.StringIO(client.get(f"/compare.csv?{BOTH}").content.decode("utf-8-sig")))
    having = {(row["side"], row["topic"]) for row in rows if row["measures"] != "0"}
    for row in gaps:
        assert (row["covered"] == "yes") is ((row["side"], row["topic"]) in having)


def test_both_languages(client: TestClient) -> None:
    zh, en = (client.get(f"/compare?{BOTH}&lang={code}").text for code in ("zh", "en"))
    client.cookies.clear()
    assert "各方都有的主题" in zh
    assert "Topics that all have" in en
    assert "甲" not in re.sub(r'<[^>]*lang="zh"[^>]*>[^<]*', "", en.partition("<h2>")[2])


REFUSED = {
    "not held": ("side=document/nothing", 404, "is no held document"),
    "no thing that can be compared": ("side=agency/440300/jiao-yu-ju", 404, "is no held document"),
    "no IRI": ("side=%20%3C", 404, "is no held document"),
    "nine sides": (f"{PLACES}&side=place/421100", 400, "8 can be compared"),
    "no such topic": (f"{BOTH}&topic=nothing", 404, "none of the sides has"),
}


@pytest.mark.parametrize(("asked", "status", "told"), REFUSED.values(), ids=REFUSED.keys())
def test_refusals(client: TestClient, asked: str, status: int, told: str) -> None:
    answer = client.get(f"/compare?{asked}")
    assert answer.status_code == status
    assert told in text_of(answer.text)


def test_no_such_table(client: TestClient) -> None:
    assert client.get(f"/compare.csv?{BOTH}&part=nothing").status_code in (400, 422)
