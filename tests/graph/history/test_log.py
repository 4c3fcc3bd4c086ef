"""Builds in a row: each one's patch and facts, kept when its release is not."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from duikou.graph.build import Build, build
from duikou.graph.history import patch
from duikou.graph.history.log import Entry, entries, rebuilt
from duikou.ontology.terms import Vocabulary

PLAN = """甲方市与乙方市对口合作实施方案
一、重点任务
(一)加强合作。支持延安市与无锡市共建产业园区。(责任单位:市发展改革委、市教育局)
"""
OTHER = """信阳市对口合作工作要点
一、重点任务
1.推动苏州市企业到信阳市投资兴业。(责任单位:市商务局)
"""
MORE = PLAN + "(二)扩大消费。支持延安市农产品进入无锡市市场。(责任单位:市商务局)\n"


class Step(NamedTuple):
    """What happens to the folder of documents, and what the log then says of them."""

    files: dict[str, str]
    """The texts of all files."""
    changes: dict[str, str]
    """How each document that differs does."""
    measures: int
    """Measures that are added or gone."""


STEPS = [
    Step({"plan.txt": PLAN}, {"plan": "added"}, 1),
    Step({"plan.txt": PLAN, "other.txt": OTHER}, {"other": "added"}, 1),
    Step({"plan.txt": MORE, "other.txt": OTHER}, {"plan": "changed"}, 1),
    Step({"plan.txt": MORE, "other.txt": OTHER}, {}, 0),
    Step({"plan.txt": MORE}, {"other": "gone"}, 1),
    Step({"plan.txt": PLAN}, {"plan": "changed"}, 1),
]
"""The fourth changes nothing; the last gives the first release again."""
KEPT = 2


class History(NamedTuple):
    output: Path
    builds: list[Build]
    dumps: dict[str, bytes]
    """The graph of each release as it was published."""


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> History:
    output = tmp_path_factory.mktemp("output")
    builds, dumps = [], {}
    for step in STEPS:
        folder = tmp_path_factory.mktemp("edition") / "documents"  # another name would be another corpus
        folder.mkdir()
        for name, text in step.files.items():
            (folder / name).write_text(text, encoding="utf-8")
        builds.append(build(folder, output, Vocabulary(), releases=KEPT))
        dumps[builds[-1].version] = (builds[-1].release / "graph.nq").read_bytes()
    return History(output, builds, dumps)


def logged(history: History) -> list[tuple[Step, Entry]]:
    changing = [step for step in STEPS if step.changes]
    return list(zip(changing, entries(history.output), strict=True))


def test_a_release_that_changes_nothing_is_not_logged(history: History) -> None:
    versions = [made.version for made in history.builds]
    assert versions[2] == versions[3]
    assert versions[0] == versions[5]
    assert [entry.version for _, entry in logged(history)] == [versions[n] for n in (0, 1, 2, 4, 5)]
    assert [entry.previous for _, entry in logged(history)] == ["", *(versions[n] for n in (0, 1, 2, 4))]
    assert len({entry.id for _, entry in logged(history)}) == len(logged(history))


def test_replaying_gives_each_release_byte_for_byte(history: History) -> None:
    log = entries(history.output)
    for number, entry in enumerate(log, 1):
        assert b"".join(patch.replay([each.patch for each in log[:number]])) == history.dumps[entry.version]


def test_only_so_many_old_releases_are_kept(history: History) -> None:
    assert len(list((history.output / "releases").iterdir())) == KEPT + 1


def test_a_release_is_there_whether_it_is_kept_or_not(history: History) -> None:
    log = entries(history.output)
    kept = {folder.name for folder in (history.output / "releases").iterdir()}
    assert set(history.dumps) - kept, "one at least was removed"
    for version, dump in history.dumps.items():
        with rebuilt(history.output, log, version) as found:
            assert b"".join(found) == dump
    with pytest.raises(KeyError), rebuilt(history.output, log, "0123456789abcdef"):
        pass


def test_what_differs_is_grouped_by_document(history: History) -> None:
    for step, entry in logged(history):
        documents = {g.document.rpartition("/")[2]: g for g in entry.groups if g.document}
        assert {slug: group.change for slug, group in documents.items()} == step.changes
        numbers = [group.counts.get("measure", {}) for group in documents.values()]
        assert sum(n.get("added", 0) + n.get("gone", 0) for n in numbers) == step.measures


def test_facts_are_read_by_group(history: History) -> None:
    for _, entry in logged(history):
        for group in entry.groups:
            facts = entry.facts(group)
            if entry.previous:
                assert len(facts) == sum(sum(numbers.values()) for numbers in group.counts.values())
                assert {fact.document for fact in facts} == {group.document}
                assert entry.facts(group, 1, 3) == facts[1:3]
            else:
                assert facts == [], "of the first release everything is new"


def test_an_edit_tells_the_words_that_say_so(history: History) -> None:
    _, entry = logged(history)[2]
    group = next(group for group in entry.groups if group.document.endswith("/plan"))
    assert group.title.zh.startswith("甲方市与乙方市")
    added = [fact for fact in entry.facts(group) if fact.kind == "measure" and fact.change == "added"]
    assert [quote.exact in MORE for fact in added for quote in fact.quotes] == [True]


@pytest.mark.thorough
def test_the_log_of_the_same_builds_is_the_same(history: History, tmp_path: Path) -> None:
    for step in STEPS[:2]:
        folder = tmp_path / "documents"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for name, text in step.files.items():
            (folder / name).write_text(text, encoding="utf-8")
        build(folder, tmp_path / "output", Vocabulary())
    for suffix in (patch.SUFFIX, ".jsonl"):
        again = sorted((tmp_path / "output" / "patches").glob(f"*{suffix}"))
        assert len(again) == 2
        for path in again:
            assert path.read_bytes() == (history.output / "patches" / path.name).read_bytes()


BROKEN: dict[str, Callable[[Path], object]] = {
    "cut": lambda path: path.write_bytes(path.read_bytes()[:40]),
    "of another kind": lambda path: path.write_text("[]"),
    "without a key": lambda path: path.write_text('{"groups": []}'),
}


@pytest.mark.parametrize("damage", BROKEN)
def test_a_broken_log_is_named(history: History, tmp_path: Path, damage: str) -> None:
    shutil.copytree(history.output / "patches", tmp_path / "patches")
    broken = sorted((tmp_path / "patches").glob("*.json"))[0]
    BROKEN[damage](broken)
    with pytest.raises(ValueError, match=broken.name):
        entries(tmp_path)


@pytest.mark.thorough
def test_what_a_killed_build_left_half_written_goes(history: History, tmp_path: Path) -> None:
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "plan.txt").write_text(PLAN, encoding="utf-8")
    left = tmp_path / "output" / "patches" / f".0001-empty-0123{patch.SUFFIX}.99"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"half")
    build(tmp_path / "documents", tmp_path / "output", Vocabulary())
    assert not left.exists()
    assert len(list(left.parent.iterdir())) == 3
