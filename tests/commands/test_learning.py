"""``duikou fit``, ``evaluate``, ``explain`` and ``coverage`` on a folder of a few annotated documents."""

from __future__ import annotations

import json
import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest
from openmp import needs_lightgbm
from typer.testing import CliRunner, Result

from duikou.cli import FAILED, app
from duikou.commands import fit as fitting
from duikou.extract.decide import weights
from duikou.extract.decide.weights import COLUMNS
from duikou.extract.models import TABLES

GOLD = Path(__file__).parent.parent / "extract" / "gold"
PLAN = GOLD / "ganzhou-plan.txt"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments], env={"COLUMNS": "200"})


def refused(result: Result, *causes: str) -> None:
    """One line on standard error that names the causes, and nothing else."""
    assert result.exit_code == FAILED, result.output
    (line,) = result.stderr.splitlines()
    assert line.startswith("duikou: ")
    assert [cause for cause in causes if cause not in line] == []
    assert result.stdout == ""


# --- fit --------------------------------------------------------------------------------------------------------------


@pytest.mark.thorough
@needs_lightgbm
def test_fit_writes_a_table_for_each_decision(tmp_path: Path) -> None:
    result = run("fit", GOLD, "--output", tmp_path / "model", "--jobs", "1")
    assert result.exit_code == 0, result.output
    assert {path.name for path in (tmp_path / "model").iterdir()} == {
        "manifest.toml",
        *(f"{name}.csv" for name in TABLES),
    }
    assert "6 documents" in result.stderr
    head = (tmp_path / "model" / "measure.csv").read_text(encoding="utf-8").splitlines()[0]
    assert head == ",".join(COLUMNS)


def test_fit_without_the_libraries_says_how_to_get_them(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(fitting, "NEEDED", {"no_such_module": "no-such-module"})
    refused(run("fit", GOLD, "--output", tmp_path), "no-such-module", "pip install 'duikou[fit]'")


def test_fit_needs_what_its_extra_installs() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert {line.split(">")[0] for line in project["optional-dependencies"]["fit"]} == set(fitting.NEEDED.values())


def test_fit_needs_gold(tmp_path: Path) -> None:
    result = run("fit", tmp_path, "--output", tmp_path / "model")
    assert result.exit_code == FAILED
    assert "no annotated document" in result.stderr.splitlines()[-1]
    assert not (tmp_path / "model").exists()


# --- evaluate ---------------------------------------------------------------------------------------------------------


def test_evaluate_prints_json() -> None:
    result = run("evaluate", GOLD, "--json", "--jobs", "1")
    assert result.exit_code == 0, result.output
    value = json.loads(result.stdout)
    assert len(value["documents"]) == 6
    assert 0.0 <= value["scores"]["measures"]["f1"] <= 1.0
    assert set(value["by_set"]) == {"gold"}


def test_evaluate_prints_a_table_and_every_difference() -> None:
    result = run("evaluate", GOLD, "--errors", "--jobs", "1")
    assert result.exit_code == 0, result.output
    assert "举措 measures" in result.stdout
    assert "official (2)" in result.stdout
    assert "[ganzhou-plan]" in result.stdout


def test_evaluate_with_documents_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "annotations").mkdir()
    (tmp_path / "texts").mkdir()
    shutil.copy(GOLD / "zunyi.json", tmp_path / "annotations")
    shutil.copy(GOLD / "zunyi.txt", tmp_path / "texts")
    result = run("evaluate", tmp_path / "annotations", "--documents", tmp_path / "texts", "--json", "--jobs", "1")
    assert json.loads(result.stdout)["documents"] == ["zunyi"]


BAD: dict[str, tuple[str | None, str]] = {
    "no JSON": ("{", "case.json"),
    "no annotation": ("[]", "no annotation"),
    "a part is missing": ('{"document": {}, "entities": []}', "pairs is missing"),
    "no gold": (None, "no annotated document"),
}


