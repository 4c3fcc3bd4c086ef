"""Tables drawn with characters, as mail programs and terminals draw them: │任务│单位│ between lines of ├──┼──┤."""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from itertools import pairwise

from ..model import Block, BlockKind, Span

_RULE = re.compile(r"(?=.*(?:[\u2500\u2501\u2550]|--|==))[\s\u2500-\u257f]{3,}|(?=.*\+)[\s+|=-]{3,}")
_BAR = re.compile(r"[\u2502\u2503\u2551|｜]")
FEWEST = 3  # rules of a table that parts all its rows by them: one whose cells may take several lines


def rows(lines: Sequence[Block]) -> list[Block]:
    """*lines* with drawn rows as TABLE_ROW and without the rules between them. Where a rule parts each row from the
    next, the lines between two rules are one row."""
    result: list[Block] = []
    place = 0
    while place < len(lines):
        end = place
        while end < len(lines) and (_RULE.fullmatch(lines[end].text) or _cells(lines[end].text)):
            end += 1
        if end > place and any(_RULE.fullmatch(block.text) for block in lines[place:end]):
            result += _table(lines[place:end])
            place = end
        else:
            result += lines[place : max(end, place + 1)]
            place = max(end, place + 1)
    return result


def _table(lines: Sequence[Block]) -> list[Block]:
    groups: list[list[Block]] = [[]]
    for block in lines:
        if _RULE.fullmatch(block.text):
            groups.append([])
        else:
            groups[-1].append(block)
    filled = [group for group in groups if group]
    if len(filled) < FEWEST:
        filled = [[block] for group in filled for block in group]
    return [row for group in filled for row in _rows(group)]


def _rows(lines: Sequence[Block]) -> list[Block]:
    """The row that *lines* are together; one each where they have different numbers of cells."""
    cells = [_cells(block.text) for block in lines]
    if len({len(own) for own in cells}) > 1:
        return [row for block in lines for row in _rows([block])]
    text, starts, ends, spans = "", array("q"), array("q"), []
    for column in range(len(cells[0])):
        if text:
            text += "\t"
            starts.append(ends[-1])
            ends.append(ends[-1])
        begun = len(text)
        for block, own in zip(lines, cells, strict=True):
            words = own[column]
            text += words.of(block.text)
            starts.extend(block.starts[words.start : words.end])
            ends.extend(block.ends[words.start : words.end])
        spans.append(Span(begun, len(text)))
    return [Block(text, starts, ends, BlockKind.TABLE_ROW, cells=tuple(spans))] if text.strip() else []


def _cells(text: str) -> tuple[Span, ...]:
    """What stands between the bars of a line that bars enclose; nothing where it is none."""
    bars = [bar.start() for bar in _BAR.finditer(text)]
    if len(bars) < 3 or bars[0] != 0 or bars[-1] != len(text) - 1:
        return ()
    found = []
    for before, after in pairwise(bars):
        words = text[before + 1 : after]
        start = before + 1 + len(words) - len(words.lstrip())
        found.append(Span(start, max(start, before + 1 + len(words.rstrip()))))
    return tuple(found)
