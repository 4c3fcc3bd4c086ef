"""Spans by the places that they hold, beside asking each of them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from duikou.extract.model import Span
from duikou.extract.text.holders import Holders

SPANS = st.tuples(st.integers(0, 20), st.integers(1, 6)).map(lambda found: Span(found[0], found[0] + found[1]))


@given(st.lists(SPANS, max_size=8), SPANS)
def test_the_same_as_asking_each(spans: list[Span], asked: Span) -> None:
    holders = Holders(spans)
    assert list(holders.containing(asked)) == [at for at, span in enumerate(spans) if span.contains(asked)]
    assert holders.first_overlapping(asked) == next((at for at, span in enumerate(spans) if span.overlaps(asked)), None)
