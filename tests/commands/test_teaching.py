"""``duikou gold export``, ``fit --gold`` and ``evaluate --corrections`` on a folder with one corrected document."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from duikou.cli import FAILED, app
from duikou.commands.gold import write_gold
from duikou.corrections.batches import append
from duikou.extract.own import Own, use_own
from duikou.extract.pipeline import extract
from duikou.extract.training.gold import gold_documents

from ..corrections.rows import row
from ..extract.golds import GOLD

PARK = "支持两市共建产业园区,完善基础设施"
SCHOOLS = "鼓励两市中小学校结对共建,互派骨干教师"


def run(*arguments: str | Path, **settings: str) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments], env={"COLUMNS": "200", **settings})


def refused(result: Result, cause: str) -> None:
    assert result.exit_code == FAILED, result.output
    (line,) = result.stderr.splitlines()
    assert line.startswith("duikou: ") and cause in line


@pytest.fixture(autouse=True)
def nothing_of_ones_own() -> Iterator[None]:
    yield
    use_own(Own())


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two documents; of one a measure was confirmed, one rejected, and one read as exploring something."""
    folder = tmp_path_factory.mktemp("judged")
    for name in ("ganzhou-plan.txt", "zunyi.txt"):
        shutil.copy(GOLD / name, folder)
    facts = extract(folder / "ganzhou-plan.txt")
    said = [
        row(facts, PARK, "measure", "confirm"),
        row(facts, SCHOOLS, "measure", "reject"),
        row(facts, "探索建立教育资源共享机制", "measure", "amend", field="commitment", value="explore"),
    ]
    append(folder, "day", said)
    return folder


@pytest.fixture
def documents(judged: Path, tmp_path: Path) -> Path:
    """A copy of these documents."""
    return Path(shutil.copytree(judged, tmp_path / "documents"))


def test_a_document_of_several_files_is_exported_twice_over(tmp_path: Path) -> None:
    """A second export takes the place of the first, parts that have gone included."""
    parts = tmp_path / "Plan.parts"
    parts.mkdir()
    for name in ("1.txt", "2.txt"):
        (parts / name).write_text(name, encoding="utf-8")
    for left in (["1.txt", "2.txt"], ["1.txt"]):
        write_gold(tmp_path / "gold", "plan", parts, {"seen": {}})
        assert sorted(path.name for path in (tmp_path / "gold").iterdir()) == ["plan.json", "plan.parts"]
        assert sorted(path.name for path in (tmp_path / "gold" / "plan.parts").iterdir()) == left
        (parts / "2.txt").unlink(missing_ok=True)


def test_a_corrected_document_is_exported_as_gold(documents: Path, tmp_path: Path) -> None:
    result = run("gold", "export", "--documents", documents, "--output", tmp_path / "gold")
    assert result.exit_code == 0, result.output
    assert sorted(path.name for path in (tmp_path / "gold").iterdir()) == ["ganzhou-plan.json", "ganzhou-plan.txt"]
    (gold,) = gold_documents(tmp_path / "gold")
    assert gold.annotated == frozenset(), "nobody has seen all of it"
    text = gold.clean.source.text
    assert {text[one.start : one.end]: one.right for one in gold.judged} == {
        PARK: True,
        SCHOOLS: False,
        "探索建立教育资源共享机制": True,
    }
    before = {path.name: path.read_bytes() for path in (tmp_path / "gold").iterdir()}
    run("gold", "export", "--documents", documents, "--output", tmp_path / "gold")
    assert {path.name: path.read_bytes() for path in (tmp_path / "gold").iterdir()} == before


def test_without_corrections_there_is_nothing_to_export(tmp_path: Path) -> None:
    shutil.copy(GOLD / "zunyi.txt", tmp_path)
    refused(run("gold", "export", "--documents", tmp_path, "--output", tmp_path / "gold"), "no correction")
    assert not (tmp_path / "gold").exists()


def test_a_wrong_table_is_named(documents: Path, tmp_path: Path) -> None:
    (documents / "corrections" / "bad.csv").write_text("who,when\n", encoding="utf-8")
    refused(run("gold", "export", "--documents", documents, "--output", tmp_path / "gold"), "bad.csv, line 1")


