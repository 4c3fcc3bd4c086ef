"""The clauses of a document (clauses.toml) and their words."""

from __future__ import annotations

from typing import Any

import pytest

from duikou.extract.measures.clauses import clauses_of
from duikou.extract.measures.words import ClauseWords, Word, comma_parts
from duikou.extract.model import EntityType, Span, UnitKind
from duikou.extract.text.tokens import Text

from ..told import document, rows_of

CASES = rows_of(__file__, "clauses.toml")


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_clauses(case: dict[str, Any]) -> None:
    read = document(case["text"], "某市实施方案")
    text = read.text.text
    body = [
        clause
        for clause in clauses_of(text, read.outline)
        if clause.unit.kind in (UnitKind.BODY, UnitKind.TASK_ROW)
    ]  # fmt: skip
    assert [clause.span.of(text) for clause in body] == case["clauses"]
    assert [clause.column for clause in body] == case.get("columns", [""] * len(body))
    assert all(clause.whole.contains(clause.span) for clause in body)
    assert all(0 <= clause.place < clause.count for clause in body)


def test_holes_are_no_part_of_a_clause() -> None:
    read = document("加强园区建设(责任单位:市教育局)。", "某市实施方案")
    text = read.text.text
    start = text.index("(")
    found = clauses_of(text, read.outline, [Span(start, text.index(")") + 1)])
    assert [clause.span.of(text) for clause in found] == ["某市实施方案", "加强园区建设"]


def test_names_and_numbers_stand_for_their_kind() -> None:
    text = Text("支持赣州市建设3个园区")
    found = ClauseWords(text, [(Span(2, 5), EntityType.CITY)]).of(Span(0, len(text.text)))
    assert [word.word for word in found][:4] == ["支持", "<City>", "建设", "<number>"]


def test_a_word_that_a_name_cuts_is_split() -> None:
    text = Text("上海市民")
    found = ClauseWords(text, [(Span(0, 3), EntityType.CITY)]).of(Span(0, 4))
    assert [word.word for word in found] == ["<City>", "民"]


def test_comma_parts() -> None:
    words = [Word(word, "x") for word in (",", "甲", "乙", ",", ":", "丙")]
    assert [[word.word for word in part] for part in comma_parts(words)] == [["甲", "乙"], ["丙"]]
