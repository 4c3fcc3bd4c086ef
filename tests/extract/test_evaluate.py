"""The evaluation itself, and what it says of the extractor on annotated documents."""

from __future__ import annotations

import copy
import json
from importlib.resources import files
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from duikou.commands.evaluate import evaluate_command
from duikou.extract.evaluation.scores import Annotation, Evaluation, compare, evaluate

SHIPPED = Path(str(files("duikou.data")))
ANNOTATED = Path(__file__).parent / "annotated"
FLOORS = {
    "pairs": 1.0,
    "pair details": 1.0,
    "measures": 0.95,
    "responsibility": 0.95,
    "citations": 0.95,
    "citation numbers": 0.95,
    "commitment": 0.9,
    "topics": 0.8,
    "areas": 0.85,
}
"""What the shipped gold must reach at least."""
EXACT = ("pairs", "pair details", "measures", "commitment", "responsibility", "roles", "citations", "targets")
"""What must be right to the last on the made-up documents beside this file; their entities are not annotated."""


@pytest.fixture(scope="module")
def shipped() -> Evaluation:
    return evaluate(SHIPPED / "gold", SHIPPED / "documents")


@pytest.fixture(scope="module")
def made_up() -> Evaluation:
    return evaluate(ANNOTATED, ANNOTATED)


@pytest.mark.parametrize("kind", FLOORS)
def test_shipped_gold(shipped: Evaluation, kind: str) -> None:
    assert shipped.score(kind).f1 >= FLOORS[kind], [one for one in shipped.findings if one.kind == kind]


def test_nothing_from_noise(shipped: Evaluation, made_up: Evaluation) -> None:
    assert (shipped.noise_published, made_up.noise_published) == (0, 0)


@pytest.mark.parametrize("kind", EXACT)
def test_made_up_documents(made_up: Evaluation, kind: str) -> None:
    assert [one for one in made_up.findings if one.kind == kind] == []
    assert made_up.score(kind).right or kind == "targets"


def test_every_made_up_document_counts(made_up: Evaluation) -> None:
    assert len(made_up.documents) == len(list(ANNOTATED.glob("*.json"))) >= 10


# --- the counting -----------------------------------------------------------------------------------------------------


@pytest.fixture
def gold() -> Annotation:
    name = "shenzhen-ganzhou-baise-shanwei"
    value: Annotation = json.loads((SHIPPED / f"gold/{name}.json").read_text(encoding="utf-8"))
    return value


@pytest.fixture
def text() -> str:
    return (SHIPPED / "documents/shenzhen-ganzhou-baise-shanwei-opinions-2023.txt").read_text(encoding="utf-8")


def scored(gold: Annotation, found: Annotation, text: str) -> Evaluation:
    result = Evaluation()
    compare(gold, found, text, "case", result)
    return result


def test_gold_against_itself_is_perfect(gold: Annotation, text: str) -> None:
    result = scored(gold, copy.deepcopy(gold), text)
    assert {kind: score.f1 for kind, score in result.scores.items()} == dict.fromkeys(result.scores, 1.0)
    assert (result.findings, result.noise_published) == ([], 0)


def test_counts_what_differs(gold: Annotation, text: str) -> None:
    found = copy.deepcopy(gold)
    lost = found["measures"].pop()
    found["measures"][0]["commitment"] = "explore"
    found["measures"][1]["responsible"] = ["某局", *found["measures"][1]["responsible"][1:]]
    found["measures"][2]["end"] = found["measures"][2]["start"] + 2
    found["pairs"][0]["from"] = 2022
    found["entities"][0]["canonical"] = "别的市"
    found["documents_cited"][0]["title"] = "别的标题"  # the number still tells which
    result = scored(gold, found, text)

    def counts(kind: str) -> tuple[int, int, int]:
        score = result.score(kind)
        return score.right, score.false, score.missed

    measures = len(gold["measures"])
    assert counts("measures") == (measures - 2, 1, 2)
    assert counts("commitment") == (measures - 3, 1, 1)
    assert counts("pairs") == (3, 0, 0)
    assert counts("pair details") == (8, 1, 1)
    assert counts("citations") == (3, 0, 0)
    assert result.score("entity City").missed == 1
    assert result.score("entity City (lenient)").missed == 0
    short = len(gold["measures"][2]["responsible"])
    assert counts("responsibility")[1:] == (1 + short, 1 + short + len(lost["responsible"]))
    assert any(one.problem == "missed" and lost["text"][:20] in one.words for one in result.findings)


def test_published_noise_is_counted(gold: Annotation, text: str) -> None:
    found = copy.deepcopy(gold)
    start = text.index("人工智能朗读:")
    found["measures"].append({**found["measures"][0], "start": start, "end": start + 7, "text": "人工智能朗读:"})
    found["entities"].append({"type": "Platform", "surface": "智能推荐", "canonical": "智能推荐", "aliases": []})
    assert scored(gold, found, text).noise_published == 2


# --- the command ------------------------------------------------------------------------------------------------------

app = typer.Typer()
app.command()(evaluate_command)


def test_command_prints_json() -> None:
    result = CliRunner().invoke(app, [str(ANNOTATED), "--documents", str(ANNOTATED), "--json"])
    assert result.exit_code == 0
    assert json.loads(result.stdout)["scores"]["measures"]["f1"] == 1.0


def test_command_prints_a_table() -> None:
    result = CliRunner().invoke(app, [str(ANNOTATED), "--documents", str(ANNOTATED), "--errors"])
    assert result.exit_code == 0
    assert "responsibility" in result.stdout


@pytest.mark.parametrize(
    ("content", "cause"),
    [("{", "no JSON"), ("[]", "no annotation"), ('{"document": {}}', "entities"), (None, "no annotated")],
)
def test_bad_gold_is_one_clear_line(tmp_path: Path, content: str | None, cause: str) -> None:
    if content is not None:
        (tmp_path / "case.json").write_text(content, encoding="utf-8")
    result = CliRunner().invoke(app, [str(tmp_path), "--documents", str(tmp_path)])
    assert result.exit_code == 2
    assert cause in result.output
    assert len(result.output.strip().splitlines()) == 1


def test_gold_without_its_document(tmp_path: Path) -> None:
    gold = next(ANNOTATED.glob("*.json"))
    (tmp_path / gold.name).write_bytes(gold.read_bytes())
    with pytest.raises(ValueError, match="no document of this name"):
        evaluate(tmp_path, tmp_path)