@pytest.mark.thorough
def test_corrections_are_learned_by_weights_of_ones_own(documents: Path, tmp_path: Path) -> None:
    gold = tmp_path / "gold"
    assert run("gold", "export", "--documents", documents, "--output", gold).exit_code == 0
    result = run("fit", "--gold", gold)
    assert result.exit_code == 0, result.output
    assert "measure: 3 examples" in result.stderr
    assert (gold / "model" / "manifest.toml").exists()
    shares = []
    for model in ("", str(gold / "model")):
        found = run("evaluate", "--corrections", documents, "--json", DUIKOU_MODEL=model)
        value: dict[str, Any] = json.loads(found.stdout)
        shares.append(value["all"]["share"])
        assert ("the weights have learned from" in found.stderr) == bool(model)
    assert shares[0] == pytest.approx(0.6667, abs=1e-3), "one of three is wrong"
    assert shares[1] >= shares[0]


def test_corrections_as_a_table(documents: Path) -> None:
    result = run("evaluate", "--corrections", documents / "corrections", "--errors")
    assert result.exit_code == 0, result.output
    assert "举措 measure" in result.stdout
    assert "1.00 (1/1)" in result.stdout and "0.67 (2/3)" in result.stdout
    (line,) = [line for line in result.stdout.splitlines() if "day:" in line]
    assert line.startswith("measure reject") and SCHOOLS in line


@pytest.mark.parametrize(
    ("arguments", "cause"),
    [
        (("fit", GOLD, "--gold", GOLD), "one or the other"),
        (("evaluate", GOLD, "--corrections", GOLD), "scored by itself"),
        (("evaluate", "--corrections", GOLD), "no correction"),
        (("evaluate", "--corrections", "no-such-folder"), "no such folder"),
    ],
)
def test_what_cannot_be_done_is_one_line(arguments: tuple[str | Path, ...], cause: str) -> None:
    refused(run(*arguments), cause)


# --- suggestions ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three documents with the same bureau, which was given another official name in two of them."""
    folder = tmp_path_factory.mktemp("named")
    for name in ("first", "second", "third"):
        shutil.copy(GOLD / "ganzhou-plan.txt", folder / f"{name}.txt")
        facts = extract(folder / f"{name}.txt")
        what = {"subject": "赣州市商务局", "field": "name", "value": "赣州市招商和商务局"}
        if name != "third":
            append(folder, name, [row(facts, "市商务局", "entity", "amend", **what)])
    return folder


@pytest.fixture
def alike(named: Path, tmp_path: Path) -> Path:
    """A copy of these documents."""
    return Path(shutil.copytree(named, tmp_path / "alike"))


@pytest.mark.thorough
def test_a_row_is_suggested_with_what_else_it_would_change(alike: Path) -> None:
    result = run("corrections", "suggest", "--documents", alike, "--json", "--jobs", "1")
    assert result.exit_code == 0, result.output
    (found,) = json.loads(result.stdout)
    assert (found["table"], found["words"], found["name"]) == ("agencies", ["市商务局"], "赣州市招商和商务局")
    assert [(one["document"], one["line"]) for one in found["corrections"]] == [("first", 2), ("second", 2)]
    third = [(one["added"], one["kind"], one["words"]) for one in found["changes"] if one["document"] == "third.txt"]
    assert (True, "entity", "Agency 赣州市招商和商务局") in third
    assert (False, "entity", "Agency 赣州市商务局") in third
    assert {kind for _, kind, _ in third} == {"entity", "responsibility"}
    assert not (alike / "gazetteer").exists()


def test_a_row_is_accepted(alike: Path, tmp_path: Path) -> None:
    printed = run("corrections", "suggest", "--documents", alike, "--accept", "1")
    assert printed.stdout.splitlines()[1].split(",")[2] == "{place}招商和商务局"
    own = tmp_path / "own"
    own.mkdir()
    written = run("corrections", "suggest", "--documents", alike, "--accept", "1", DUIKOU_GAZETTEER=str(own))
    assert written.exit_code == 0, written.output
    assert (own / "agencies.csv").read_text(encoding="utf-8") == printed.stdout
    refused(run("corrections", "suggest", "--documents", alike, "--accept", "2"), "there are 1 suggestions")


def test_suggestions_as_text(alike: Path) -> None:
    result = run("corrections", "suggest", "--documents", alike, "--no-preview")
    assert "1. 市商务局 → 赣州市招商和商务局 [Agency]  2 条更正 corrections, 2 份文件 documents" in result.stdout
    assert "agencies.csv" in result.stdout
    none = run("corrections", "suggest", "--documents", alike, "--least", "3")
    assert none.stdout == "" and "no corrections say the same" in none.stderr
