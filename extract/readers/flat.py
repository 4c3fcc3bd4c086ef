"""Tables that were copied as text, one cell a line: a column of numbers counts the rows, which puts them together."""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from functools import cache
from typing import Any

from ..lexicon import lexicon
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
def _words() -> dict[str, Any]:
    table = lexicon("outline")
    roles = [word for words in table["columns"].values() for word in words]
    return {
        **table["flat"],
        "heads": tuple(roles),
        "base": tuple(table["columns"]["base"]),
        "partner": tuple(table["columns"]["partner"]),
        "others": tuple(table["tables"]["heads"]),
        "label": re.compile(table["heading"]["label"]),
        "times": re.compile(table["flat"]["time"]),
        "bodies": re.compile(".*" + table["tables"]["body"] + "[、,;]?"),
    }


def _heads(lines: Sequence[Block], place: int) -> list[Block]:
    """The heads of the columns when a table starts at *place*."""
    words = _words()
    if lines[place].text not in words["count"]:
        return []
    found = [lines[place]]
    for line in lines[place + 1 : place + 8]:
        if len(line.text) > words["longest_head"] or not any(word in line.text for word in words["heads"]):
            break
        found.append(line)
    return found if len(found) >= words["fewest_columns"] else []


def are_heads(words: Sequence[str]) -> bool:
    """Whether *words* are the heads of a table: short, all known, with who does a task among them or both of a pair."""
    known = (*_words()["heads"], *_words()["count"], *_words()["others"])
    return (
        len(words) > 1
        and all(len(head) <= _words()["longest_head"] and any(word in head for word in known) for head in words)
        and (
            any(_words()["label"].fullmatch(f"{head}:") for head in words)
            or all(any(word in head for head in words for word in _words()[side]) for side in ("base", "partner"))
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
    words, at = _words(), 0
    for number, part in enumerate(parts):
        left = len(parts) - number
        if left <= len(columns) - at and words["times"].fullmatch(part.text):
            at = len(columns) - left
        elif at == 0 and columns[0] and words["bodies"].fullmatch(part.text):
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
