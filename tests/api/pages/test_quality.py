"""The quality page: a scoreboard, a work list that leads to the text, and both as CSV."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store
from starlette.testclient import TestClient

from duikou.api.app import create_app
from duikou.graph.build import Build
from duikou.settings import Settings
from duikou.shapes.catalogue import catalogue

from ...thorough import thorough
from .crawler import Page

BASE = "https://w3id.org/duikou/"
MEASUREMENT = f"{BASE}id/measurement/shanghai-sanming-plan-2023-2025/measure-owner"
FAILING = NamedNode(f"{BASE}ontology#failingNodes")


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


@pytest.fixture(scope="module")
def gaps(shipped_site: TestClient) -> list[dict[str, str]]:
    return rows(shipped_site.get("/quality/gaps.csv?lang=zh").text)


def test_no_document_of_the_corpus_is_wrong(gaps: list[dict[str, str]]) -> None:
    assert {gap["severity"] for gap in gaps} <= {"Warning", "Info"}


def test_every_gap_is_of_a_known_check(gaps: list[dict[str, str]]) -> None:
    known = {check.slug: check for check in catalogue().checks.values()}
    assert gaps
    for gap in gaps:
        check = known[gap["check"]]
        assert (gap["severity"], gap["likely_cause"]) == (check.severity, check.cause)
        assert gap["message"] == check.message.zh


@pytest.mark.parametrize(("parameter", "column", "value"), [
    ("severity", "severity", "Info"),
    ("check", "check", "measure-owner"),
    ("check", "check", "no-such-check"),
])  # fmt: skip
def test_filters_keep_what_matches(
    shipped_site: TestClient, gaps: list[dict[str, str]], parameter: str, column: str, value: str
) -> None:
    kept = rows(shipped_site.get(f"/quality/gaps.csv?lang=zh&{parameter}={value}").text)
    assert kept == [gap for gap in gaps if gap[column] == value]


def test_scores_are_shares(shipped_site: TestClient) -> None:
    found = rows(shipped_site.get("/quality/scores.csv").text)
    assert {row["check"] for row in found} <= {check.slug for check in catalogue().checks.values()}
    for row in found:
        checked, failing = int(row["checked"]), int(row["failing"])
        assert 0 <= failing <= checked
        assert float(row["share"]) == pytest.approx((checked - failing) / checked, abs=1e-4)


@pytest.mark.parametrize("language", ["zh", thorough("en")])
def test_the_page_links_to_the_places_in_the_text(shipped_site: TestClient, language: str) -> None:
    response = shipped_site.get(f"/quality?check=measure-owner&lang={language}")
    assert response.status_code == 200
    page = Page(response.text)
    contexts = [link for link in page.links if link.startswith("/documents/") and "#c" in link]
    assert contexts
    path, _, anchor = contexts[0].partition("#")
    assert anchor in Page(shipped_site.get(path).text).ids
    for link in page.links:
        if link.startswith("/quality"):
            assert shipped_site.get(link).status_code == 200, link


def test_the_pages_together_list_every_gap(shipped_site: TestClient, gaps: list[dict[str, str]]) -> None:
    listed: list[str] = []
    for number in range(1, 2 + len(gaps) // 100):
        page = Page(shipped_site.get(f"/quality?lang=zh&page={number}").text)
        listed += [link for link in page.links if link.endswith(".html") and "/id/measure/" in link]
    expected = [f"/{gap['iri'].removeprefix(BASE)}.html" for gap in gaps if "/id/measure/" in gap["iri"]]
    assert sorted(listed) == sorted(expected)


def test_no_change_gives_304(shipped_site: TestClient) -> None:
    first = shipped_site.get("/quality/gaps.csv")
    again = shipped_site.get("/quality/gaps.csv", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304


def test_a_graph_without_results_says_so(hostile_site: TestClient) -> None:
    assert hostile_site.get("/quality").status_code == 200
    assert rows(hostile_site.get("/quality/gaps.csv").text) == []


@pytest.fixture
def after_a_worse_build(shipped: Build, tmp_path: Path) -> Iterator[TestClient]:
    """A site whose last build had every owner missing in one document, and which kept one document out."""
    release = tmp_path / "releases" / shipped.version
    shutil.copytree(shipped.release, release)
    (tmp_path / "current").symlink_to(release)
    folder = tmp_path / "releases" / "earlier" / "store"
    folder.mkdir(parents=True)
    earlier = Store(str(folder))
    earlier.bulk_load(path=shipped.release / "graph.nq", format=RdfFormat.N_QUADS)
    (score,) = earlier.quads_for_pattern(NamedNode(MEASUREMENT), FAILING, None, None)
    earlier.remove(score)
    total = next(earlier.quads_for_pattern(NamedNode(MEASUREMENT), NamedNode(f"{BASE}ontology#checkedNodes"), None))
    assert isinstance(total.object, Literal)
    earlier.add(Quad(score.subject, score.predicate, total.object, score.graph_name))
    earlier.flush()
    del earlier
    description = json.loads((release / "build.json").read_bytes())
    description["previous"] = "earlier"
    description["documents"][0] |= {"status": "quarantined", "message": "one.txt: quarantined"}
    (release / "build.json").write_text(json.dumps(description), encoding="utf-8")
    with TestClient(create_app(Settings(output=tmp_path)), follow_redirects=False) as client:
        yield client


def test_trend_and_quarantine(after_a_worse_build: TestClient) -> None:
    text = after_a_worse_build.get("/quality").text
    assert "▲" in text
    assert "▼" not in text
    assert "one.txt: quarantined" in text
