"""What is gathered on disk says what is gathered in memory, and builds that gather the one way and the other publish
the same releases."""

from __future__ import annotations

import shutil
from itertools import chain
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from duikou.graph import begun, runs, streaming
from duikou.graph.build import build
from duikou.graph.census import Census
from duikou.graph.gathering import Gathering
from duikou.graph.history.dump import DUMP, Dump
from duikou.graph.history.patch import changes
from duikou.graph.nquads import having
from duikou.graph.published import Earlier, compare
from duikou.graph.streaming import Streaming
from duikou.ontology.terms import Vocabulary

from .test_build import COUNTIES, OTHER, PAIRS, PLAN

BASE = "http://e/"
P = NamedNode(f"{BASE}p")


def graph(name: str, size: int, subject: str = "", predicates: str = "pq") -> list[bytes]:
    """Lines of *size* subjects, which are called like the graph or as told."""
    node = f"{BASE}id/{subject or name}"
    return sorted(
        f"<{node}{number}> <{BASE}{predicate}> <{BASE}id/o{number}> <{BASE}graph/{name}> .\n".encode()
        for number in range(size)
        for predicate in predicates
    )


BEFORE = sorted([*graph("one", 3), *graph("gone", 2), *graph("validation", 2), *graph("dataset", 1)])
FIRST = {"one": graph("one", 2), "shared": graph("shared", 4, "one"), "many": graph("many", 60), "empty": []}
LATER = {"few": graph("few", 1), "none": []}
REPORT = [graph("validation", 1), graph("validation", 2, "many"), graph("validation", 3, "many")]


@pytest.fixture(params=[100, runs.SIZE], ids=["on disk", "held"])
def pieces(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "SIZE", request.param)
    monkeypatch.setattr(runs, "_LEAST", 100)


@pytest.mark.usefixtures("pieces")
@pytest.mark.parametrize("before", [True, False], ids=["before", "first"])
def test_gathered(before: bool, tmp_path: Path) -> None:
    (tmp_path / DUMP).write_bytes(b"".join(BEFORE))
    was = Earlier(BEFORE, BASE, dumped=True) if before else Earlier(base=BASE)
    output = tmp_path / "output"
    with (
        Gathering(lambda: [P], lambda: was) as one,
        Streaming(lambda: [P], tmp_path if before else None, (BASE, BASE), output) as two,
    ):
        for name, stated in FIRST.items():
            for gathered in (one, two):
                gathered.take(name, lambda stated=stated: stated)  # type: ignore[misc]
                assert name in gathered and "other" not in gathered
        found = [[*chain.from_iterable(gathered.standing(FIRST))] for gathered in (one, two)]
        assert sorted(found[0]) == sorted(having(chain.from_iterable(FIRST.values()), [P])) == found[1]
        for name, stated in LATER.items():
            for gathered in (one, two):
                gathered.take(name, lambda stated=stated: stated)  # type: ignore[misc]
        assert sorted(chain.from_iterable(one.standing([*FIRST, "few"]))) == [
            *chain.from_iterable(two.standing([*FIRST, "few"]))
        ]
        reports = [gathered.together(lambda part=part: part for part in REPORT) for gathered in (one, two)]  # type: ignore[misc]
        assert [*reports[0]] == [*reports[1]]
        for gathered, report in zip((one, two), reports, strict=True):
            old, new = gathered.compared(report)
            compared = compare(old, BASE, new, report, BASE)
            assert {*compared.lost} == ({"id/gone0", "id/gone1", "id/validation1"} if before else set())
            assert not before or {*compared.gained} == {"id/few0", *(f"id/many{n}" for n in range(60)), "id/one3"}
            assert not before or ("id/o3" in compared.alive and "id/o60" not in compared.alive)
            gathered.take("validation", lambda report=report: report)  # type: ignore[misc]
        assert one.lines() == [*chain.from_iterable(two.blocks())]
        for more in ([], graph("dataset", 3), graph("dataset", 2, "one"), graph("dataset", 70, "many", "pr")):
            assert one.census.counts(more) == two.census.counts(more)
        assert two.census.counts() == Census([*chain(*FIRST.values(), *LATER.values(), reports[0])]).counts()
        for gathered in (one, two):
            gathered.take("dataset", lambda: graph("dataset", 2))
        whole = one.lines()
        assert [*chain.from_iterable(one.blocks())] == [*chain.from_iterable(two.blocks())] == whole
        assert one.changed() == two.changed() == ([*changes(BEFORE, whole)] if before else None)
    assert not [*output.glob("*")], "nothing is left on disk"


def test_what_has_changed_much_is_not_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "MANY", 5)
    (tmp_path / DUMP).write_bytes(b"".join(BEFORE))
    with Streaming(lambda: [P], tmp_path, (BASE, BASE), tmp_path) as gathered:
        gathered.take("one", lambda: graph("one", 30))
        assert gathered.changed() is None


@pytest.mark.thorough
def test_builds_publish_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A history of three releases: from nothing, with much that is another, and with nothing new."""
    monkeypatch.setattr(runs, "SIZE", 200_000)
    ways = {"disk": -1, "memory": 10**9}
    for way, little in ways.items():
        monkeypatch.setattr(begun, "LITTLE", little)
        documents, output = tmp_path / way / "documents", tmp_path / way / "output"
        documents.mkdir(parents=True)
        for name, text in (("plan.txt", PLAN), ("other.txt", OTHER), ("pairs.html", PAIRS), ("gone.txt", COUNTIES)):
            (documents / name).write_text(text, encoding="utf-8")
        if way == "disk":
            build(documents, output, Vocabulary())
            shutil.copytree(output, tmp_path / "memory" / "output", symlinks=True)
        (documents / "plan.txt").rename(documents / "renamed.txt")
        (documents / "other.txt").write_text(
            OTHER.replace("商务局", "教育局").replace("兴业", "办厂"), encoding="utf-8"
        )
        (documents / "gone.txt").unlink()
        (documents / "new.txt").write_text(COUNTIES.replace("义乌", "永康"), encoding="utf-8")
        build(documents, output, Vocabulary())
        build(documents, output, Vocabulary())
    assert files(tmp_path / "disk/output") == files(tmp_path / "memory/output")
    assert (tmp_path / "disk/output/current/addresses.csv").read_bytes().count(b"\n") > 10
    assert b"#revises>" in (tmp_path / "disk/output/current/graph.nq").read_bytes()


def files(output: Path) -> dict[str, bytes]:
    """What is published and logged, but what hangs on when it was made, and the files of the engine."""
    found = [path for folder in ("current", "patches") for path in (output / folder).resolve().rglob("*")]
    return {
        str(path.relative_to(output.resolve())): path.read_bytes()
        for path in sorted(found)
        if path.is_file() and path.parent.name != "store" and path.suffix != ".json"
    }


def test_a_dump_knows_its_subjects(tmp_path: Path) -> None:
    (tmp_path / DUMP).write_bytes(b"".join(BEFORE))
    dump = Dump(tmp_path / DUMP)
    assert f"<{BASE}id/one1>".encode() in dump
    assert f"<{BASE}id/one>".encode() not in dump and f"<{BASE}id/one1".encode() not in dump
    assert dump.lines_about(f"<{BASE}id/one1>".encode()) == b"".join(graph("one", 3)[2:4])
    assert [*chain.from_iterable(dump.blocks(50))] == BEFORE == [*dump]
    assert [*Dump(None).blocks()] == [] and b"<x:y>" not in Dump(None)
