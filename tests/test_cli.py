"""The command line as a user types it: what it prints, where, and its exit codes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse
from typer.testing import CliRunner

from duikou.api.store.embedded.files import load_files
from duikou.cli import FAILED, app, shipped_documents
from duikou.graph.build import Build
from duikou.graph.corpora import Corpus, read_corpora

run = CliRunner()
DOCUMENT = shipped_documents() / "shenzhen-ganzhou-baise-shanwei-opinions-2023.txt"
QUERY = shipped_documents().parent / "queries" / "pairs.rq"


@pytest.mark.parametrize("command", ["build", "extract", "validate", "verify", "evaluate", "query", "export", "serve"])
def test_every_command_of_the_readme_explains_itself(command: str) -> None:
    result = run.invoke(app, [command, "--help"])
    assert result.exit_code == 0
    readme = Path(__file__).resolve().parent.parent / "README.md"
    assert f"duikou {command}" in readme.read_text(encoding="utf-8")


def test_extract_writes_the_same_facts_in_every_rdf_format(tmp_path: Path) -> None:
    document = tmp_path / "plan.txt"
    document.write_text("".join(DOCUMENT.read_text("utf-8").splitlines(keepends=True)[:16]), "utf-8")
    found = []
    for form, rdf in (("nquads", RdfFormat.N_QUADS), ("turtle", RdfFormat.TURTLE), ("jsonld", RdfFormat.JSON_LD)):
        result = run.invoke(app, ["extract", str(document), "--format", form])
        assert result.exit_code == 0
        found.append({quad.triple for quad in parse(result.stdout_bytes, format=rdf)})
    assert len(found[0]) > 1000
    assert found[0] == found[1] == found[2]


def test_extract_writes_the_annotation_format() -> None:
    result = run.invoke(app, ["extract", str(DOCUMENT)])
    found = json.loads(result.stdout)
    shipped = DOCUMENT.parent.parent / "gold" / "shipped" / "shenzhen-ganzhou-baise-shanwei.json"
    gold = json.loads(shipped.read_text("utf-8"))
    assert set(found) - set(gold) == {"other_pairs"}
    assert set(gold) <= set(found)
    assert set(found["measures"][0]) - set(gold["measures"][0]) == {
        "confidence",
        "deadline",
        "deadline_value",
        "topic_confidences",
        "responsible_confidences",
    }


BAD = {
    "no such file": (["extract", "missing.txt"], "missing.txt"),
    "unknown format": (["extract", "x.txt", "--format", "yaml"], "yaml"),
    "no such folder": (["build", "--documents", "missing"], "missing"),
    "no graph yet": (["query", "-q", "ASK {}", "--output", "nothing"], "duikou build"),
    "two queries": (["query", "a.rq", "-q", "ASK {}"], "one of the two"),
    "no query": (["query"], "one of the two"),
    "missing query file": (["query", "missing.rq"], "missing.rq"),
}


@pytest.mark.parametrize("case", BAD)
def test_what_cannot_be_done_is_one_line_on_standard_error(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    arguments, named = BAD[case]
    result = run.invoke(app, arguments)
    assert result.exit_code == FAILED
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1
    assert named in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A folder whose release is a sample of a graph: each query opens it anew, which takes seconds of a whole one."""
    folder = tmp_path_factory.mktemp("output")
    load_files([Path(__file__).parent / "shapes" / "sample.trig"], folder)
    return str(folder)


def test_query_syntax_errors_name_their_place(output: str) -> None:
    result = run.invoke(app, ["query", "-q", "SELECT ?s WHERE { ?s ?p }", "--output", output])
    assert result.exit_code == FAILED
    assert "1:" in result.stderr


@pytest.mark.parametrize(
    ("form", "opening"), [("csv", "base,partner"), ("tsv", "?base\t"), ("json", "{"), ("xml", "<?xml")]
)
def test_query_formats(output: str, form: str, opening: str) -> None:
    result = run.invoke(app, ["query", str(QUERY), "--format", form, "--output", output])
    assert result.exit_code == 0
    assert result.stdout.startswith(opening)


