"""From what was entered to the graph that is served, and back again."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from duikou.api.editing import publish
from duikou.api.editing.ahead import Ahead
from duikou.api.editing.publish import arguments, environment
from duikou.corrections.batches import append, undo
from duikou.graph import workers
from duikou.graph.build import Build, build
from duikou.ontology.terms import Vocabulary
from duikou.settings import Settings

from ...thorough import thorough
from .desks import Desk, desk_over

PLAN = Path(__file__).parent / "plan.txt"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Build:
    folder = tmp_path_factory.mktemp("plan")
    (folder / "documents").mkdir()
    (folder / "documents" / "plan.txt").write_bytes(PLAN.read_bytes())
    return build(folder / "documents", folder / "graph", Vocabulary())


@pytest.fixture
def desk(built: Build, tmp_path: Path) -> Iterator[Desk]:
    with desk_over(built, tmp_path) as opened:
        yield opened


@pytest.mark.parametrize("ahead", [True, thorough(False)], ids=["begun ahead", "from the start"])
def test_published_without_restart_and_undone(desk: Desk, ahead: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server serves what was built at once; without the row the graph is as it was, byte for byte."""
    if ahead:
        monkeypatch.setattr(publish, "_build", lambda _: pytest.fail("began when it was asked for"))
    else:
        monkeypatch.setattr(Ahead, "begin", lambda _: None)
    graph = desk.documents.parent / "graph" / "current" / "graph.nq"
    before = graph.read_bytes()
    entered = desk.send({"fact": desk.fact("responsibility"), "action": "reject"}).json()["entered"][0]
    count = sum(fact["kind"] == "responsibility" and not fact["candidate"] for fact in desk.facts())
    answer = desk.send({}, path="/edit/publish")
    assert answer.status_code == 200, answer.text
    assert graph.read_bytes() != before
    assert sum(fact["kind"] == "responsibility" and not fact["candidate"] for fact in desk.facts()) == count - 1
    assert answer.json()["release"] in desk.browser().get("/documents/plan").text
    assert "(<span data-count>0<" in desk.browser().get("/documents/plan").text, "nothing waits any more"
    refused = desk.send(entered, path="/edit/undo")
    assert (refused.status_code, len(desk.rows())) == (409, 1), "what the graph says stays on record"
    undo(desk.documents, entered["batch"])
    assert desk.send({}, path="/edit/publish").status_code == 200
    assert graph.read_bytes() == before


def spoilt_knowledge(desk: Desk) -> None:
    """A row that the program has not loaded."""
    table = Path(os.environ["DUIKOU_GAZETTEER"]) / "names.csv"
    table.write_text("slug,type,name,aliases,subtype,english,source\n", "utf-8")


def ended(desk: Desk) -> None:
    """The processes are no more."""
    desk.app.state.own.sandbox.renew()


@pytest.mark.thorough
@pytest.mark.parametrize("spoil", [spoilt_knowledge, ended])
def test_what_is_good_for_nothing_is_not_gone_on_with(
    spoil: Callable[[Desk], None], built: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A build that has begun is left, and another one publishes: when what it goes by has changed, or it has ended."""
    (tmp_path / "gazetteer").mkdir()
    monkeypatch.setenv("DUIKOU_GAZETTEER", str(tmp_path / "gazetteer"))
    anew: list[Settings] = []
    real = publish._build
    monkeypatch.setattr(publish, "_build", lambda settings: anew.append(settings) or real(settings))
    with desk_over(built, tmp_path) as desk:
        assert desk.send({"fact": desk.fact("measure"), "action": "reject"}).status_code == 201
        sandbox = desk.app.state.own.sandbox
        sandbox._thread.submit(lambda: [*workers.run(str, ("",))]).result()  # what it goes by is loaded
        spoil(desk)
        answer = desk.send({}, path="/edit/publish")
        assert (answer.status_code, len(anew)) == (200, 1), answer.text
        assert answer.json()["release"] in desk.browser().get("/documents/plan").text


def test_what_is_lost_or_in_dispute_comes_first(desk: Desk) -> None:
    """Orphans and conflicts stand at the head of the queue until somebody says something, or takes their own back."""
    key = desk.fact("measure")
    for name, value in (("甲", "explore"), ("乙", "require")):
        sent = {"fact": key, "action": "amend", "field": "commitment", "value": value}
        assert desk.send(sent, name).status_code == 201
    first = desk.rows()[0]
    lost = replace(first.anchor, quote="这些文字在文件里从来没有出现过", start=-1, end=-1)
    append(desk.documents, "old", [replace(first, anchor=lost, who="乙")])
    assert desk.send({}, path="/edit/publish").status_code == 200
    seen = [desk.browser().get(f"/edit/queue?why={why}").text for why in ("orphaned", "conflicting")]
    assert "这些文字在文件里从来没有出现过" in seen[0]
    assert [text.count('class="overruled"') for text in seen] == [0, 1]
    assert 'class="badge require"' in desk.browser().get("/edit/queue").text, "they come before all facts"
    mine = next(row for row in desk.rows() if row.who == "甲")
    taken = {"batch": mine.batch, "line": mine.line, "when": mine.when}
    assert desk.send(taken, path="/edit/undo").status_code == 200
    assert "没有待核的了" in desk.browser().get("/edit/queue?why=conflicting").text


def test_a_build_that_fails_says_why(desk: Desk) -> None:
    (desk.documents / "documents.csv").write_text("file,nonsense\nplan.txt,x\n", "utf-8")
    answer = desk.send({}, path="/edit/publish")
    assert answer.status_code == 500
    assert "documents.csv" in answer.text
    assert desk.browser().get("/documents/plan").status_code == 200


def test_the_build_knows_the_folders_and_no_secret() -> None:
    settings = Settings(output=Path("o"), documents=("a", "b=c"), with_shipped=True)
    assert arguments(settings) == ["--output", "o", "--documents", "a", "--documents", "b=c", "--with-shipped"]
    known = {"DUIKOU_EDITORS": "x=y", "DUIKOU_TOKEN": "z", "PATH": "/bin"}
    assert environment(settings, known).keys() & known.keys() == {"PATH"}
    rows = {"corrections": Path("c")}
    assert environment(settings.model_copy(update=rows), known)["DUIKOU_CORRECTIONS"] == "c"
