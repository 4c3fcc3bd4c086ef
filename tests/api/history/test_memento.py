"""Things as they were: ?release=, and the headers by which programs find it (RFC 7089)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from duikou.api.app import create_app
from duikou.api.history.memento import asked, http_date
from duikou.api.http.errors import RefusedError
from duikou.settings import Settings

from ..pages.crawler import Page
from .conftest import Releases

NOTE, PLAN = "/documents/note", "/documents/plan"
JANUARY, FEBRUARY, MARCH, APRIL = (
    "Thu, 01 Jan 2026 08:00:00 GMT",
    "Sun, 01 Feb 2026 08:00:00 GMT",
    "Sun, 01 Mar 2026 08:00:00 GMT",
    "Wed, 01 Apr 2026 08:00:00 GMT",
)
HTML = {"Accept": "text/html"}
TURTLE = {"Accept": "text/turtle"}

ANSWERS = [
    # path, number of the release or a made-up name, status, a part of the answer
    (PLAN, 1, 200, "投资兴业"),
    (PLAN, 2, 200, "&lt;产业&gt;"),
    (PLAN, 3, 200, "学校交流"),
    (NOTE, 1, 200, "共建产业园区"),
    (NOTE, 2, 404, ""),
    (PLAN, 0, 410, "was published and is not kept any more; kept are"),
    (PLAN, "0123456789abcdef", 404, "0123456789abcdef: no such release; kept are"),
    (PLAN, "../../releases", 404, "no such release"),
    (PLAN, "", 404, "no such release"),
    ("/documents", 1, 200, "延安市与无锡市对口合作方案"),
    ("/id/document/plan.ttl", 1, 200, "对口合作工作要点"),
    ("/id/document/note.nt", 1, 200, "id/document/note"),
    ("/graph/document/note", 1, 200, "note"),
    ("/id/place/411500.html", 1, 200, "信阳市"),
]


def release(releases: Releases, number: int | str) -> str:
    return releases.versions[number] if isinstance(number, int) else number


@pytest.mark.parametrize(("path", "number", "status", "part"), ANSWERS, ids=[f"{a[0]} {a[1]}" for a in ANSWERS])
def test_as_it_was(site: TestClient, releases: Releases, path: str, number: int | str, status: int, part: str) -> None:
    for _ in range(2):  # the second comes from the cache
        answer = site.get(path, params={"release": release(releases, number)}, headers=HTML)
        assert (answer.status_code, part in answer.text) == (status, True)
        assert ("memento-datetime" in answer.headers) == (status == 200)


def test_a_thing_leads_to_its_description_then(site: TestClient, releases: Releases) -> None:
    version = releases.versions[1]
    answer = site.get(f"/id/place/411500?release={version}", headers=TURTLE)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/id/place/411500.ttl?release={version}")
    assert answer.headers["memento-datetime"] == FEBRUARY
    answer = site.get(f"/id/document/plan.html?release={version}", headers=HTML)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PLAN}?release={version}")


def test_links_of_the_past_stay_in_it(site: TestClient, releases: Releases) -> None:
    version = releases.versions[1]
    answer = site.get(f"{NOTE}?release={version}", headers=HTML)
    page = Page(answer.text)
    inner = [link for link in page.links if link.startswith(("/id/", "/documents/"))]
    assert len(inner) > 3
    assert all(f"release={version}" in link for link in inner if link.split("?")[0] != NOTE)
    assert f'<a href="{NOTE}">' in answer.text, "the way back to the present"
    assert f"旧版本 {version}" in answer.text
    assert answer.headers["x-robots-tag"] == "noindex"
    for link in inner:
        target = link
        while (found := site.get(target, headers=HTML)).status_code == 303:
            target = found.headers["location"]
        assert found.status_code == (410 if link == NOTE else 200), link


TIMES = [
    # Accept-Datetime, path, number of the release
    ("Sat, 31 Jan 2026 00:00:00 GMT", PLAN, 1),  # before all that are kept: the first of them
    (FEBRUARY, PLAN, 1),
    ("Sun, 01 Mar 2026 07:59:59 GMT", PLAN, 1),
    (MARCH, PLAN, 2),
    ("Fri, 01 Jan 2027 00:00:00 GMT", PLAN, 3),
    ("Fri, 01 Jan 2027 00:00:00 GMT", NOTE, 1),  # the last that knows it
    (FEBRUARY, "/id/place/411500", 1),
    (MARCH, "/id/place/411500.ttl", 2),
]


@pytest.mark.parametrize(("when", "path", "number"), TIMES, ids=[f"{t[1]} {t[0]}" for t in TIMES])
def test_a_date_leads_to_its_release(site: TestClient, releases: Releases, when: str, path: str, number: int) -> None:
    for _ in range(2):
        site.get(path, headers=HTML)  # what is remembered for the plain address is not what is asked for
        answer = site.get(f"{path}?lang=zh", headers={**HTML, "Accept-Datetime": when})
        assert answer.status_code == 302
        assert answer.headers["location"] == f"{path}?lang=zh&release={releases.versions[number]}"
        assert "Accept-Datetime" in answer.headers["vary"]
        assert 'rel="original timegate"' in answer.headers["link"]
        assert "memento-datetime" not in answer.headers


@pytest.mark.parametrize("when", ["yesterday", "2026-01-01", "Thu, 01 Jan 2026 08:00:00 CET", ""])
def test_what_is_no_date(site: TestClient, when: str) -> None:
    answer = site.get(PLAN, headers={**HTML, "Accept-Datetime": when})
    assert answer.status_code == 400
    assert "not a date such as" in answer.text
    with pytest.raises(RefusedError):
        asked(when)


def test_dates_go_both_ways() -> None:
    assert [http_date(asked(date)) for date in (JANUARY, FEBRUARY)] == [JANUARY, FEBRUARY]


def test_what_has_gone_tells_where_it_was(site: TestClient) -> None:
    for path, accept in ((NOTE, HTML), (NOTE, TURTLE), ("/id/document/note", TURTLE)):
        answer = site.get(path, headers=accept)
        assert answer.status_code == 410
        assert f'</timemap{path}>; rel="timemap"' in answer.headers["link"]
    assert "link" not in site.get("/documents/never", headers=HTML).headers


def test_nobody_knew_it_ever(site: TestClient) -> None:
    assert site.get("/documents/never", headers={**HTML, "Accept-Datetime": MARCH}).status_code == 404


@pytest.mark.parametrize(("path", "accept"), [(PLAN, HTML), ("/id/place/411500.ttl", TURTLE)])
def test_headers(site: TestClient, releases: Releases, path: str, accept: dict[str, str]) -> None:
    plain = site.get(path, headers=accept)
    assert "Accept-Datetime" in plain.headers["vary"]
    assert f'<{path}>; rel="original timegate"' in plain.headers["link"]
    assert f'</timemap{path}>; rel="timemap"; type="application/link-format"' in plain.headers["link"]
    assert 'rel="memento"' not in plain.headers["link"]
    assert "memento-datetime" not in plain.headers
    version = releases.versions[1]
    old = site.get(f"{path}?release={version}", headers=accept)
    assert old.headers["memento-datetime"] == FEBRUARY
    assert "Accept-Datetime" not in old.headers["vary"]
    assert f'<{path}?release={version}>; rel="memento"; datetime="{FEBRUARY}"' in old.headers["link"]
    assert f'<{path}>; rel="original timegate"' in old.headers["link"]
    assert old.headers["etag"] != plain.headers["etag"]
    again = site.get(f"{path}?release={version}", headers={**accept, "If-None-Match": old.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["memento-datetime"] == FEBRUARY
    assert site.get(path, headers={**accept, "If-None-Match": old.headers["etag"]}).status_code == 200


MAPS = [(PLAN, (1, 2, 3)), (NOTE, (1,)), ("/id/place/411500", (1, 2, 3)), ("/id/document/note", (1,))]


@pytest.mark.parametrize(("path", "numbers"), MAPS, ids=[row[0] for row in MAPS])
def test_timemap(site: TestClient, releases: Releases, path: str, numbers: tuple[int, ...]) -> None:
    answer = site.get(f"/timemap{path}")
    assert answer.headers["content-type"] == "application/link-format"
    links = re.findall(r'<([^>]*)>; rel="([^"]*)"', answer.text)
    host = "http://testserver"
    assert links[:2] == [(f"{host}{path}", "original timegate"), (f"{host}/timemap{path}", "self")]
    assert [url for url, _ in links[2:]] == [f"{host}{path}?release={releases.versions[n]}" for n in numbers]
    assert links[2][1].startswith("first")
    assert links[-1][1].endswith("last memento")
    assert re.findall('datetime="([^"]*)"', answer.text) == [(FEBRUARY, MARCH, APRIL)[n - 1] for n in numbers]


def test_no_timemap_of_nothing(site: TestClient) -> None:
    for path in ("documents/never", "id/place/999999", "", "a%20b%3Cc"):
        assert site.get(f"/timemap/{path}").status_code == 404


@pytest.mark.thorough
def test_few_releases_are_open_at_a_time(releases: Releases, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("duikou.api.history.releases.OPEN", 1)
    with TestClient(create_app(Settings(output=releases.output)), follow_redirects=False) as client:
        for version in releases.versions[1:]:
            assert client.get(f"{PLAN}?release={version}", headers=HTML).status_code == 200
        assert len(client.app.state.releases._open) == 1  # type: ignore[attr-defined]


def test_a_server_of_files_has_no_past(tmp_path: Path) -> None:
    graph = tmp_path / "graph.ttl"
    graph.write_text("<https://w3id.org/duikou/id/place/1> a <https://w3id.org/duikou/ontology#City> .")
    with TestClient(create_app(Settings(graphs=(graph,))), follow_redirects=False) as client:
        page = client.get("/id/place/1.html")
        assert page.status_code == 200
        assert "changes.atom" not in page.text
        assert "memento" not in page.headers["link"]
        assert client.get("/id/place/1.html?release=0123456789abcdef").status_code == 404
        for path in ("/changes", "/changes.atom", "/changes/1", "/timemap/id/place/1"):
            answer = client.get(path)
            assert (answer.status_code, answer.text.count("\n")) == (404, 1)
