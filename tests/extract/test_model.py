"""Where a span of the text stands in the file: the look-up over spots."""

from __future__ import annotations

from array import array

import pytest

from duikou.extract.model import Box, Source, Span, Spot

# Two lines of three characters on page 1, a cell that knows no places of characters; a line feed after each.
SPOTS = (
    Spot(Span(0, 3), 1, Box(10, 20, 40, 30), array("f", [10, 20, 30, 40])),
    Spot(Span(4, 7), 1, Box(10, 40, 40, 50), array("f", [10, 20, 30, 40])),
    Spot(Span(8, 11), cell="Sheet1!B7"),
)


@pytest.mark.parametrize(
    ("span", "found"),
    [
        (Span(0, 3), [(1, (10, 20, 40, 30), "")]),
        (Span(1, 2), [(1, (20, 20, 30, 30), "")]),
        (Span(2, 5), [(1, (30, 20, 40, 30), ""), (1, (10, 40, 20, 50), "")]),
        (Span(3, 4), []),
        (Span(5, 9), [(1, (20, 40, 40, 50), ""), (0, (0, 0, 0, 0), "Sheet1!B7")]),
        (Span(20, 30), []),
        (Span(2, 2), []),
    ],
)
def test_spots_of_a_span(span: Span, found: list[object]) -> None:
    source = Source("s", "s.pdf", "application/pdf", "utf-8", "", "一二三\n四五六\n七八九\n", (), spots=SPOTS)
    assert [(spot.page, tuple(spot.box), spot.cell) for spot in source.spots_of(span)] == found
