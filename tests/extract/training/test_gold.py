"""Annotated documents as the stages see them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from duikou.extract.model import EntityType
from duikou.extract.training.gold import ANNOTATED, Gold, gold_clauses, gold_documents, gold_sets, sets_of, texts_of

from ..golds import GOLD, NAMES


@pytest.fixture(scope="module")
def plan() -> Gold:
    return Gold.read(GOLD / "ganzhou-plan.txt", GOLD / "ganzhou-plan.json")


def test_measures_stand_where_their_words_do(plan: Gold) -> None:
    text = plan.clean.text
    assert [span.of(text) for span, _ in plan.measures] == [item["text"] for _, item in plan.measures]
    assert len(plan.measures) == len(plan.annotation["measures"]) == 4
    assert [span.of(text) for span, _ in plan.targets] == [item["text"] for _, item in plan.targets]


def test_names_are_marked_wherever_they_stand(plan: Gold) -> None:
    found = [(span.of(plan.clean.text), kind) for span, kind in plan.mentions]
    assert found.count(("市教育局", EntityType.AGENCY)) == 2
    assert ("赣州", EntityType.CITY) in found
    assert [span for span, _ in plan.mentions] == sorted(span for span, _ in plan.mentions)


def test_statuses_come_from_their_table() -> None:
    found = {gold.name: gold for gold in gold_sets(GOLD)}
    assert sorted(found) == NAMES
    assert found["zunyi"].pairs["遵义市", "珠海市"] == "in-force"
    assert found["zunyi"].pairs["遵义市", "台州市"] == "ended"


def test_a_folder_without_sets_is_one() -> None:
    (one,) = sets_of(GOLD)
    assert (one.name, one.folder, one.documents, one.annotated) == ("gold", GOLD, None, ANNOTATED)


def test_sets_say_where_their_documents_are(tmp_path: Path) -> None:
    shutil.copytree(GOLD, tmp_path / "own")
    (tmp_path / "texts").mkdir()
    for path in (tmp_path / "own").glob("*.txt"):
        path.rename(tmp_path / "texts" / path.name)
    table = '[own]\nabout = "made up"\ndocuments = "../texts"\nannotated = ["pairs"]\ntimes = 6\n'
    (tmp_path / "sets.toml").write_text(table, encoding="utf-8")
    golds = gold_sets(tmp_path)
    assert sorted(gold.name for gold in golds) == NAMES
    assert {(gold.group, gold.annotated, gold.times) for gold in golds} == {("own", frozenset({"pairs"}), 6)}


TEXTS = {
    "of its name": (["a.txt"], "a.txt"),
    "that begins with its name": (["a-2023.html"], "a-2023.html"),
    "of its name, beside another": (["a.txt", "a-2023.html"], "a.txt"),
    "none": ([], "no documents of this name"),
    "two that begin so": (["a-1.txt", "a-2.txt"], "2 documents of this name"),
    "of another kind": (["a.exe"], "no documents of this name"),
}
"""The files beside an annotation, and the text that is its own or what is told."""


@pytest.mark.parametrize(("files", "told"), TEXTS.values(), ids=TEXTS)
def test_the_text_of_an_annotation(files: list[str], told: str, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("{}", encoding="utf-8")
    for name in files:
        (tmp_path / name).write_text("x", encoding="utf-8")
    if " " in told:
        with pytest.raises(ValueError, match=rf"a\.json: {told}"):
            list(texts_of(tmp_path))
    else:
        assert [text.name for text, _ in texts_of(tmp_path)] == [told]


def test_an_annotation_that_is_no_json_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("{", encoding="utf-8")
    (tmp_path / "a.txt").write_text("某市方案", encoding="utf-8")
    with pytest.raises(ValueError, match=r"a\.json: "):
        list(gold_documents(tmp_path))


def test_offsets_go_before_words(tmp_path: Path) -> None:
    """Of words that stand twice the annotation says which."""
    text = "某市方案\n\n建设园区。\n\n建设园区。"
    start = text.rindex("建设")
    annotation = {"entities": [], "pairs": [], "targets": [], "measures": [
        {"text": "建设园区", "start": start, "end": start + 4}
    ]}  # fmt: skip
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    (tmp_path / "a.json").write_text(json.dumps(annotation), encoding="utf-8")
    (gold,) = gold_documents(tmp_path)
    ((span, _),) = gold.measures
    assert span.start == gold.clean.text.rindex("建设园区")


def test_clauses_without_a_document(tmp_path: Path) -> None:
    path = tmp_path / "clauses.csv"
    path.write_text("clause,commitment,topics\n建设园区,require,industrial-parks|funds\n", encoding="utf-8")
    (clause,) = gold_clauses(path)
    assert (clause.number, clause.text, clause.topics) == (2, "建设园区", ("industrial-parks", "funds"))
    path.write_text("clause,commitment\n建设园区,require\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"clauses\.csv, line 1: missing column topics"):
        gold_clauses(path)
