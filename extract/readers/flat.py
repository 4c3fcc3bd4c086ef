"""Tables that were copied as text, one cell a line: a column of numbers counts the rows, which puts them together."""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from functools import cache

from ..knowledge import schemas
from ..knowledge.lexicon import lexicon
from ..model import Block, BlockKind, Span
from ..outlining.markers import marker

LONGEST_ROW = 40  # lines


def rows(lines: Sequence[Block]) -> list[Block]:
    """*lines* with those of each flattened table put together to rows; all others as they are."""
    result: list[Block] = []
    place = 0
    while place < len(lines):
        heads = _heads(lines, place)
        first = place + len(heads)
        if not heads or first >= len(lines) or _value(lines[first]) != 1:
            result.append(lines[place])
            place += 1
            continue
        result.append(_row(heads, [[head] for head in heads], header=True))
        place = _body(lines, first, heads, result)
    return result


@cache
def _known_heads() -> tuple[str, ...]:
    return tuple(word for words in lexicon(schemas.Outline).columns.values() for word in words)


@cache
def _bodies() -> re.Pattern[str]:
    return re.compile(".*" + lexicon(schemas.Outline).tables.body_endings.pattern + "[、,;]?")


def _heads(lines: Sequence[Block], place: int) -> list[Block]:
    """The heads of the columns when a table starts at *place*."""
    rules = lexicon(schemas.Outline).flat
    if lines[place].text not in rules.count_heads:
        return []
    found = [lines[place]]
    for line in lines[place + 1 : place + 8]:
        if len(line.text) > rules.longest_head or not any(word in line.text for word in _known_heads()):
            break
        found.append(line)
    return found if len(found) >= rules.fewest_columns else []


def are_heads(words: Sequence[str]) -> bool:
    """Whether *words* are the heads of a table: short, all known, with who does a task among them or both of a pair."""
    rules = lexicon(schemas.Outline)
    known = (*_known_heads(), *rules.flat.count_heads, *rules.tables.other_heads)
    sides = (rules.columns["base"], rules.columns["partner"])
    return (
        len(words) > 1
        and all(len(head) <= rules.flat.longest_head and any(word in head for word in known) for head in words)
        and (
            any(rules.heading.responsibility_label.fullmatch(f"{head}:") for head in words)
            or all(any(word in head for head in words for word in side) for side in sides)
        )
    )


def _value(line: Block) -> int:
    bare = line.text.rstrip(".、")
    return int(bare) if bare.isascii() and bare.isdigit() and len(bare) < 4 else 0


def _body(lines: Sequence[Block], place: int, heads: Sequence[Block], result: list[Block]) -> int:
    """Put together the rows from *place* on; where the table ends."""
    count = 1
    while place < len(lines) and _value(lines[place]) == count:
        reach = range(place + 1, min(len(lines), place + LONGEST_ROW))
        following = next((near for near in reach if _value(lines[near]) == count + 1), 0)
        end = following or min(len(lines), place + len(heads))
        parts, between = list(lines[place + 1 : end]), list[Block]()
        while len(parts) >= len(heads) and (found := marker(parts[-1].text)) and found.style.startswith("han"):
            between.insert(0, parts.pop())  # a heading between two rows
        result.append(_row(heads, [[lines[place]], *_columns(parts, heads)]))
        result += between
        place, count = end, count + 1
    return place


def _columns(parts: Sequence[Block], heads: Sequence[Block]) -> list[list[Block]]:
    """The lines of one row by column: one each where they are as many; else names of bodies and times tell."""
    columns: list[list[Block]] = [[] for _ in heads[1:]]
    if len(parts) <= len(columns):
        for column, part in zip(columns, parts, strict=False):
            column.append(part)
        return columns
    time, at = lexicon(schemas.Outline).flat.time, 0
    for number, part in enumerate(parts):
        left = len(parts) - number
        if left <= len(columns) - at and time.fullmatch(part.text):
            at = len(columns) - left
        elif at == 0 and columns[0] and _bodies().fullmatch(part.text):
            at = 1
        columns[at].append(part)
        if left == len(columns) - at > 1:  # as many lines as columns are left: one each
            at += 1
    return columns


def _row(heads: Sequence[Block], columns: Sequence[Sequence[Block]], header: bool = False) -> Block:
    text: list[str] = []
    starts, ends = array("q"), array("q")
    cells = []
    length = 0
    for number, column in enumerate(columns):
        for place, part in enumerate(column):
            if place or (number and length):
                text.append("\n" if place else "\t")
                starts.append(ends[-1])
                ends.append(part.starts[0])
                length += 1
            if not place:
                begin = length
            text.append(part.text)
            starts.extend(part.starts)
            ends.extend(part.ends)
            length += len(part.text)
        cells.append(Span(begin, length) if column else Span(length, length))
    return Block("".join(text), starts, ends, BlockKind.TABLE_ROW, cells=tuple(cells), header=header)
