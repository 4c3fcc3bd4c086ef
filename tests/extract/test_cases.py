"""Strangers' documents: what any sensible reader finds in short texts of many kinds. The tables of cases/ say, by key:

- ``measures``: words of which some measure holds each; an empty list: there is none at all. ``no_measures``: words that
  none may hold.
- ``pairs``: pairs in force as ``receiving partner``; an empty list: none at all. ``no_pairs``: places that are none, in
  either order.
- ``lead``, ``supporting``, ``responsible``: ``words of the measure: body`` (responsible: in whatever role).
- ``commitments``, ``topics``: ``words of the measure: label``. ``targets``: years. ``citations``: titles.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from duikou.extract.evaluation.annotations import to_annotation
from duikou.extract.model import Facts
from duikou.extract.models import shipped_models
from duikou.extract.names.link import find_names
from duikou.extract.pipeline import decide, knowledge
from duikou.extract.text.fold import fold

from .told import document

CASES: dict[str, dict[str, Any]] = {
    case["id"]: case
    for path in sorted((Path(__file__).parent / "cases").glob("*.toml"))
    for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]
}
WANTED = [
    (name, kind, value)
    for name, case in CASES.items()
    for kind, values in case.items()
    if kind not in ("id", "text")
    for value in values or [None]
]


@cache
def found(name: str) -> dict[str, Any]:
    return to_annotation(facts(name))


@cache
def facts(name: str) -> Facts:
    read = document(CASES[name]["text"].strip())
    models = shipped_models()
    return decide(read, find_names(read.clean, read.text, read.outline, knowledge(), models.names), models)


def bare(words: str) -> str:
    return "".join(fold(words).split())


def said(name: str, words: str) -> Iterator[dict[str, Any]]:
    """The measures that hold *words*."""
    return (measure for measure in found(name)["measures"] if bare(words) in bare(measure["text"]))


def holds(name: str, kind: str, value: Any) -> bool:
    """Whether the document says what the case wants."""
    annotation = found(name)
    pairs = [f"{pair['base']} {pair['partner']}" for pair in annotation["pairs"]]
    match kind:
        case "measures" | "pairs" if value is None:
            return not annotation[kind]
        case "measures":
            return any(said(name, value))
        case "no_measures":
            return not any(said(name, value))
        case "pairs":
            return value in pairs
        case "no_pairs":
            return not {value, " ".join(reversed(value.split()))}.intersection(pairs)
        case "targets":
            return value in [target["year"] for target in annotation["targets"]]
        case "citations":
            return value in [cited["title"] for cited in annotation["documents_cited"]]
        case "commitments":
            words, _, label = value.partition(": ")
            return any(measure["commitment"] == label for measure in said(name, words))
    words, _, label = value.partition(": ")
    assert kind in ("lead", "supporting", "responsible", "topics"), kind
    return any(label in measure[kind] for measure in said(name, words))


@pytest.mark.parametrize(("name", "kind", "value"), WANTED, ids=[f"{n}: {k}: {v}" for n, k, v in WANTED])
def test_case(name: str, kind: str, value: Any, known_to_fail: Callable[[str, str], None]) -> None:
    known_to_fail("cases", f"{name}: {kind}: {value}")
    assert holds(name, kind, value), found(name)


def test_what_is_known_to_fail_is_a_case() -> None:
    table = tomllib.loads((Path(__file__).parent / "known-to-fail.toml").read_text(encoding="utf-8"))
    assert set(table["cases"]) <= {f"{name}: {kind}: {value}" for name, kind, value in WANTED}
    assert all(reason for reasons in table.values() for reason in reasons.values())


def test_there_are_cases_of_each_kind() -> None:
    assert len(CASES) >= 40
    assert {kind for _, kind, _ in WANTED} >= {"measures", "no_measures", "pairs", "no_pairs", "lead", "supporting"}