@pytest.mark.parametrize(("content", "cause"), BAD.values(), ids=BAD)
def test_bad_gold_is_one_line(content: str | None, cause: str, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / "case.json").write_text(content, encoding="utf-8")
        (tmp_path / "case.txt").write_text("某市方案", encoding="utf-8")
    refused(run("evaluate", tmp_path, "--jobs", "1"), cause)


def test_gold_without_its_document(tmp_path: Path) -> None:
    shutil.copy(GOLD / "zunyi.json", tmp_path)
    refused(run("evaluate", tmp_path, "--jobs", "1"), "zunyi.json: no documents of this name")


def test_documents_that_the_model_was_fitted_on_are_left_out(tmp_path: Path) -> None:
    shipped = Path(str(weights.shipped_table("measure"))).parent.parent / "gold" / "older"
    for path in shipped.glob("news.*"):
        shutil.copy(path, tmp_path)
    for path in GOLD.glob("zunyi.*"):
        shutil.copy(path, tmp_path)
    result = run("evaluate", tmp_path, "--json", "--jobs", "1")
    assert json.loads(result.stdout)["documents"] == ["zunyi"]
    assert "news: left out" in result.stderr


# --- explain ----------------------------------------------------------------------------------------------------------


def test_explain_prints_what_was_decided_and_why() -> None:
    result = run("explain", PLAN, "--language", "en")
    assert result.exit_code == 0, result.output
    assert "Line 5" in result.stdout
    assert "measure" in result.stdout
    assert "✓" in result.stdout and "✗" in result.stdout


def test_explain_one_line_as_json() -> None:
    result = run("explain", f"{PLAN}:5", "--json")
    value: dict[str, Any] = json.loads(result.stdout)
    (line,) = value["lines"]
    assert line["number"] == 5
    clause = next(one for one in line["clauses"] if one["taken"])
    assert clause["text"].startswith("推动深圳电子信息企业")
    assert all(reason["words"] for reason in clause["why"]["for"])
    assert line["claims"]


@pytest.mark.parametrize(
    ("argument", "cause"),
    [("missing.txt", "no such file"), (f"{PLAN}:0", "there is no line 0"), (f"{PLAN}:999", "there is no line 999")],
)
def test_explain_refuses_in_one_line(argument: str, cause: str) -> None:
    refused(run("explain", argument), cause)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("BYTES", "100", "no more than 100 are read"),
        ("SECONDS", "0.01", "took more than"),
        ("MEMORY", "1048576", "memory"),
    ],
)
def test_explain_keeps_within_the_limits_of_a_document(
    name: str, value: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = tmp_path / "long.txt"
    long.write_text(PLAN.read_text(encoding="utf-8") * 100, encoding="utf-8")
    monkeypatch.setenv(f"DUIKOU_DOCUMENT_{name}", value)
    refused(run("explain", long), said)


# --- coverage ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def small_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The shipped tables with a few rows of the largest: reading hundreds of thousands takes long."""
    folder = Path(shutil.copytree(Path(str(weights.shipped_table("topic"))).parent, tmp_path / "model"))
    for name in ("topic-units", "status", "pair"):
        rows = (folder / f"{name}.csv").read_text(encoding="utf-8").splitlines(keepends=True)
        (folder / f"{name}.csv").write_text("".join(rows[:3000]), encoding="utf-8")
    monkeypatch.setattr(weights, "shipped_table", lambda name: folder / f"{name}.csv")


@pytest.mark.thorough
@pytest.mark.usefixtures("small_tables")
def test_coverage_prints_json_and_tables() -> None:
    result = run("coverage", GOLD, "--json")
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert {one["kind"] for one in found} == {"list", "ending", "feature"}
    lists = {one["name"]: one for one in found if one["kind"] == "list"}
    assert lists["commitment.support"]["fires"] > 0
    assert all(one["entries"] >= len(one["never"]) for one in found)


def test_coverage_needs_gold(tmp_path: Path) -> None:
    refused(run("coverage", tmp_path), "no annotated document")
