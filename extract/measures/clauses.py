"""The clauses of a document, candidates for measures: the text cut at full stops, semicolons, list items and cells."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from ..knowledge import schemas
from ..knowledge.lexicon import lexicon
from ..model import Outline, Span, Unit
from ..text.clauses import EDGES, sentences, trim

QUOTATION = (("“", "”"), ("「", "」"), ("『", "』"))
SHORTEST_QUOTED = 14
"""Characters of a quotation that may be a clause; a shorter one is a name."""
LONGEST_LEAD = 30
"""A lead-in up to a colon is no longer than this many characters."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A candidate: its words without list mark, lead-in and final punctuation, and where it stands."""

    span: Span
    whole: Span
    """With the list mark and the lead-in that were cut off."""
    unit: Unit
    column: str
    place: int  # among the clauses of its paragraph or cell
    count: int
    quoted: bool = False


def clauses_of(text: str, outline: Outline, holes: Sequence[Span] = ()) -> list[Clause]:
    """Every clause of the folded *text*, in text order; *holes* (lists of responsible bodies, sorted) are no part of
    any."""
    found = []
    reach = list(accumulate((hole.end for hole in holes), max))
    for unit in outline.units:
        for stretch, column in _stretches(unit):
            parts = [
                (trimmed, part, quoted)
                for piece in _without(stretch, holes, reach)
                for part, quoted in sentences(text, piece)
                if (trimmed := _trim(text, part)).end > trimmed.start
            ]
            found += [
                Clause(span, part, unit, column, at, len(parts), quoted)
                for at, (span, part, quoted) in enumerate(parts)
            ]
    return sorted(found, key=lambda clause: clause.span)


def _stretches(unit: Unit) -> Iterator[tuple[Span, str]]:
    if not unit.cells:
        yield unit.span, ""
    for number, cell in enumerate(unit.cells):
        if cell.end > cell.start and unit.span.contains(cell):  # a merged cell counts in the row where it stands
            yield cell, unit.columns[number] if number < len(unit.columns) else "other"


def _without(span: Span, holes: Sequence[Span], reach: Sequence[int]) -> Iterator[Span]:
    """What is left of *span* without the *holes*, which are sorted; *reach* tells how far each and those before go."""
    start = span.start
    for hole in holes[bisect_right(reach, start) : bisect_left(holes, Span(span.end, 0))]:
        if hole.end > start:
            if hole.start > start:
                yield Span(start, hole.start)
            start = max(start, hole.end)
    if start < span.end:
        yield Span(start, span.end)


def _trim(text: str, span: Span) -> Span:
    """*span* without list marks, labels, lead-ins up to a colon, punctuation at its ends, and quotation marks around it
    or without their other half."""
    words = lexicon(schemas.Clauses)
    span = _unquoted(text, trim(text, span, EDGES))
    for _ in range(3):
        mark = words.opening.match(text, span.start, span.end)
        colon = text.find(":", span.start, min(span.end, span.start + LONGEST_LEAD))
        if mark and mark.end() > span.start:
            span = trim(text, Span(mark.end(), span.end), EDGES)
        elif colon > span.start and not any(sign in text[span.start : colon] for sign in words.never_in_lead_in):
            span = trim(text, Span(colon + 1, span.end), EDGES)
        else:
            break
    return span


def _unquoted(text: str, span: Span) -> Span:
    """*span* without the quotation marks around all of it, and those at its ends whose other half is elsewhere."""
    inside = span.of(text)
    for opener, closer in QUOTATION:
        if inside.startswith(closer):
            return _unquoted(text, trim(text, Span(span.start + 1, span.end), EDGES))
        whole = (
            inside.startswith(opener) and inside.endswith(closer) and inside.count(opener) == inside.count(closer) == 1
        )
        if whole and len(inside) >= SHORTEST_QUOTED:
            return trim(text, Span(span.start + 1, span.end - 1), EDGES)
        if inside.startswith(opener) and closer not in inside:
            return _unquoted(text, trim(text, Span(span.start + 1, span.end), EDGES))
        if inside.endswith(closer) and opener not in inside:
            return _unquoted(text, trim(text, Span(span.start, span.end - 1), EDGES))
    return span
