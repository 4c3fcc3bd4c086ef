"""What the page of a thing tells in numbers is of all its measures, however few of them it shows."""

from __future__ import annotations

import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from .crawler import Page

GROUP = re.compile(
    r'<summary><h3>.*?\((\d+)\)</span></h3></summary>(.*?)(?=<details class="group"|<p class="small f|</section>)',
    re.DOTALL,
)
"""A heading's number, and what stands below it."""
HTML = {"Accept": "text/html", "Accept-Language": "zh"}


def everything(client: TestClient, path: str) -> list[dict[str, Any]]:
    """Every record of a list."""
    found = client.get(path, params={"per_page": 200}).json()
    assert found["total"] == len(found["items"]), "more than one page holds"
    items: list[dict[str, Any]] = found["items"]
    return items


def lead(page: str) -> list[int]:
    """The numbers of the first sentence, without those in names."""
    told = re.search(r'<p class="lead">(.*?)</p>', page)
    assert told
    return [int(number) for number in re.findall(r"(?:^| )(\d+) ", told[1])]


@pytest.mark.parametrize("level", ["topic", "area"])
def test_topics_and_areas(shipped_site: TestClient, level: str) -> None:
    """Documents, measures and bodies, as the records count them; some have more than the page shows."""
    topics = [one for one in everything(shipped_site, "/api/topics") if bool(one["area"]) is (level == "topic")]
    topics = [one for one in topics if one["measures"]]
    cut = 0
    for one in sorted(topics, key=lambda one: -int(one["measures"]))[:12]:
        page = shipped_site.get(f"/{one['id']}.html", headers=HTML).text
        slug = one["id"].removeprefix("topic/")
        bodies = shipped_site.get("/api/agencies", params={level: slug}).json()["total"]
        assert lead(page) == [one["documents"], one["measures"], bodies], one["id"]
        shown = page.count('<p class="text">')
        cut += shown < one["measures"]
        assert (f"/measures?{level}={slug}" in Page(page).links) or shown == one["measures"]
    assert cut or level == "topic", "no topic has more than a page shows"


def test_who_has_a_name_stands_before_groups(shipped_site: TestClient) -> None:
    """各区政府 has more measures than anybody, and answers for none of them alone."""
    bodies = everything(shipped_site, "/api/agencies")
    groups = [body["id"].startswith("agency-group/") for body in bodies]
    assert True in groups
    assert groups == sorted(groups)
    table = shipped_site.get("/tables/agencies", headers=HTML).text
    first = re.search(r'<tbody>\s*<tr><th[^>]*><a href="/id/([^"]+)\.html"', table)
    assert first
    assert first[1] == bodies[0]["id"]


def test_a_body_with_many_measures(shipped_site: TestClient) -> None:
    """Each heading tells how many there are, and leads to all of them where the page shows the first."""
    bodies = everything(shipped_site, "/api/agencies")
    most = max(bodies, key=lambda body: int(body["measures"]))
    page = shipped_site.get(f"/id/{most['id']}.html", headers=HTML).text
    documents, measures, _ = lead(page)
    assert (documents, measures) == (most["documents"], most["measures"])
    assert page.count('<p class="text">') < measures
    groups = GROUP.findall(page)
    assert sum(int(total) for total, _ in groups) <= measures
    for total, rest in groups:
        whole = rest.count('<p class="text">') == int(total)
        assert whole is not (f"agency={most['id'].replace('/', '%2F')}&amp;topic=" in rest)
