"""Which of many spans hold or touch a place of the text, without asking each of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from ..model import Span


class Holders:
    """Spans by the places that they hold. Asking costs what is found there; they are told in the order given."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self.spans = tuple(spans)
        self._at: dict[int, list[int]] = defaultdict(list)
        for number, span in enumerate(self.spans):
            for place in range(span.start, span.end):
                self._at[place].append(number)

    def containing(self, span: Span) -> Iterator[int]:
        """The numbers of those that contain *span*, which is not empty."""
        return (number for number in self._at.get(span.start, ()) if self.spans[number].contains(span))

    def first_overlapping(self, span: Span) -> int | None:
        """The number of the first one that shares a place with *span*."""
        return min((self._at[place][0] for place in range(span.start, span.end) if place in self._at), default=None)
