"""Correcting a document: what is entered becomes a row, is shown at once, can be taken back, and stays text."""

from __future__ import annotations

import re
import shutil
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from duikou.corrections.batches import COLUMNS, append, cells_of
from duikou.corrections.model import Action
from duikou.graph.build import Build, build
from duikou.ontology.terms import Vocabulary

from .clients import Browser
from .desks import Desk, desk_over

ENTRIES = tomllib.loads((Path(__file__).parent / "entries.toml").read_text("utf-8"))["entry"]
HOSTILE = "<script>alert(1)</script>"


PLAN = Path(__file__).parent / "plan.txt"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """A build of one document in which the extractor is in doubt here and there."""
    folder = tmp_path_factory.mktemp("plan")
    (folder / "documents").mkdir()
    (folder / "documents" / "plan.txt").write_bytes(PLAN.read_bytes())
    return build(folder / "documents", folder / "graph", Vocabulary())


@pytest.fixture(scope="module")
def opened(built: Build, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with desk_over(built, tmp_path_factory.mktemp("desk")) as opened:
        yield opened


@pytest.fixture
def desk(opened: Desk) -> Iterator[Desk]:
    """A desk on which nothing has been entered yet."""
    yield opened
    shutil.rmtree(opened.documents / "corrections", ignore_errors=True)


def _fields(desk: Desk, entry: dict[str, Any]) -> dict[str, Any]:
    """What is sent: the fact by its kind, and the words by their place in the shown text."""
    fields = dict(entry["send"])
    if entry.get("fact"):
        fields["fact"] = desk.fact(entry["fact"])
    if words := entry.get("words"):
        page = desk.browser().get("/documents/plan").text
        unit, text = next(
            (int(number), re.sub(r"<[^>]+>", "", inner))
            for number, inner in re.findall(r'data-unit="(\d+)"[^>]*>(.*?)</(?:p|h2|h3)>', page)
            if words in re.sub(r"<[^>]+>", "", inner)
        )
        first = text.index(words)
        fields |= {"unit": unit, "first": first, "last": first + len(words)}
    if fields.get("reason") == "LONG":
        fields["reason"] = "很" * 5000
    return fields


@pytest.mark.parametrize("entry", ENTRIES, ids=[entry["name"] for entry in ENTRIES])
def test_entered(desk: Desk, entry: dict[str, Any]) -> None:
    answer = desk.send(_fields(desk, entry))
    if "refused" in entry:
        assert (answer.status_code, entry["says"] in answer.text) == (entry["refused"], True), answer.text
        assert answer.text.count("\n") == 1
        assert not (desk.documents / "corrections").exists()
        return
    assert answer.status_code == 201, answer.text
    (row,) = desk.rows()
    cells = dict(zip(COLUMNS, cells_of(row), strict=True))
    assert {name: cells[name] for name in entry["row"]} == entry["row"]
    assert (row.who, row.document, row.batch) == ("甲", "plan", answer.json()["entered"][0]["batch"])
    assert row.anchor.quote in (desk.documents / "plan.txt").read_text("utf-8")
    assert answer.json()["pending"] == 1
    assert "<script>" not in answer.json()["card"]


def test_form_without_script(desk: Desk) -> None:
    """The same by a form, which leads on to where it says, and to nowhere else."""
    browser = desk.browser()
    fields = {"document": "plan", "fact": desk.fact("measure"), "action": "reject", "csrf": browser.csrf()}
    answer = browser.post("/edit/corrections", data={**fields, "back": "/edit/queue?kind=measure"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/edit/queue?kind=measure")
    answer = browser.post("/edit/corrections", data={**fields, "back": "//elsewhere.example/"})
    assert answer.headers["location"] == "/documents/plan"
    assert [row.action for row in desk.rows()] == ["reject", "reject"]


def test_pending_beside_published_and_taken_back(desk: Desk) -> None:
    key = desk.fact("measure")
    entered = desk.send({"fact": key, "action": "amend", "field": "commitment", "value": "explore"}).json()
    assert "探索" in entered["card"]
    page = desk.browser().get(f"/documents/plan?fact={key}").text
    assert "待发布" in page
    assert next(fact["state"] for fact in desk.facts() if fact["key"] == key) == "amend"
    refused = desk.send(entered["entered"][0], "乙", "/edit/undo")
    assert (refused.status_code, "entered by 甲" in refused.text) == (403, True)
    assert desk.send(entered["entered"][0], path="/edit/undo").json()["pending"] == 0
    assert desk.send(entered["entered"][0], path="/edit/undo").status_code == 404
    assert not desk.rows()


def test_two_editors(desk: Desk) -> None:
    """Both rows stay; the later is in force, and both see that."""
    key = desk.fact("measure")
    for name, value in (("甲", "explore"), ("乙", "require")):
        assert (
            desk.send({"fact": key, "action": "amend", "field": "commitment", "value": value}, name).status_code == 201
        )
    assert {(row.who, row.value) for row in desk.rows()} == {("甲", "explore"), ("乙", "require")}
    for name in ("甲", "乙"):
        card = desk.browser(name).get("/edit/card", params={"document": "plan", "fact": key}).json()["card"]
        said = re.findall(r'<li( class="overruled")?><span>(.) ', card)
        assert said == [("", "乙"), (' class="overruled"', "甲")]
        assert card.count('action="/edit/undo"') == 1, "each takes back their own alone"


def test_queue(desk: Desk) -> None:
    """Each decision brings the next item with it, until nothing is left; what is filtered out does not come."""
    browser = desk.browser()
    seen = set()
    answer = {"card": browser.get("/edit/queue").text}
    while found := re.search(r'data-fact="([^"]+)"', answer["card"]):
        assert found[1] not in seen, "what was decided does not come again"
        seen.add(found[1])
        sent = {"fact": found[1], "action": "confirm", "queue": {"why": "", "kind": "", "document": "plan", "skip": 0}}
        answer = desk.send(sent).json()
    assert len(seen) == len(desk.rows()) >= 2
    assert "没有待核的了" in answer["card"]


def test_queue_is_filtered(desk: Desk) -> None:
    page = desk.browser().get("/edit/queue?kind=pair").text
    assert set(re.findall(r'data-kind="(\w+)"', page)) <= {"pair"}
    assert 'data-fact="' not in desk.browser().get("/edit/queue?document=other").text


def test_every_text_is_escaped(desk: Desk) -> None:
    """Rows come from files, and say what they like."""
    desk.send({"fact": desk.fact("responsibility"), "action": "confirm"})
    (row,) = desk.rows()
    said = {"who": HOSTILE, "reason": HOSTILE, "value": HOSTILE, "was": HOSTILE}
    wicked = replace(row, field="body", action=Action.AMEND, **said)
    more = replace(wicked, subject=HOSTILE, anchor=replace(row.anchor, quote=HOSTILE, prefix=HOSTILE, suffix=HOSTILE))
    append(desk.documents, "wicked", [wicked, more])
    browser = desk.browser()
    pages = [browser.get(path).text for path in ("/documents/plan", "/edit/corrections", "/edit/queue")]
    pages.append(
        browser.get("/edit/card", params={"document": "plan", "fact": desk.fact("responsibility")}).json()["card"]
    )
    assert all(HOSTILE not in page for page in pages)
    assert sum("&lt;script&gt;" in page for page in pages) >= 3


def test_a_wrong_row_is_named(desk: Desk) -> None:
    """A spreadsheet may have broken a batch: the page says where, and nothing is entered until it is put right."""
    key = desk.fact("measure")
    (desk.documents / "corrections").mkdir()
    (desk.documents / "corrections" / "broken.csv").write_text("who,when\r\n", "utf-8")
    answer = desk.send({"fact": key, "action": "confirm"})
    assert (answer.status_code, "broken.csv" in answer.text) == (409, True)
    page = desk.browser().get("/documents/plan")
    assert (page.status_code, "broken.csv" in page.text) == (200, True)


def test_others_see_nothing_of_it(desk: Desk) -> None:
    """Without a session pages are byte for byte those of a server without editing."""
    desk.send({"fact": desk.fact("measure"), "action": "reject"})
    stranger = Browser(desk.app)
    page = stranger.get("/documents/plan")
    assert "data-unit" not in page.text
    assert "/edit" not in page.text
    assert desk.browser().get("/documents/plan").headers["cache-control"] == "no-store"
    assert stranger.get("/documents/plan").content == page.content
    assert stranger.get("/edit/facts", params={"document": "plan"}).status_code == 303
