"""``duikou diff``: what changed between releases that are kept and releases that are not, and what it refuses."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
import typer
from click.testing import Result
from typer.testing import CliRunner

from duikou.api.store.messages import Write
from duikou.api.store.writing.writer import write
from duikou.commands.diff import diff_command
from duikou.graph.build import build
from duikou.ontology.terms import Vocabulary

app = typer.Typer()
app.command()(diff_command)

TEXTS = (
    "信阳市对口合作工作要点\n一、重点任务\n1.推动苏州市企业到信阳市投资兴业。(责任单位:市商务局)\n",
    "信阳市对口合作工作要点\n一、重点任务\n1.支持苏州市企业到信阳市投资兴业。(责任单位:市教育局)\n",
    "信阳市对口合作工作要点\n一、重点任务\n1.支持苏州市企业到信阳市建设产业园区。(责任单位:市教育局)\n",
)


class Built(NamedTuple):
    output: Path
    versions: list[str]
    dumps: list[bytes]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Three releases, of which two are kept."""
    output, folder = tmp_path_factory.mktemp("output"), tmp_path_factory.mktemp("documents")
    versions, dumps = [], []
    for text in TEXTS:
        (folder / "plan.txt").write_text(text, encoding="utf-8")
        release = build(folder, output, Vocabulary(), releases=1).release
        versions.append(release.name)
        dumps.append((release / "graph.nq").read_bytes())
    return Built(output, versions, dumps)


def run(output: Path, arguments: Sequence[str]) -> Result:
    return CliRunner().invoke(app, [*arguments, "--output", str(output)])


def test_by_default_the_last_two(built: Built) -> None:
    told = run(built.output, [])
    assert told.exit_code == 0, told.stderr
    assert told.stdout.splitlines()[0] == f"版本 {built.versions[1]} → {built.versions[2]}"
    assert "信阳市对口合作工作要点" in told.stdout
    assert "建设产业园区" in told.stdout
    assert "投资兴业" in told.stdout


@pytest.mark.parametrize(
    ("asked", "first", "second"),
    [((), 1, 2), ((0,), 0, 2), ((0, 1), 0, 1), ((2, 0), 2, 0)],
    ids=["none", "one", "two", "backwards"],
)
def test_which_releases(built: Built, asked: tuple[int, ...], first: int, second: int) -> None:
    """The first is not kept any more: it is replayed. Eight digits name a release."""
    told = run(built.output, [*(built.versions[number][:8] for number in asked), "--format", "json"])
    value = json.loads(told.stdout)
    assert (value["previous"], value["version"]) == (built.versions[first], built.versions[second])
    assert {fact["change"] for fact in value["facts"]} >= {"added", "gone"} or value["facts"]


def test_english(built: Built) -> None:
    told = run(built.output, ["--language", "en"])
    assert told.stdout.splitlines()[0] == f"Release {built.versions[1]} → {built.versions[2]}"
    assert "measure: " in told.stdout


def test_a_patch(built: Built) -> None:
    rows = run(built.output, [*built.versions[:2], "--format", "rdfpatch"]).stdout_bytes.splitlines(keepends=True)
    graph = set(built.dumps[0].splitlines(keepends=True))
    graph -= {row[2:] for row in rows if row.startswith(b"D ")}
    graph |= {row[2:] for row in rows if row.startswith(b"A ")}
    assert b"".join(sorted(graph)) == built.dumps[1]


@pytest.mark.parametrize("number", [None, 0, 1, 2])
def test_replay(built: Built, number: int | None) -> None:
    told = run(built.output, ["--replay", *([] if number is None else [built.versions[number]])])
    assert told.stdout_bytes == built.dumps[2 if number is None else number]


REFUSED = [
    (["0000000000000000"], "0000000000000000: no such release; known are"),
    (["ab"], "ab: no such release"),
    (["", ""], "no such release"),
    (["1", "2", "3"], "diff compares two releases, and 3 are named"),
    (["--replay", "1111", "2222"], "diff compares two releases, and 2 are named"),
]


@pytest.mark.parametrize(("arguments", "message"), REFUSED, ids=[" ".join(row[0]) for row in REFUSED])
def test_refusals(built: Built, arguments: list[str], message: str) -> None:
    told = run(built.output, arguments)
    assert (told.exit_code, told.stdout, len(told.stderr.splitlines())) == (2, "", 1)
    assert message in told.stderr


def test_nothing_to_compare(built: Built, tmp_path: Path) -> None:
    assert "run: duikou build" in run(tmp_path / "none", []).stderr
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "plan.txt").write_text(TEXTS[0], encoding="utf-8")
    build(tmp_path / "documents", tmp_path / "output", Vocabulary())
    assert "there is no release before" in run(tmp_path / "output", []).stderr


def test_a_write_is_told_against_the_release_that_it_changed(built: Built, tmp_path: Path) -> None:
    shutil.copytree(built.output, tmp_path / "output", symlinks=True)
    city, label = "https://w3id.org/duikou/id/place/411500", "http://www.w3.org/2004/02/skos/core#prefLabel"
    text = f"DELETE WHERE {{ GRAPH ?g {{ <{city}> <{label}> ?name }} }}"
    assert write(Write(str(tmp_path / "output"), "update", text=text), lambda _: True) is not None
    value = json.loads(run(tmp_path / "output", ["--format", "json"]).stdout)
    assert value["previous"] == built.versions[-1]
    assert {(fact["node"], fact["change"]) for fact in value["facts"]} == {(city, "changed")}
    rows = run(tmp_path / "output", ["--format", "rdfpatch"]).stdout
    assert f"D <{city}> <{label}>" in rows
    assert "_:" not in rows, "the blank nodes of the ontology are the same ones"


def test_a_patch_that_is_missing_is_named(built: Built, tmp_path: Path) -> None:
    shutil.copytree(built.output, tmp_path / "output", symlinks=True)
    missing = sorted((tmp_path / "output" / "patches").glob("*.rdfp.gz"))[0]
    missing.unlink()
    told = run(tmp_path / "output", ["--replay"])
    assert told.exit_code == 2
    assert missing.name in told.stderr
