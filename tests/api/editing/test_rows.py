"""Rows beside several folders of documents, and what the served release knows of them: no graph is needed for that."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from duikou.api.editing.rows import Held, Rows
from duikou.corrections.batches import append, read_batches
from duikou.corrections.model import Action, Anchor, Correction, Kind
from duikou.corrections.outcomes import Fate, Outcome
from duikou.graph.corrected import corrections_table
from duikou.graph.kept import Kept

from .clients import TOKENS, Browser, app

WHO = next(iter(TOKENS))
ROW = Correction(
    batch="2026-11-27-a",
    line=2,
    who=WHO,
    when="2026-11-27T09:30:00Z",
    document="plan",
    sha256="",
    anchor=Anchor("支持共建产业园", "", "", 0, 7),
    kind=Kind.MEASURE,
    subject="",
    field="",
    was="",
    value="",
    action=Action.REJECT,
    reason="",
)


def browser_of(tmp_path: Path, *folders: Path) -> Browser:
    browser = Browser(app(tmp_path / "graph", editor=WHO, documents=tuple(map(str, folders))))
    browser.get("/edit/login")
    return browser


def release(tmp_path: Path, *outcomes: Outcome) -> None:
    """Makes the list of corrections of a release that is served."""
    current = tmp_path / "graph" / "current"
    current.mkdir(parents=True)
    (current / "corrections.csv").write_bytes(corrections_table(Kept(tmp_path), (), outcomes))


@pytest.mark.parametrize(("which", "document"), [(0, "plan"), (1, "opinion")])
def test_batches_of_two_folders_have_one_name(which: int, document: str, tmp_path: Path) -> None:
    """What is taken back is the row that is meant, whichever folder it stands beside."""
    folders = [tmp_path / name for name in ("one", "two")]
    for folder, slug in zip(folders, ("plan", "opinion"), strict=True):
        folder.mkdir()
        append(folder, ROW.batch, [replace(ROW, document=slug)])
    browser = browser_of(tmp_path, *folders)
    fields = {"csrf": browser.csrf(), "batch": ROW.batch, "line": "2", "when": ROW.when}
    assert browser.post("/edit/undo", data={**fields, "document": "neither"}).status_code == 404
    assert browser.post("/edit/undo", data={**fields, "document": document}).status_code == 303
    assert [len(read_batches(folder)) for folder in folders] == [which, 1 - which]


@pytest.mark.parametrize("time", ["2026-11-27T09:30:00Z", "2026-11-27T10:30:00Z"])
def test_the_time_tells_rows_of_two_folders_apart(time: str, tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("one", "two")]
    for folder, when in zip(folders, (ROW.when, "2026-11-27T10:30:00Z"), strict=True):
        folder.mkdir()
        append(folder, ROW.batch, [replace(ROW, when=when)])
    browser = browser_of(tmp_path, *folders)
    fields = {"csrf": browser.csrf(), "batch": ROW.batch, "line": "2", "when": time}
    assert browser.post("/edit/undo", data=fields).status_code == 303
    assert [row.when for folder in folders for row in read_batches(folder)] != [time]


@pytest.mark.parametrize("fate", [None, *Fate])
def test_what_the_served_graph_says_is_not_taken_back(fate: Fate | None, tmp_path: Path) -> None:
    """A row that waits, is lost or was overruled goes; one that holds is answered by another."""
    folder = tmp_path / "mine"
    folder.mkdir()
    (row,) = append(folder, ROW.batch, [ROW])
    release(tmp_path, *([Outcome(row, fate)] if fate else []))
    browser = browser_of(tmp_path, folder)
    holds = fate in (Fate.EXACT, Fate.MOVED)
    assert browser.get("/edit/corrections").text.count('action="/edit/undo"') == (0 if holds else 1)
    fields = {"csrf": browser.csrf(), "batch": row.batch, "line": "2", "when": row.when}
    assert browser.post("/edit/undo", data=fields).status_code == (409 if holds else 303)
    assert len(read_batches(folder)) == holds


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_quote_over_lines_is_known_again(end: str, tmp_path: Path) -> None:
    """The list of a release has the ends of lines that the document has."""
    folder = tmp_path / "mine"
    folder.mkdir()
    (row,) = append(folder, ROW.batch, [replace(ROW, anchor=Anchor(f"支持共建{end}产业园", "", "", 0, 9))])
    release(tmp_path, Outcome(row, Fate.EXACT))
    page = browser_of(tmp_path, folder).get("/edit/corrections").text
    assert ("已发布" in page, "待发布<" in page) == (True, False)


def test_rows_are_of_a_document_by_its_name_or_its_bytes() -> None:
    """Each once, whatever both say."""
    document = Held("plan", Path(), "plan.txt", "aa", Path())
    given = [replace(ROW, document=slug, sha256=sha) for slug, sha in (("plan", "aa"), ("plan", ""), ("old", "aa"))]
    rows = Rows([*given, replace(ROW, document="other", sha256="bb")])
    assert rows.of(document) == given
    assert Rows([]).of(document) == []
