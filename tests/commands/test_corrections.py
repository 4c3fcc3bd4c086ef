"""``duikou corrections``: what it prints, and its exit codes."""

from __future__ import annotations

import csv
import io
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from duikou.cli import app, shipped_documents
from duikou.commands.gold import corpora_of
from duikou.corrections.batches import COLUMNS, append, batch_files
from duikou.extract.model import Facts
from duikou.extract.pipeline import extract
from duikou.graph.teaching import taught_documents
from duikou.settings import Settings

from ..corrections.rows import row

NAME = "shanghai-sanming-plan-2023-2025"
run = CliRunner()


@pytest.fixture(scope="module")
def facts() -> Facts:
    return extract(shipped_documents() / f"{NAME}.txt")


@pytest.fixture
def documents(tmp_path: Path, facts: Facts) -> Path:
    """A document with a batch of two rows."""
    folder = tmp_path / "mine"
    folder.mkdir()
    shutil.copy(shipped_documents() / f"{NAME}.txt", folder)
    first = row(facts, facts.measures[0].span, "measure", "confirm")
    second = row(facts, facts.measures[1].span, "measure", "amend", field="commitment", was="require", value="explore")
    append(folder, "one", [first, replace(second, reason="=看原文")])
    return folder


def invoke(*words: str, documents: Path) -> tuple[int, str, str]:
    result = run.invoke(app, ["corrections", *words, "--documents", str(documents)])
    return result.exit_code, result.stdout, result.stderr


def test_list_tells_each_batch_and_undo_takes_one_back(documents: Path) -> None:
    code, out, _ = invoke("list", documents=documents)
    assert (code, out) == (
        0,
        "mine/one: 2 条 rows (1 amend, 1 confirm), 李明, 2026-11-27T09:30:00Z … 2026-11-27T09:30:00Z\n",
    )
    assert invoke("undo", "mine/one", documents=documents)[0] == 0
    assert invoke("list", documents=documents)[1] == "mine/one.csv.undone: 已撤销 undone\n"
    code, _, said = invoke("undo", "one", documents=documents)
    assert (code, said.strip()) == (2, f"duikou: one: no such batch beside {documents}")


def test_undo_takes_back_the_batches_of_one_name_in_every_folder(documents: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(documents, other)
    given = ["--documents", str(documents), "--documents", str(other)]
    done = run.invoke(app, ["corrections", "undo", "one", *given])
    assert (done.exit_code, [line.partition(":")[0] for line in done.stderr.splitlines()]) == (
        0,
        ["mine/one", "other/one"],
    )
    assert not [path for folder in (documents, other) for path in batch_files(folder)]


def test_undo_takes_back_that_of_the_folder_that_is_named(documents: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(documents, other)
    given = ["--documents", str(documents), "--documents", str(other)]
    assert run.invoke(app, ["corrections", "undo", "other/one", *given]).exit_code == 0
    assert [len(batch_files(folder)) for folder in (documents, other)] == [1, 0]


@pytest.mark.parametrize("variable", ["DUIKOU_OUTPUT", "DUIKOU_CORRECTIONS"])
def test_rows_of_the_shipped_documents_stand_in_the_users_folder(
    variable: str, tmp_path: Path, facts: Facts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUIKOU_OUTPUT", str(tmp_path / "out"))
    monkeypatch.setenv(variable, str(tmp_path / "home"))
    append(tmp_path / "home", "one", [row(facts, facts.measures[0].span, "measure", "confirm")])
    listed = run.invoke(app, ["corrections", "list"])
    assert (listed.exit_code, listed.stdout.partition(":")[0].rpartition("/")[2]) == (0, "one")
    assert run.invoke(app, ["corrections", "undo", "one"]).exit_code == 0
    assert [path.name for path in (tmp_path / "home" / "corrections").glob("*.undone")] == ["one.csv.undone"]
    with pytest.raises(FileNotFoundError, match="home/corrections: no correction"):
        taught_documents(corpora_of(None, Settings()))


def test_check_says_what_has_lost_its_words(documents: Path, facts: Facts) -> None:
    code, out, said = invoke("check", documents=documents)
    assert (code, out) == (0, "")
    assert said.startswith("2 exact, 0 moved, 0 orphaned")
    path = documents / f"{NAME}.txt"
    text = path.read_text(encoding="utf-8")
    path.write_text("新加的一行。\n" + text.replace(facts.clean.quote(facts.measures[1].span), "。"), encoding="utf-8")
    code, out, said = invoke("check", documents=documents)
    assert code == 1
    assert f"{NAME}: one:3: orphaned no-words: measure" in out
    assert "1 moved, 1 orphaned" in said


def test_a_wrong_batch_is_one_line(documents: Path) -> None:
    (documents / "corrections" / "two.csv").write_text("who,when\n", encoding="utf-8")
    for command in ("list", "check", "export"):
        code, _, said = invoke(command, documents=documents)
        assert code == 2
        assert "two.csv, line 1: missing column" in said
        assert said.count("\n") == 1


def test_annotations_are_of_the_standard(documents: Path, facts: Facts) -> None:
    code, out, _ = invoke("export", documents=documents)
    page = json.loads(out)
    assert (code, page["type"]) == (0, "AnnotationPage")
    assert page["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
    confirmed, amended = page["items"]
    assert [one["motivation"] for one in page["items"]] == ["assessing", "editing"]
    assert amended["body"] == [
        {
            "type": "dk:Correction",
            "dk:about": {"type": "dk:Measure"},
            "dk:action": "amend",
            "dk:correctedField": "commitment",
            "dk:formerValue": "require",
            "dk:rightValue": "explore",
        },
        {"type": "TextualBody", "purpose": "commenting", "value": "=看原文"},
    ]
    quote, position = confirmed["target"]["selector"]
    assert quote["exact"] == facts.clean.quote(facts.measures[0].span)
    text = facts.clean.source.text
    assert text[position["start"] : position["end"]] == quote["exact"]
    assert confirmed["creator"]["name"] == "李明"
    assert len({one["id"] for one in page["items"]}) == 2


def test_all_batches_come_as_one_table(documents: Path) -> None:
    _, out, _ = invoke("export", "--format", "csv", documents=documents)
    rows = list(csv.DictReader(io.StringIO(out.removeprefix("\ufeff"), newline="")))
    assert tuple(rows[0]) == COLUMNS
    assert [one["reason"] for one in rows] == ["", "'=看原文"]


def test_extract_gives_rdf_with_the_corrections_beside_and_json_without(documents: Path) -> None:
    path = documents / f"{NAME}.txt"
    rdf = run.invoke(app, ["extract", str(path), "--format", "nquads"])
    assert (rdf.exit_code, rdf.stdout.count("#Correction>")) == (0, 2)
    alone = shutil.copy(path, documents / "corrections" / f"{NAME}.txt")
    texts = [run.invoke(app, ["extract", str(each)]).stdout for each in (path, alone)]
    assert texts[0] == texts[1]
