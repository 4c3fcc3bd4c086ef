"""Where words are found again: of equals the one with the likest neighbours, of a changed quote the likest stretch."""

from __future__ import annotations

import tomllib
from array import array
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duikou.corrections.anchor import Anchors, Found
from duikou.corrections.folding import Folded, folded
from duikou.corrections.model import Anchor
from duikou.extract.model import Clean, Source, Span

CASES = tomllib.loads((Path(__file__).parent / "anchor.toml").read_text(encoding="utf-8"))


def clean(text: str) -> Clean:
    """A text of which nothing is dropped."""
    places = array("q", range(len(text)))
    source = Source("doc", "doc.txt", "text/plain", "utf-8", "hash", text, ())
    return Clean(source, text, places, array("q", (place + 1 for place in places)), (), ())


@pytest.mark.parametrize("name", CASES)
def test_words_are_found(name: str) -> None:
    case = CASES[name]
    text, quote = case["text"], case["quote"]
    start = case.get("start", 0)
    anchor = Anchor(quote, case.get("prefix", ""), case.get("suffix", ""), start, start + len(quote))
    found = Anchors(clean(text)).find(anchor, case.get("sha256", ""), case.get("one_mention", False))
    assert (found.found, found.span.of(text) if found.span else "") == (case["found"], case.get("words", ""))
    if "at" in case:
        assert found.span
        assert found.span.start == case["at"]


@given(st.text("深圳市与赣州推进合作。,\n ABc12《》", min_size=1, max_size=60), st.data())
def test_every_stretch_of_a_text_is_found_in_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    words = text[start:end]
    if folded(words):
        anchor = Anchor(words, text[max(0, start - 32) : start], text[end : end + 32], start, end)
        assert Anchors(clean(text)).find(anchor, "hash").span == Span(start, end)
        elsewhere = Anchors(clean(text)).find(anchor, "other").span
        assert elsewhere
        assert folded(elsewhere.of(text)) == folded(words)


@given(st.text(max_size=40))
def test_folding_keeps_the_way_back(text: str) -> None:
    made = Folded.of(text)
    assert made.text == folded(text)
    assert len(made.text) == len(made.places)
    assert list(made.places) == sorted(made.places)
    assert folded(made.text) == made.text


def test_the_right_extent_is_looked_for_round_the_words() -> None:
    anchors = Anchors(clean("推进合作,共建产业园。别处也共建产业园。"))
    assert anchors.near("共建产业园", Span(0, 10)) == Span(5, 10)
    assert anchors.near("共建产业园", Span(11, 13)) == Span(14, 19)
    assert anchors.near("没有的话", Span(0, 10)) is None


@pytest.mark.parametrize("text", ["的" * 20_000, "的市" * 10_000])
def test_words_that_stand_everywhere_end(text: str) -> None:
    found = Anchors(clean(text)).find(Anchor("的", "市", "的", 15_000, 15_001))
    assert found.found in (Found.MOVED, Found.EXACT)
    assert Anchors(clean(text)).find(Anchor("的市市" * 600, "", "", 0, 1800)).found is Found.ORPHANED
