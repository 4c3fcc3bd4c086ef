"""Pairs, citations, goals and measures of small whole documents."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from duikou.extract.model import Facts
from duikou.extract.pipeline import extract

CASES = tomllib.loads((Path(__file__).parent / "cases/relations.toml").read_text(encoding="utf-8"))["case"]


def shown(facts: Facts) -> dict[str, list[str]]:
    names = {key: entity.canonical for key, entity in facts.linked.by_key.items()}
    quote = facts.clean.quote
    return {
        "pairs": [
            " ".join(
                str(part)
                for part in (names[p.base], names[p.partner], p.base_area and names[p.base_area], p.start, p.end)
                if part
            )
            for p in facts.pairs
        ],
        "citations": [
            " ".join(part for part in (quote(c.title), c.number, "implements" if c.implements else "cites") if part)
            for c in facts.citations
        ],
        "targets": [f"{target.year} {quote(target.span)}" for target in facts.targets],
        "measures": [quote(measure.span) for measure in facts.measures],
        "responsible": [
            f"{item.measure + 1} {item.role.value} {facts.linked.by_key[item.entity].canonical}"
            for item in facts.responsibilities
        ],
    }


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_relations(case: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "case.txt"
    file.write_text(case["text"], encoding="utf-8")
    found = shown(extract(file))
    wanted = {kind: values for kind, values in case.items() if kind in found}
    assert {kind: found[kind] for kind in wanted} == wanted
