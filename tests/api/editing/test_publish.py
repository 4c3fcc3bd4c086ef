"""From what was entered to the graph that is served, and back again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from duikou.api.editing.publish import arguments, environment
from duikou.graph.build import Build, build
from duikou.ontology.terms import Vocabulary
from duikou.settings import Settings

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


def test_published_without_restart_and_undone(desk: Desk) -> None:
    """The server serves what was built at once; without the row the graph is as it was, byte for byte."""
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
    assert desk.send(entered, path="/edit/undo").status_code == 200
    assert desk.send({}, path="/edit/publish").status_code == 200
    assert graph.read_bytes() == before


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
