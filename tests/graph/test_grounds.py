"""The words behind each field: grounds.toml has texts, and for each kind of field what must be quoted."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from duikou.extract.model import Facts
from duikou.extract.pipeline import extract
from duikou.graph import grounds
from duikou.graph.grounds import NONE, Words

CASES = tomllib.loads((Path(__file__).parent / "grounds.toml").read_text(encoding="utf-8"))["case"]


def facts_of(case: dict[str, Any], folder: Path) -> Facts:
    file = folder / case.get("file", "document.txt")
    file.write_text(case["text"], encoding="utf-8")
    return extract(file)


def quoted(facts: Facts, words: Words) -> str:
    return "|".join(span.of(facts.clean.source.text) for span in words)


def found(facts: Facts) -> dict[str, list[str]]:
    """The words of every kind of field, in the order of the facts."""

    def each(words: list[Words]) -> list[str]:
        return [quoted(facts, one) for one in words]

    areas = grounds.of_base_areas(facts)
    return {
        "title": each([grounds.of_title(facts)]),
        "number": each([grounds.of_number(facts)]),
        "date": each([grounds.of_date(facts)]),
        "issuer": each([grounds.of_issuer(facts)]),
        "period": each([grounds.of_period(facts)]),
        "cites": each([grounds.of_citation(facts, one) for one in facts.citations]),
        "cited_numbers": each([grounds.of_cited_number(facts, one) for one in facts.citations]),
        "acts": each([grounds.acting(facts, one)[1] for one in facts.citations if one.implements]),
        "base_areas": each([areas.get((one.base, one.base_area or ""), NONE) for one in facts.pairs]),
        "founding": each([grounds.of_founding(facts, one) for one in facts.pairs]),
        "roles": each([words for one in facts.responsibilities if (words := grounds.of_role(facts, one))]),
        "topics": each([grounds.of_topic(facts, one, topic) for one in facts.measures for topic in one.topics]),
        "years": each([grounds.of_year(facts, one) for one in facts.targets]),
        "quantities": each([grounds.of_quantity(facts, one) for one in facts.targets]),
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_what_is_quoted(case: dict[str, Any], tmp_path: Path) -> None:
    facts = facts_of(case, tmp_path)
    every = found(facts)
    assert {kind: every[kind] for kind in case["quotes"]} == case["quotes"]


def test_every_kind_of_field_has_a_case() -> None:
    assert {kind for case in CASES for kind in case["quotes"]} == set(found_kinds())


def found_kinds() -> list[str]:
    return [
        "title", "number", "date", "issuer", "period", "cites", "cited_numbers", "acts", "base_areas", "founding",
        "roles", "topics", "years", "quantities",
    ]  # fmt: skip
