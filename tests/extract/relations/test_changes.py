"""What a text says that it amends or repeals (changes.toml), read by the whole pipeline."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from duikou.extract.knowledge.lexicon import parse
from duikou.extract.knowledge.schemas.effects import Changes
from duikou.extract.pipeline import extract
from duikou.extract.relations.changes import Relation, check_changes, find_changes

CASES = tomllib.loads(Path(__file__).with_name("changes.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_changes(case: dict[str, Any], tmp_path: Path, known_to_fail: Callable[[str, str], None]) -> None:
    known_to_fail("changes", case["name"])
    file = tmp_path / "document.txt"
    file.write_text(case["text"], encoding="utf-8")
    facts = extract(file)
    names = {key: entity.canonical for key, entity in facts.linked.by_key.items()}
    told = [
        f"{one.relation} {names[one.entity]}{f' < {names[one.subject]}' if one.subject else ''}"
        f"|{one.words.of(facts.clean.text)}"
        for one in find_changes(facts)
    ]
    assert told == case["is"]


def test_there_are_cases_of_every_relation_and_of_none() -> None:
    told = [case["is"] for case in CASES]
    for relation in Relation:
        assert sum(any(one.startswith(relation) for one in each) for each in told) >= 3
    assert sum(not each for each in told) >= 5


def test_a_wrong_form_names_file_and_line() -> None:
    check_changes()
    data = (
        files("duikou.data").joinpath("lexicon", Changes.file_name()).read_bytes().replace(b"behind = ", b"after = ", 1)
    )
    with pytest.raises(ValueError, match=r"^changes\.toml, line \d+: repeals\.after: unknown key$"):
        parse(data, Changes, "changes.toml")
