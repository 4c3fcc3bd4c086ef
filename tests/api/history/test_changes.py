"""What changed: the pages, the same as JSON, the feed, the patches, and the cards."""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest
from starlette.testclient import TestClient

from duikou.api.app import create_app
from duikou.api.history.changes import FACTS_A_PAGE
from duikou.settings import Settings

from ...thorough import thorough
from ..pages.crawler import Page, internal
from .conftest import BUILT, Releases

HTML = {"Accept": "text/html"}
ATOM = "{http://www.w3.org/2005/Atom}"


def followed(site: TestClient, address: str) -> int:
    while (answer := site.get(address, headers=HTML)).status_code == 303:
        address = answer.headers["location"]
    return answer.status_code


def test_the_newest_comes_first(site: TestClient, releases: Releases) -> None:
    text = site.get("/changes", headers=HTML).text
    places = [text.index(f"版本 {version}") for version in releases.versions]
    assert places == sorted(places, reverse=True)
    assert "首个版本，共 1 份文件" in text
    english = site.get("/changes", headers={**HTML, "Accept-Language": "en"}).text
    assert f"Release {releases.versions[0]}" in english
    assert "The first release, of 1 document" in english


def test_json(site: TestClient, releases: Releases) -> None:
    value = site.get("/changes?format=json").json()
    assert [entry["version"] for entry in value["releases"]] == releases.versions[::-1]
    assert [entry["previous"] for entry in value["releases"]] == [*releases.versions[:-1][::-1], None]
    assert [entry["kept"] for entry in value["releases"]] == [True, True, True, False]
    assert [entry["built"] for entry in value["releases"]] == [*BUILT[::-1]]
    changed = [
        {(d["document"] or "").rpartition("/")[2]: d["change"] for d in entry["documents"] if d["document"]}
        for entry in value["releases"]
    ]
    assert changed == [{"plan": "changed"}, {"plan": "changed", "note": "gone"}, {"note": "added"}, {"plan": "added"}]
    assert site.get("/changes", headers={"Accept": "application/json"}).json() == value


def test_one_release(site: TestClient) -> None:
    value = site.get("/changes/3?format=json").json()
    told = {(fact["kind"], fact["change"], fact["title"]["zh"]) for fact in value["facts"]}
    assert ("document", "gone", "延安市与无锡市对口合作方案") in told
    assert any(kind == "measure" and "产业" in title for kind, _, title in told)
    plan = site.get("/changes/3?format=json&document=plan").json()["facts"]
    assert {fact["document"].rpartition("/")[2] for fact in plan} == {"plan"}
    assert 0 < len(plan) < len(value["facts"])


@pytest.mark.parametrize(
    "path", ["/changes", *(f"/changes/{number}" for number in range(1, 5)), "/changes/3?document=plan"]
)
@pytest.mark.parametrize("language", ["zh", thorough("en")])
def test_pages_are_whole(site: TestClient, path: str, language: str) -> None:
    answer = site.get(path, headers={**HTML, "Accept-Language": language})
    page = Page(answer.text)
    assert not page.scripts
    assert not page.handlers
    assert "<产业>" not in answer.text, "what documents say is text"
    assert page.tags.count("h1") == 1
    assert len(page.ids) == len(set(page.ids))
    for link in internal(page.links, path):
        if not link.startswith(("/changes", "/static")):
            assert followed(site, link) == 200, link
    assert (
        site.get(
            path, headers={**HTML, "If-None-Match": answer.headers["etag"], "Accept-Language": language}
        ).status_code
        == 304
    )


def test_a_gone_fact_leads_to_what_it_was(site: TestClient, releases: Releases) -> None:
    facts = site.get("/changes/3?format=json&document=note").json()["facts"]
    assert facts
    assert all(f"release={releases.versions[1]}" in fact["url"] for fact in facts)
    first = site.get("/changes/2?format=json&document=note").json()["facts"]
    assert all(f"release={releases.versions[1]}" in fact["url"] for fact in first)
    last = site.get("/changes/4?format=json&document=plan").json()["facts"]
    assert all("release=" not in fact["url"] for fact in last)


