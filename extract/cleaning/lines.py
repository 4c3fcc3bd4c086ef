"""Lines broken inside a sentence, as PDF pages and hard-wrapped text have them, joined to paragraphs."""

from __future__ import annotations

import unicodedata
from array import array
from collections import Counter
from collections.abc import Sequence

from ..markers import marker
from ..model import BlockKind
from .letters import Line

_END = "。;!?:…"
_CLOSING = "”’)》】〕]"
_NEVER_FIRST = "、,。;:!?)》”’】〕…%"
_JOINABLE = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)
NARROWEST = 30  # columns: a narrower text cannot be told from a list of headings


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text[:400])


def _ended(text: str) -> bool:
    bare = text.rstrip(_CLOSING)
    return (bare or text)[-1:] in _END if text else True


def wrapped_at(lines: Sequence[Line]) -> int:
    """The column at which the text of *lines* is wrapped, or 0 when it is not: most lines that end in no sentence's
    end come close to the longest. Noise does not count."""
    lines = [line for line in lines if not line.reason and line.text]
    broken = [line for line in lines if line.kind in _JOINABLE and not _ended(line.text)]
    open_widths = [_width(line.text) for line in broken]
    widest = max((_width(line.text) for line in lines if line.kind in _JOINABLE), default=0)
    bands = Counter(width // 2 for width in open_widths if width >= NARROWEST)
    if not bands:
        return 0
    best = max(bands, key=lambda band: (sum(bands[near] for near in (band - 2, band - 1, band)), band))
    full = sum(bands[near] for near in (best - 2, best - 1, best))
    long = sum(count for band, count in bands.items() if band >= best // 2)
    # A list of headlines may be even too, but has no clauses in its lines.
    clauses = sum(any(mark in line.text for mark in ",、。;") for line in broken if _width(line.text) // 2 >= best - 2)
    if min(full, clauses) < 2 or min(full, 2 * clauses) * 2 < long or widest > best * 2 + 12:
        return 0
    return best * 2


def joined(lines: Sequence[Line], column: int) -> list[Line]:
    """*lines* with those that one sentence runs across made one; *column* is where they are wrapped, 0 if nowhere."""
    margin = min((line.indent for line in lines if line.kind in _JOINABLE), default=0)
    result: list[Line] = []
    pending: list[Line] = []
    for line in lines:
        if pending and _continues(pending[-1], line, column, margin):
            pending.append(line)
            continue
        if pending:
            result.append(_merge(pending))
        pending = [line]
    return [*result, _merge(pending)] if pending else result


def _continues(before: Line, after: Line, column: int, margin: int) -> bool:
    if (
        before.kept
        or after.kept
        or before.kind not in _JOINABLE
        or after.kind not in _JOINABLE
        or before.kind != after.kind
    ):
        return False
    if after.text[0] in _NEVER_FIRST:
        return not _ended(before.text) or after.text[0] not in "”’)》】〕"
    if _ended(before.text) or marker(after.text):
        return False
    if before.text[-1] in ",、" and len(before.text) > 6:
        return True
    opens = after.gap or after.indent >= margin + 2
    return bool(column) and not opens and (before.tail or _width(before.text)) >= column - 6


def _merge(lines: Sequence[Line]) -> Line:
    if len(lines) == 1:
        return lines[0]
    first = lines[0]
    text, starts, ends = [first.text], array("q", first.starts), array("q", first.ends)
    last = first.text
    for line in lines[1:]:
        if last[-1].isascii() and last[-1].isalnum() and line.text[0].isascii() and line.text[0].isalnum():
            text.append(" ")
            starts.append(ends[-1])
            ends.append(line.starts[0])
        text.append(line.text)
        starts.extend(line.starts)
        ends.extend(line.ends)
        last = line.text
    raw = "".join(line.raw for line in lines)
    tail = lines[-1].tail or _width(last)
    return Line(
        "".join(text), starts, ends, first.kind, first.level, raw=raw, gap=first.gap, indent=first.indent, tail=tail
    )
