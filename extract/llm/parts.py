"""Long documents in parts that a model can read at once, each beginning with the end of the one before."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Span

LONGEST = 1600
"""Characters of a part: what is found in so many fits into one answer."""
OVERLAP = 200
"""Characters of the part before that a part may begin with, so that what lies across its end is read whole."""
MOST = 120
"""Parts of one document that are asked about."""
_ENDS = ("\n", "。", ";")
"""Where a part may end and its overlap begin, the best first."""


def parts(text: str) -> list[Span]:
    """The parts of a cleaned *text*, in order, each with some word in it; together they hold all of it up to MOST."""
    found = [part for part in _parts(text) if part.of(text).strip()]
    return found[:MOST]


def is_cut(text: str) -> bool:
    """Whether *text* is longer than MOST parts."""
    return sum(1 for part in _parts(text) if part.of(text).strip()) > MOST


def _parts(text: str) -> Iterator[Span]:
    start = 0
    while start < len(text):
        end = min(len(text), start + LONGEST)
        if end < len(text):
            end = _last(text, start + LONGEST // 2, end) or end
        yield Span(start, end)
        if end >= len(text):
            return
        start = _first(text, end - OVERLAP, end) or end


def _last(text: str, start: int, end: int) -> int:
    """Behind the last good end in ``[start, end)``; 0 where there is none."""
    return next((at + 1 for mark in _ENDS if (at := text.rfind(mark, start, end)) >= 0), 0)


def _first(text: str, start: int, end: int) -> int:
    """Behind the first good end in ``[start, end)``; 0 where there is none."""
    return next((at + 1 for mark in _ENDS if (at := text.find(mark, start, end - 1)) >= 0), 0)
