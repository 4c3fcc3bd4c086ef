"""Terms in a text: by looking them up, whole and by their heads, and by an automaton."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duikou.extract.knowledge.gazetteer import gazetteer
from duikou.extract.knowledge.matcher import Matcher

FOUND = {
    "the longest": (["深圳", "深圳市", "深圳市政府"], "在深圳市政府和深圳", ["深圳市政府", "深圳"]),
    "the first": (["甲乙", "乙丙丁"], "甲乙丙丁", ["甲乙"]),
    "one character": (["局", "局长", "厅"], "厅局长局", ["厅", "局长", "局"]),
    "the end of the text": (["乙丙丁", "乙丙"], "甲乙丙", ["乙丙"]),
    "no terms": ([], "甲乙", []),
    "an empty term": ([""], "甲乙", []),
    "no text": (["甲"], "", []),
    "beyond the plane": (["𠮷野", "𠮷"], "在𠮷野𠮷", ["𠮷野", "𠮷"]),
}
WORDS = st.text("甲乙丙𠮷", max_size=4)


def by(way: str, terms: list[str]) -> Matcher:
    """A matcher that goes one way."""
    matcher = Matcher(terms)
    matcher._tries = 10**9 if way == "whole" else 0
    if way == "automaton":
        matcher.hasten()
    return matcher


@pytest.mark.parametrize("name", FOUND)
@pytest.mark.parametrize("way", ["whole", "heads", "automaton"])
def test_found(name: str, way: str) -> None:
    terms, text, found = FOUND[name]
    matcher = by(way, terms)
    matches = list(matcher.find(text))
    assert [term for _, _, term in matches] == found
    assert all(text[start:end] == term for start, end, term in matches)


@given(st.lists(WORDS, max_size=12), st.text("甲乙丙𠮷", max_size=40))
def test_all_find_the_same(terms: list[str], text: str) -> None:
    whole, heads, automaton = (list(by(way, terms).find(text)) for way in ("whole", "heads", "automaton"))
    assert whole == heads == automaton


def test_what_has_much_to_read_goes_over_to_the_automaton() -> None:
    """And finds the same names in the names of the gazetteer themselves."""
    names = [name for place in gazetteer().places.values() for name in place.surfaces]
    text = "".join(names)
    matcher = Matcher(names)
    first = list(matcher.find(text))
    for number in range(100):
        assert list(matcher.find(text + str(number))) == first
        if matcher._automaton:
            break
    assert matcher._automaton
