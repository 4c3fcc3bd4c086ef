"""Runs of bodies with what holds them: runs.toml."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from duikou.extract.names.labels import labelled_stretches
from duikou.extract.names.runs import find_runs

from ..told import document, linked_names, rows_of

CASES = rows_of(__file__, "runs.toml")


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_runs(case: dict[str, Any], known_to_fail: Callable[[str, str], None]) -> None:
    known_to_fail("runs", case["id"])
    read = document(case["text"], "某市实施方案")
    text = read.text.text
    runs = find_runs(text, read.outline, linked_names(text, case["names"]))
    found = [
        f"{run.form} {run.role.value if run.role else '-'}: {' '.join(span.of(text) for span, _ in run.bodies)}"
        for run in runs
    ]
    assert found == case["runs"]
    assert all(run.holder.contains(run.span) for run in runs)


LABELLED = {
    "two labels in a bracket": ("建设园区(牵头单位:甲局;配合单位:乙局)", ["lead 甲局;", "supporting 乙局"]),
    "up to the end of the line": ("责任单位:甲局\n建设园区", ["responsible 甲局"]),
    "up to the full stop": ("责任单位:甲局。建设园区", ["responsible 甲局"]),
    "a deadline is no body": ("责任单位:甲局;完成时限:年底", ["responsible 甲局;"]),
}


@pytest.mark.parametrize(("text", "stretches"), LABELLED.values(), ids=LABELLED)
def test_labelled_stretches(text: str, stretches: list[str]) -> None:
    read = document(text, "某市实施方案")
    found = labelled_stretches(read.text.text, read.outline)
    assert [f"{one.role.value} {one.span.of(read.text.text)}" for one in found] == stretches