def test_pages_of_facts(site: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = site.get("/changes/3?format=json").json()
    assert (whole["pages"], len(whole["facts"]) < FACTS_A_PAGE) == (1, True)
    monkeypatch.setattr("duikou.api.history.changes.FACTS_A_PAGE", 2)
    pages = [site.get(f"/changes/3?format=json&page={n}").json() for n in range(1, -(-len(whole["facts"]) // 2) + 2)]
    assert [fact for page in pages for fact in page["facts"]] == whole["facts"]
    assert pages[0]["pages"] == len(pages) - 1
    assert pages[-1]["facts"] == []
    text = site.get("/changes/3?page=2&document=plan", headers=HTML).text
    assert 'rel="prev" href="/changes/3?page=1&amp;document=plan"' in text


@pytest.mark.parametrize("path", ["/changes/0", "/changes/9", "/changes/9.rdfp.gz", "/changes/x", "/changes/1.rdfp"])
def test_no_such_release(site: TestClient, path: str) -> None:
    assert site.get(path).status_code == 404


def test_what_is_not_offered(site: TestClient) -> None:
    assert site.get("/changes", headers={"Accept": "image/png"}).status_code == 406
    assert site.get("/changes?format=xml").status_code == 422
    assert site.get("/changes?page=0").status_code == 422


def test_patches_are_the_releases(site: TestClient, releases: Releases) -> None:
    graph: set[bytes] = set()
    for number in range(1, 5):
        answer = site.get(f"/changes/{number}.rdfp.gz")
        assert answer.headers["content-type"] == "application/gzip"
        again = site.get(f"/changes/{number}.rdfp.gz", headers={"If-None-Match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        rows = gzip.decompress(answer.content).splitlines(keepends=True)
        graph -= {row[2:] for row in rows if row.startswith(b"D ")}
        graph |= {row[2:] for row in rows if row.startswith(b"A ")}
    assert b"".join(sorted(graph)) == (releases.output / "current" / "graph.nq").read_bytes()


def test_feed(site: TestClient, releases: Releases) -> None:
    answer = site.get("/changes.atom")
    assert answer.headers["content-type"].split(";")[0] == "application/atom+xml"
    root = ElementTree.fromstring(answer.content)
    assert root.tag == f"{ATOM}feed"
    ids = [element.text or "" for element in root.iter(f"{ATOM}id")]
    assert len(ids) == len(set(ids)) == 5
    assert all(identity.startswith("urn:uuid:") for identity in ids)
    assert [element.text for element in root.iter(f"{ATOM}updated")] == [BUILT[-1], *BUILT[::-1]]
    for parent in (root, *root.iter(f"{ATOM}entry")):
        assert parent.findtext(f"{ATOM}title")
    assert root.findtext(f"{ATOM}author/{ATOM}name")
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links == {"self": "http://testserver/changes.atom", "alternate": "http://testserver/changes"}
    entries = root.findall(f"{ATOM}entry")
    assert releases.versions[-1] in (entries[0].findtext(f"{ATOM}title") or "")
    assert "note" in (entries[1].findtext(f"{ATOM}content") or "")
    for link in root.iter(f"{ATOM}link"):
        assert site.get(link.get("href", ""), headers=HTML).status_code == 200
    assert site.get("/changes.atom", headers={"If-None-Match": answer.headers["etag"]}).status_code == 304
    assert site.get("/changes.atom").content == answer.content


def test_pages_name_the_feed(site: TestClient) -> None:
    link = '<link rel="alternate" type="application/atom+xml"'
    assert link in site.get("/", headers=HTML).text
    assert 'href="/changes"' in site.get("/", headers=HTML).text


def test_cards(site: TestClient) -> None:
    """The last release added a measure to the plan: the plan's page and the measure's say so, others do not."""
    facts = site.get("/changes/4?format=json&document=plan").json()["facts"]
    added = [fact["url"] for fact in facts if fact["kind"] == "measure" and fact["change"] == "added"]
    assert added
    title = "最近一次更新改动了这里"
    assert title in site.get("/documents/plan", headers=HTML).text
    assert title in site.get(added[0], headers=HTML).text
    assert title not in site.get("/id/place/411500.html", headers=HTML).text
    assert "Changed by the last release" in site.get(added[0], headers={**HTML, "Accept-Language": "en"}).text


def test_facts_that_cannot_be_read_cost_nothing_else(releases: Releases, tmp_path: Path) -> None:
    output = tmp_path / "output"
    shutil.copytree(releases.output, output, symlinks=True)
    files = sorted((output / "patches").glob("*.jsonl"))
    files[2].unlink()
    files[3].write_bytes(b"[]\n")
    with TestClient(create_app(Settings(output=output)), follow_redirects=False) as client:
        assert client.get("/documents/plan", headers=HTML).status_code == 200
        assert client.get("/changes", headers=HTML).status_code == 200
        for number in (3, 4):
            answer = client.get(f"/changes/{number}")
            assert (answer.status_code, answer.text) == (404, f"changes/{number}: its facts cannot be read\n")
        sorted((output / "patches").glob("*.json"))[0].write_text("broken")
        assert client.get("/documents/plan", headers=HTML).status_code == 200
