"""Until when measures are to be done: every clause or cell of a case is taken for a measure, no weights decide."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from duikou.extract.measures.clauses import clauses_of
from duikou.extract.model import DeadlineBasis, Measure, UnitKind
from duikou.extract.relations.deadlines import with_deadlines

from ..told import document, rows_of

CASES = rows_of(__file__, "deadlines.toml")
WANTED = [
    (number, *row)
    for number, case in enumerate(CASES)
    for row in (case["wanted"] if "wanted" in case else case["rows"])
]


@cache
def measures(number: int) -> list[tuple[str, Measure]]:
    """The clauses of a case as measures with their deadlines."""
    case: dict[str, Any] = CASES[number]
    text = case.get("text") or "\n\n".join(f"{row[0]}。" for row in case["rows"])
    read = document(text.strip(), case["title"])
    clauses = [one for one in clauses_of(read.text.text, read.outline) if one.unit.kind is not UnitKind.TITLE]
    found = [Measure(one.span, one.unit.section, "require", (), ()) for one in clauses]
    return [(one.span.of(read.text.text), one) for one in with_deadlines(read.text.text, read.outline, found)]


@cache
def told(number: int, words: str) -> tuple[str, str]:
    case = CASES[number]
    text = case.get("text") or "\n\n".join(f"{row[0]}。" for row in case["rows"])
    clean = document(text.strip(), case["title"]).text.text
    deadlines = [one.deadline for clause, one in measures(number) if clause == words]
    assert deadlines, [clause for clause, _ in measures(number)]
    deadline = deadlines[-1]
    return (deadline.span.of(clean), deadline.value) if deadline else ("", "")


@pytest.mark.parametrize(("number", "words", "deadline", "value"), WANTED, ids=[f"{n}: {w}" for n, w, *_ in WANTED])
def test_deadline(number: int, words: str, deadline: str, value: str) -> None:
    assert told(number, words) == (deadline, value)


def test_there_are_many_forms() -> None:
    assert len(WANTED) >= 60
    assert {value.count("-") for *_, value in WANTED if value} == {0, 1, 2}


def test_where_it_stands_is_told() -> None:
    found = {one.deadline.basis for number in range(len(CASES)) for _, one in measures(number) if one.deadline}
    assert found == set(DeadlineBasis)


def _deadlines(text: str, title: str, published: str = "") -> list[str]:
    """The values that the rows and clauses of *text* have, as a document of that *title* and day."""
    read = document(text.strip(), title)
    outline = replace(read.outline, metadata=replace(read.outline.metadata, published=published))
    clauses = [one for one in clauses_of(read.text.text, outline) if one.unit.kind is not UnitKind.TITLE]
    found = [Measure(one.span, one.unit.section, "require", (), ()) for one in clauses]
    return [one.deadline.value for one in with_deadlines(read.text.text, outline, found) if one.deadline]


def test_the_year_above_a_long_table_counts_for_its_last_row() -> None:
    rows = "\n".join(f"{number}\t推进第{number}批项目建设\t市发改委\t12月底" for number in range(1, 81))
    found = _deadlines(f"2024年重点任务\n\n序号\t工作任务\t牵头单位\t完成时限\n{rows}", "黄冈市对口合作任务分解表")
    assert len(found) >= 80
    assert set(found) == {"2024-12"}


@pytest.mark.parametrize(
    ("title", "words", "value"),
    [
        ("对口合作工作方案", "3月底前", ""),
        ("对口合作工作方案", "12月底前", "2024-12"),
        ("对口合作工作方案", "2024年3月底前", "2024-03"),
        ("2024年对口合作工作方案", "3月底前", "2024-03"),
    ],
)
def test_a_month_before_the_day_of_issue_is_of_no_guessed_year(title: str, words: str, value: str) -> None:
    assert _deadlines(f"{words}制定实施细则。", title, "2024-11-20") == [value]