def test_query_answers_as_a_table_a_word_or_a_graph(output: str) -> None:
    table = run.invoke(app, ["query", str(QUERY), "--output", output])
    assert "partner" in table.stdout
    word = run.invoke(app, ["query", "-q", "ASK { ?s ?p ?o }", "--output", output])
    assert word.stdout.strip() == "true"
    graph = run.invoke(app, ["query", "-q", "CONSTRUCT WHERE { ?s a ?o } LIMIT 5", "--output", output])
    assert len(list(parse(graph.stdout_bytes, format=RdfFormat.TURTLE))) == 5
    wrong = run.invoke(app, ["query", "-q", "ASK {}", "--format", "turtle", "--output", output])
    assert wrong.exit_code == FAILED


def test_build_names_the_bad_document_and_builds_the_rest(tmp_path: Path) -> None:
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "good.txt").write_text("支持延安市与无锡市共建产业园区。", encoding="utf-8")
    (documents / "empty.txt").write_bytes(b"")
    arguments = ["build", "--documents", str(documents), "--output", str(tmp_path / "out"), "--jobs", "1"]
    result = run.invoke(app, arguments)
    assert result.exit_code == FAILED
    assert [line for line in result.stderr.splitlines() if "empty.txt" in line and "duikou:" in line]
    release = (tmp_path / "out" / "current").resolve()
    assert (release / "graph.nq").exists()
    assert f"release {release.name}: {release}" in result.stderr


PLAN = "广州市与龙岩市对口合作实施方案\n一、重点任务\n(一)支持龙岩市与广州市共建产业园区。(责任单位:市商务局)\n"


def test_extract_goes_on_behind_a_bad_file_and_says_what_it_could_not_read(tmp_path: Path) -> None:
    (tmp_path / "a\x1b[31m.txt").write_bytes(b"")
    (tmp_path / "b.txt").write_bytes(PLAN.encode("gb18030") + b"\xff")
    result = run.invoke(app, ["extract", *map(str, sorted(tmp_path.iterdir()))])
    assert result.exit_code == FAILED
    assert json.loads(result.stdout)["measures"]
    empty, bad = result.stderr.splitlines()
    assert empty.startswith("duikou: ") and r"a\x1b[31m.txt: the file is empty" in empty
    assert "b.txt: 1 place(s)" in bad
    good = run.invoke(app, ["extract", str(tmp_path / "b.txt")])
    assert good.exit_code == 0
    assert good.stdout == result.stdout


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("BYTES", "100", "no more than 100 are read"),
        ("SECONDS", "0.01", "took more than 0.03 s"),
        ("MEMORY", "1048576", "memory"),
    ],
)
def test_extract_keeps_within_the_limits_of_a_document(
    name: str, value: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "long.txt").write_text(PLAN * 20_000, encoding="utf-8")
    monkeypatch.setenv(f"DUIKOU_DOCUMENT_{name}", value)
    result = run.invoke(app, ["extract", str(tmp_path / "long.txt")])
    assert result.exit_code == FAILED
    (line,) = result.stderr.splitlines()
    assert "long.txt: " in line and said in line


