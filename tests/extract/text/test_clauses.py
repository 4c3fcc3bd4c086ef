"""The ground floor: a text cut at punctuation, one letter form, words."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duikou.extract.model import Span
from duikou.extract.text.clauses import SENTENCE, closed, parts, split, trim
from duikou.extract.text.fold import fold
from duikou.extract.text.tokens import Text

SPLIT = {
    "full stops and semicolons": ("甲;乙。丙", ["甲", "乙", "丙"]),
    "not inside brackets": ("甲(乙;丙)丁;戊", ["甲(乙;丙)丁", "戊"]),
    "not inside nested brackets": ("甲(乙“丙;丁”;戊)己;庚", ["甲(乙“丙;丁”;戊)己", "庚"]),
    "brackets that nothing closes hide nothing": ("((((甲;乙", ["((((甲", "乙"]),
    "marks that close another kind": ("(甲】;乙)丙", ["(甲】;乙)丙"]),
    "empty parts are dropped": (";;甲; ;", ["甲"]),
    "nothing": ("", []),
}
PIECES = st.text(alphabet="甲乙,。;()“”《》【】 \n", max_size=60)


@pytest.mark.parametrize(("text", "found"), SPLIT.values(), ids=SPLIT)
def test_split(text: str, found: list[str]) -> None:
    assert [span.of(text) for span in split(text, Span(0, len(text)), SENTENCE)] == found


@given(PIECES)
def test_parts_stand_in_order_and_lose_only_marks(text: str) -> None:
    found = list(split(text, Span(0, len(text)), SENTENCE))
    assert all(one.end < other.start + 1 for one, other in itertools.pairwise(found))
    kept = {place for span in found for place in range(*span)}
    assert all(text[place] in SENTENCE or text[place].isspace() for place in set(range(len(text))) - kept)


@given(PIECES)
def test_brackets_are_outermost_and_balanced(text: str) -> None:
    found = closed(text, Span(0, len(text)))
    assert found == sorted(found)
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))
    assert all(text[span.start] in "(“《【" and text[span.end - 1] in ")”》】" for span in found)


def test_trim() -> None:
    assert trim(" ,甲, ", Span(0, 5), ",") == Span(2, 3)
    assert trim("  ", Span(0, 2)) in (Span(0, 0), Span(1, 1), Span(2, 2))


def test_comma_parts() -> None:
    text = "甲,(乙,丙),丁。"
    assert [span.of(text) for span in parts(text, Span(0, len(text)))] == ["甲", "(乙,丙)", "丁"]


@given(st.text(max_size=80))
def test_folding_keeps_every_place(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


def test_one_letter_form() -> None:
    assert fold("（２０２５年）：Ａ，乙。\u3000") == "(2025年):A,乙。 "


@given(st.text(max_size=80))
def test_words_give_the_text_back(text: str) -> None:
    found = Text(text)
    assert len(found.text) == len(text)
    assert "".join(found.word(index).of(found.text) for index in range(found.last + 1)) == found.text
    for place in range(len(text)):
        span = found.word(found.index(place))
        assert span.start <= place < span.end
        assert found.is_edge(place) is (span.start == place)
