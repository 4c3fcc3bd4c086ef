"""The rules do not hang on the names of a shipped document: swapped for another pair's, the same things are found."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from duikou.cli import shipped_documents
from duikou.extract.model import Facts
from duikou.extract.pipeline import facts_of
from duikou.extract.read import read
from duikou.extract.taggers import load_tagger

CASE = tomllib.loads((Path(__file__).parent / "cases/swap.toml").read_text(encoding="utf-8"))


def swapped(text: str) -> str:
    for old, new in CASE["swap"]:
        text = text.replace(old, new)
    return text


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    file = tmp_path_factory.mktemp("swapped") / "case.txt"
    file.write_text(swapped((shipped_documents() / CASE["document"]).read_text(encoding="utf-8")), encoding="utf-8")
    return facts_of(read(file), load_tagger("rjieba"))


@pytest.mark.parametrize("kind", CASE["types"])
def test_finds_the_same_names(facts: Facts, kind: str) -> None:
    gold = json.loads((shipped_documents().parent / "gold" / CASE["gold"]).read_text(encoding="utf-8"))
    wanted = {swapped(entity["surface"]) for entity in gold["entities"] if entity["type"] == kind}
    assert {entity.surface for entity in facts.linked.entities if entity.type.value == kind} == wanted


def test_bodies_are_those_of_the_new_city(facts: Facts) -> None:
    bodies = {entity.surface: entity.canonical for entity in facts.linked.entities if entity.type.value == "Agency"}
    assert bodies["市教育局"] == "宁波市教育局"
    assert bodies["市委组织部"] == "中共宁波市委组织部"
    assert bodies["延安市吴起县教育局"] == "吴起县教育局"