@pytest.mark.parametrize("value", ["soon", "-1", "0"])
def test_a_wrong_setting_is_one_line(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUIKOU_DOCUMENT_SECONDS", value)
    result = run.invoke(app, ["query", "-q", "ASK {}"])
    assert result.exit_code == FAILED
    (line,) = result.stderr.splitlines()
    assert f"DUIKOU_DOCUMENT_SECONDS={value}" in line


@pytest.mark.thorough
def test_build_says_what_it_keeps_and_what_it_will_not_lose(tmp_path: Path) -> None:
    documents = tmp_path / "documents"
    documents.mkdir()
    for name in ("plan.txt", "other.txt"):
        (documents / name).write_text(PLAN, encoding="utf-8")
    arguments = ["build", "--documents", str(documents), "--output", str(tmp_path / "out"), "--jobs", "1"]
    assert run.invoke(app, arguments).exit_code == 0
    (documents / "plan.txt").write_bytes(b"")
    kept = run.invoke(app, arguments)
    assert kept.exit_code == FAILED
    assert "duikou: plan.txt: the file is empty; what it gave before stays in the graph" in kept.stderr.splitlines()
    assert "2 份文件 documents" in kept.stderr
    shutil.rmtree(tmp_path / "out" / "documents")
    lost = run.invoke(app, arguments)
    assert lost.exit_code == FAILED
    assert "duikou: plan.txt: the file is empty" in lost.stderr.splitlines()
    assert "--prune" in lost.stderr.splitlines()[-1]
    pruned = run.invoke(app, [*arguments, "--prune"])
    assert pruned.exit_code == FAILED
    assert "1 份文件 documents" in pruned.stderr


def test_build_takes_folders_side_by_side(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "plan.txt").write_text(PLAN, encoding="utf-8")
    output = tmp_path / "out"

    def corpora(*arguments: str) -> dict[str, int]:
        result = run.invoke(app, ["build", "--output", str(output), "--jobs", "1", *arguments])
        assert result.exit_code == 0, result.stderr
        said = json.loads((output / "current" / "build.json").read_bytes())["corpora"]
        return {corpus["name"]: corpus["documents"] for corpus in said}

    one, two = str(tmp_path / "one"), str(tmp_path / "two")
    assert corpora("--documents", one, "--documents", f"second={two}") == {"one": 1, "second": 1}
    monkeypatch.setenv("DUIKOU_DOCUMENTS", f"{two}{os.pathsep}first={one}")
    assert corpora() == {"two": 1, "first": 1}
    assert corpora("--documents", one) == {"one": 1}


def test_the_shipped_documents_stand_beside_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[list[str]] = []

    def build(corpora: Sequence[Corpus], *_: object, **__: object) -> Build:
        given.append([corpus.name for corpus in corpora])
        raise ValueError("enough")

    monkeypatch.setattr("duikou.graph.build.build", build)
    for arguments in ([], ["--with-shipped"], ["--documents", str(tmp_path)]):
        run.invoke(app, ["build", *arguments])
    run.invoke(app, ["build", "--documents", f"own={tmp_path}", "--with-shipped"])
    monkeypatch.setenv("DUIKOU_WITH_SHIPPED", "yes")
    run.invoke(app, ["build", "--documents", f"own={tmp_path}"])
    own = read_corpora([tmp_path])[0].name
    assert given == [["shipped"], ["shipped"], [own], ["shipped", "own"], ["shipped", "own"]]


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"DUIKOU_DOCUMENTS": "missing"}, "missing: no such folder"),
        ({"DUIKOU_DOCUMENTS": ".:a=."}, "given twice"),
        ({"DUIKOU_WITH_SHIPPED": "perhaps"}, "DUIKOU_WITH_SHIPPED=perhaps"),
    ],
)
def test_folders_that_cannot_be_used_are_one_line(settings: dict[str, str], said: str, tmp_path: Path) -> None:
    result = run.invoke(app, ["build", "--output", str(tmp_path / "out")], env=settings)
    assert result.exit_code == FAILED
    (line,) = result.stderr.splitlines()
    assert said in line
    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
@pytest.mark.parametrize(
    ("given", "passed"),
    [
        ([], "build||"),
        (["DOCUMENTS=my plans"], "build|my plans|"),
        (["DOCUMENTS=a:b=c", "WITH_SHIPPED=yes"], "build|a:b=c|yes"),
    ],
)
def test_make_passes_the_folders_on(given: list[str], passed: str, tmp_path: Path) -> None:
    script = '#!/bin/sh\necho "$*|$DUIKOU_DOCUMENTS|$DUIKOU_WITH_SHIPPED"\n'
    for name, text in (("bin/python", ""), ("bin/duikou", script), (".installed", "")):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o755)
    root = Path(__file__).resolve().parent.parent
    asked = [str(shutil.which("make")), "-s", f"VENV={tmp_path}", "build", *given]
    assert subprocess.run(asked, cwd=root, capture_output=True, text=True, check=True).stdout.strip() == passed
