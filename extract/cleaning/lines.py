"""Lines broken inside a sentence, as PDF pages and hard-wrapped text have them, joined to paragraphs."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from ..about.page import number_pattern
from ..model import BlockKind
from ..outlining.markers import marker
from ..text.tokens import jieba
from .letters import Line

_END = "。;!?:…"
_CLOSING = "”’)》】〕]"
_PAIRS = dict(zip("(《〈“【〔", ")》〉”】〕", strict=True))
_NEVER_FIRST = "、,。;:!?)》”’】〕…%"
_NARROW = re.compile(r"[\x00-\xa0]")
_JOINABLE = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)
NARROWEST = 30  # columns: a narrower text cannot be told from a list of headings
SLACK = 6  # columns that a full line may fall short of the widest: a mark that may not open a line took its place
MARKED = 0.8  # share of paragraphs with an indent or an empty line before, from which on all are taken to have one

SHORTEST_CLAUSE = 12  # characters before a page's end that may be part of a sentence
SHORTEST_LINE, WORD = 18, 6  # characters of a line that may break inside a word, and those looked at beside the break


class Wrap(NamedTuple):
    """Where a text is wrapped: at a width in columns or at a number of characters, 0 for the one that it is not."""

    columns: int
    characters: int
    marked: bool = False
    """Every paragraph opens with an indent or after an empty line."""
    margin: int = 0
    """White space before the lines that open no paragraph."""

    def full(self, line: Line) -> bool:
        columns, characters = line.tail or _sizes(line)
        return (0 < self.columns <= columns + SLACK) or (0 < self.characters <= characters + 2)

    def opens(self, line: Line) -> bool:
        """Whether *line* is set off as the first of a paragraph."""
        return line.gap or line.indent >= self.margin + 2


def _width(text: str) -> int:
    return 2 * len(text) - len(_NARROW.findall(text))


def _sizes(line: Line) -> tuple[int, int]:
    return _width(line.text), len(line.raw) + line.indent // 2


def ended(text: str) -> bool:
    """Whether *text* closes with a sentence's end, or with a bracket behind one: ...。(责任单位:市商务局)"""
    bare = text.rstrip(_CLOSING)
    if not bare or bare[-1] in _END:
        return True
    opened = text.rfind("(") if text[-1] == ")" else 0
    return opened > 0 and text[opened - 1] in _END


def wrapped_at(lines: Sequence[Line]) -> Wrap | None:
    """Where the text of *lines* is wrapped, or None when it is not. Noise does not count."""
    lines = [line for line in lines if not line.reason and line.text and line.kind in _JOINABLE]
    sizes = [_sizes(line) for line in lines]
    columns = _edge(lines, [columns // 2 for columns, _ in sizes]) * 2
    characters = _edge(lines, [characters for _, characters in sizes])
    if not columns and not characters:
        return None
    wrap = Wrap(columns, characters, margin=min(line.indent for line in lines))
    openings = [wrap.opens(after) for before, after in pairwise(lines) if not wrap.full(before)]
    return wrap._replace(marked=sum(openings) >= max(3, MARKED * len(openings)))


def _edge(lines: Sequence[Line], sizes: Sequence[int]) -> int:
    """The size at which most lines that end in no sentence's end come close to the longest, or 0."""
    broken = [(line, size) for line, size in zip(lines, sizes, strict=True) if not ended(line.text)]
    bands = Counter(size for _, size in broken if size >= NARROWEST // 2)
    if not bands:
        return 0
    best = max(bands, key=lambda band: (sum(bands[near] for near in (band - 2, band - 1, band)), band))
    full = sum(bands[near] for near in (best - 2, best - 1, best))
    long = sum(count for band, count in bands.items() if band >= best // 2)
    # A list of headlines may be even too, but has no clauses in its lines.
    clauses = sum(any(mark in line.text for mark in ",、。;") for line, size in broken if size >= best - 2)
    widest = max(sizes, default=0)
    return 0 if min(full, clauses) < 2 or min(full, 2 * clauses) * 2 < long or widest > best + 6 else best


def joined(lines: Sequence[Line], wrap: Wrap | None) -> list[Line]:
    """*lines* with those that one sentence runs across made one; *wrap* is where they are wrapped, if anywhere."""
    result: list[Line] = []
    pending: list[Line] = []
    opened = ""
    for line in lines:
        if pending and _continues(pending[-1], line, wrap, opened):
            pending.append(line)
        else:
            if pending:
                result.append(_merge(pending))
            pending, opened = [line], ""
        opened = _left_open(opened + line.text)
    return [*result, _merge(pending)] if pending else result


def _left_open(text: str) -> str:
    """The brackets and marks of *text* that nothing in it closes, innermost last."""
    stack: list[str] = []
    for mark in text:
        if mark in _PAIRS:
            stack.append(mark)
        elif stack and mark == _PAIRS[stack[-1]]:
            stack.pop()
    return "".join(stack)


def _continues(before: Line, after: Line, wrap: Wrap | None, opened: str) -> bool:
    if not _joinable(before, after):
        return False
    if after.text[0] in _NEVER_FIRST and len(after.text) > 1:
        return not ended(before.text) or after.text[0] not in "”’)》】〕"
    full = wrap is not None and wrap.full(before) and not wrap.opens(after)
    if full and opened:
        return True
    if marker(after.text):
        return False
    # A page ended inside a sentence: its clauses tell a sentence from a heading.
    turned = after.turned and len(before.text) >= SHORTEST_CLAUSE and any(mark in before.text for mark in ",、。;")
    if ended(before.text):
        return full and wrap is not None and wrap.marked
    goes_on = before.text[-1] in ",、" and len(before.text) > 6
    return full or turned or goes_on or _broken(before.text, after.text, opened)


def _broken(before: str, after: str, opened: str) -> bool:
    """Whether a text that is wrapped at no one width is so between the two lines: inside quotation marks or a word."""
    if len(before) < SHORTEST_LINE or not any(mark in before for mark in ",、。;"):
        return False
    tail, place = before[-WORD:], 0
    for word in jieba().cut(tail + after[:WORD], False):
        if place < len(tail) < place + len(word):
            return True
        place += len(word)
    return bool(opened)


def _joinable(before: Line, after: Line) -> bool:
    """Whether the two may be lines of one paragraph at all; a document's number stands on its own line."""
    return (
        not (before.kept or after.kept)
        and before.kind == after.kind
        and before.kind in _JOINABLE
        and not any(
            line.text.endswith(("号", "号)")) and number_pattern().fullmatch(line.text) for line in (before, after)
        )
    )


def _merge(lines: Sequence[Line]) -> Line:
    if len(lines) == 1:
        return lines[0]
    first = lines[0]
    text, starts, ends = [first.text], array("q", first.starts), array("q", first.ends)
    last = first.text
    for line in lines[1:]:
        if _is_latin(last[-1]) and _is_latin(line.text[0]) and not (last[-1].isdigit() and line.text[0].isdigit()):
            text.append(" ")
            starts.append(ends[-1])
            ends.append(line.starts[0])
        text.append(line.text)
        starts.extend(line.starts)
        ends.extend(line.ends)
        last = line.text
    raw = "".join(line.raw for line in lines)
    tail = lines[-1].tail or _sizes(lines[-1])
    return Line(
        "".join(text), starts, ends, first.kind, first.level, raw=raw, gap=first.gap, indent=first.indent, tail=tail
    )


def _is_latin(sign: str) -> bool:
    return sign.isascii() and sign.isalnum()
