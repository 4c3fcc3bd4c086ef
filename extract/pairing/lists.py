"""What parts two places of a sentence, and which lists they make."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..knowledge import schemas
from ..knowledge.lexicon import lexicon
from ..model import Span
from ..text.clauses import closed


def separator(text: str, start: int, end: int) -> str:
    """What stands between two places, brackets with what they hold left out."""
    if end <= start:
        return ""
    between = text[start:end]
    for bracket in reversed(closed(text, Span(start, end), "([【")):
        between = between[: bracket.start - start] + between[bracket.end - start :]
    return re.sub(r"\s+", lambda found: "\t" if "\t" in found.group() or len(found.group()) > 1 else "", between)


def kind(between: str) -> str:
    """l: joins two sides (与, 对, —); c: lists (、, 和); t: a gap of a table; x: comma or full stop; s: semicolon;
    w: other words; n: nothing."""
    words = lexicon(schemas.Pairs).separators
    if not between:
        return "n"
    for name, marks in (("c", words.list_marks), ("l", words.links)):
        if between in marks:
            return name
    for mark, name in (("。", "x"), (";", "s"), (",", "x"), ("\t", "t")):
        if mark in between:
            return name
    return "v" if lexicon(schemas.Pairs).cues["pairing"].search(between) else "w"


def groups(kinds: Sequence[str]) -> list[int]:
    """The number of the list that each place belongs to."""
    numbers = [0]
    for between in kinds:
        numbers.append(numbers[-1] + (between != "c"))
    return numbers
