"""Tables that were copied as text, one cell a line, put together again: a column of numbers counts the rows, or the
lines go round through the columns; empty cells left no line behind."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from functools import cache
from itertools import takewhile
from typing import NamedTuple

from ..knowledge import schemas
from ..knowledge.lexicon import lexicon
from ..model import ABOVE, Block, BlockKind, Span
from ..outlining.markers import marker
from ..outlining.tables import BODIES, role_of
from ..text.fold import fold
from .cells import assigned, fitting, habits
from .rounds import rounds

LONGEST_ROW = 40  # lines
MOST_HEADS = 12
AGAIN = 4
"""One in so many of the lines that were looked at in vain are passed before others are, so that none is looked at much
more often than that."""


class _Counted(NamedTuple):
    """A row that opens with its number: its other lines, and the headings between it and the next one."""

    number: Block
    parts: Sequence[Block]
    below: Sequence[Block]


def rows(lines: Sequence[Block]) -> list[Block]:
    """*lines* with those of each flattened table put together to rows; all others as they are."""
    result: list[Block] = []
    place = tried = 0
    while place < len(lines):
        heads = _heads(lines, place)
        first = place + len(heads)
        shown, columns = _head_rows(heads)
        if heads and first < len(lines) and _value(lines[first]) == 1:
            result += shown
            place = _counted(lines, first, columns, result)
            continue
        if heads and place >= tried:
            found, end, looked = _going_round(lines, first, columns)
            if found:
                result += [*shown, *found]
                place = end
                continue
            tried = place + looked // AGAIN
        result.append(lines[place])
        place += 1
    return result


@cache
def _known_heads() -> tuple[str, ...]:
    rules = lexicon(schemas.Outline)
    return (*(word for words in rules.columns.values() for word in words), *rules.tables.other_heads)


def _heads(lines: Sequence[Block], place: int) -> list[Block]:
    """The heads of the columns when a table starts at *place*: those above the number one where the first of them
    counts the rows, else a run of heads with who does a task among them. One in two may be unknown."""
    rules = lexicon(schemas.Outline).flat
    counts = lines[place].text in rules.count_heads
    if not counts and not _is_head(lines[place]):
        return []
    found = [lines[place]]
    for line in lines[place + 1 : place + MOST_HEADS]:
        if len(line.text) > rules.longest_head or _value(line):
            break
        found.append(line)
    counted = counts and place + len(found) < len(lines) and _value(lines[place + len(found)]) == 1
    while not counted and not _is_head(found[-1]):
        found.pop()
    known = [line.text for line in found if line.text in rules.count_heads or _is_head(line)]
    enough = len(found) >= rules.fewest_columns and 2 * len(known) > len(found)
    return found if enough and (counted or are_heads(known)) else []


def _is_head(line: Block) -> bool:
    longest = lexicon(schemas.Outline).flat.longest_head
    return len(line.text) <= longest and any(word in line.text for word in _known_heads())


def are_heads(words: Sequence[str]) -> bool:
    """Whether *words* are the heads of a table: short, all known, with who does a task among them or both of a pair."""
    rules = lexicon(schemas.Outline)
    known = (*_known_heads(), *rules.flat.count_heads)
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


def _head_rows(heads: Sequence[Block]) -> tuple[list[Block], list[str]]:
    """The row of *heads*, or the two that they were; and the heads of the columns.

    A head over several columns is followed by the rest of its own line and only then by the heads below it: 序号, 任务,
    责任分工, 时限, 牵头单位, 配合单位.
    """
    words = [head.text for head in heads]
    over = next((at for at, word in enumerate(words) if word in lexicon(schemas.Outline).flat.over_bodies), 0)
    below = len(words)
    while below > over + 1 and role_of(words[below - 1]) in BODIES:
        below -= 1
    count = len(words) - below
    if not over or count < 2:
        return [_row([[head] for head in heads], header=True)], words
    empty: list[list[Block]] = [[] for _ in range(count - 1)]
    first = [*([head] for head in heads[: over + 1]), *empty, *([head] for head in heads[over + 1 : below])]
    second: list[list[Block] | None] = [
        *[None] * over,
        *([head] for head in heads[below:]),
        *[None] * (below - over - 1),
    ]
    columns = [*words[:over], *words[below:], *words[over + 1 : below]]
    return [_row(first, header=True), _row(second, header=True)], columns


def _counted(lines: Sequence[Block], place: int, heads: Sequence[str], result: list[Block]) -> int:
    """Put together the rows from *place* on, each of which opens with its number; where the table ends."""
    found: list[_Counted] = []
    while place < len(lines) and _value(lines[place]) == len(found) + 1:
        reach = range(place + 1, min(len(lines), place + LONGEST_ROW))
        following = next((near for near in reach if _value(lines[near]) == len(found) + 2), 0)
        end = following or _end(lines, place, heads)
        parts, below = list(lines[place + 1 : end]), list[Block]()
        while len(parts) >= len(heads) and (numbered := marker(parts[-1].text)) and numbered.style.startswith("han"):
            below.insert(0, parts.pop())  # a heading between two rows
        found.append(_Counted(lines[place], parts, below))
        place = end
    usual = habits(([part.text for part in row.parts] for row in found), heads[1:])
    for row in found:
        cells: list[list[Block]] = [[] for _ in heads[1:]]
        for part, column in zip(row.parts, assigned([part.text for part in row.parts], heads[1:], usual), strict=True):
            cells[column].append(part)
        result.append(_row([[row.number], *cells]))
        result += row.below
    return place


def _end(lines: Sequence[Block], place: int, heads: Sequence[str]) -> int:
    """Where the last row of a table, which begins at *place*, ends: after as many lines as fit its columns best."""
    most = min(len(lines), place + len(heads))
    return max(
        range(place + 1, most + 1),
        key=lambda end: (fitting([line.text for line in lines[place + 1 : end]], heads[1:]), end),
    )


def _going_round(lines: Sequence[Block], place: int, heads: Sequence[str]) -> tuple[list[Block], int, int]:
    """The rows from *place* on of a table without numbers, where it ends, and how many lines were looked at."""
    following = takewhile(lambda line: not _ends_table(line), (lines[at] for at in range(place, len(lines))))
    rows, looked = rounds((line.text for line in following), heads)
    found = []
    for columns in rows:
        cells: list[list[Block]] = [[] for _ in heads]
        for column in columns:
            cells[column].append(lines[place])
            place += 1
        found.append(_row(cells))
    return found, place, looked


def _ends_table(line: Block) -> bool:
    return bool(lexicon(schemas.Outline).flat.below.match(fold(line.text)))


def _row(columns: Sequence[Sequence[Block] | None], header: bool = False) -> Block:
    """The lines of each column as one row; None where the cell of the row above reaches down."""
    text: list[str] = []
    starts, ends = array("q"), array("q")
    cells = []
    length = 0
    for column in columns:
        if column is None:
            cells.append(ABOVE)
            continue
        begin = length
        for place, part in enumerate(column):
            if place or length:
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
