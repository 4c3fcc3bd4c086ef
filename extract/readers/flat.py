"""Tables that were copied as text, one cell a line, put together again: a column of numbers counts the rows, or the
lines go round through the columns; empty cells left no line behind."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from ..knowledge import schemas
from ..knowledge.lexicon import lexicon
from ..model import ABOVE, Block, BlockKind, Span
from ..outlining.markers import marker
from ..outlining.tables import BODIES, role_of
from ..text.fold import fold
from .cells import assigned, fitting, habits, is_body, is_time
from .rounds import rounds

LONGEST_ROW = 40  # lines
MOST_HEADS = 12
WHOLE = 4.0
"""What it is worth that the last row of a table is as whole as all others."""
AGAIN = 4
"""One in so many of the lines that were looked at in vain are passed before others are, so that none is looked at much
more often than that."""


class _Counted(NamedTuple):
    """A row that opens with its number: its other lines, and what stands between it and the next one."""

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
        if heads and _is_numbered(lines, first) and _value(lines[min(first + 1, len(lines) - 1)]) == 1:
            shown = [*shown, lines[first]]
            first += 1
        if heads and first < len(lines) and _value(lines[first]) == 1:
            result += shown
            place = _counted(lines, first, columns, heads, result)
            continue
        if heads and place >= tried:
            found, end, looked = _going_round(lines, first, columns, heads)
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
        if len(line.text) > rules.longest_head or _value(line) or _is_numbered([line], 0):
            break
        found.append(line)
    first = place + len(found)
    across = _across(lines, first + _is_numbered(lines, first))
    if across and ((across < len(found) and not counts) or any(line.text in rules.count_heads for line in found[1:])):
        return []  # a title above the heads
    counted = across > 0 and (counts or across == len(found))
    while not counted and not _is_head(found[-1]):
        found.pop()
    known = [line.text for line in found if line.text in rules.count_heads or _is_head(line)]
    enough = len(found) >= rules.fewest_columns and 2 * len(known) > len(found)
    return found if enough and (counted or are_heads(known)) else []


def _is_numbered(lines: Sequence[Block], place: int) -> bool:
    """Whether a heading with its number stands at *place*: 一、产业协作."""
    numbered = marker(lines[place].text) if place < len(lines) else None
    return numbered is not None and numbered.style.startswith("han")


def _across(lines: Sequence[Block], place: int) -> int:
    """How many lines the first row has that opens with the number one at *place*: 0 where none does, 1 where the number
    two does not follow."""
    if place >= len(lines) or _value(lines[place]) != 1:
        return 0
    reach = range(place + 1, min(len(lines), place + MOST_HEADS))
    return next((near - place for near in reach if _value(lines[near]) == 2), 1)


def _is_head(line: Block) -> bool:
    longest = lexicon(schemas.Outline).flat.longest_head
    known = len(line.text) <= longest and any(word in line.text for word in _known_heads())
    return known and not marker(line.text)


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
    return number_of(line.text)


def counts(heads: Sequence[str]) -> bool:
    """Whether the first of *heads* says that its column counts the rows."""
    return heads[0] in lexicon(schemas.Outline).flat.count_heads


def number_of(words: str) -> int:
    """The number of a row that *words* are; 0 where they are none."""
    bare = words.rstrip(".、")
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


def _counted(
    lines: Sequence[Block], place: int, columns: Sequence[str], heads: Sequence[Block], result: list[Block]
) -> int:
    """Put together the rows from *place* on, each of which opens with its number; where the table ends."""
    found: list[_Counted] = []
    while place < len(lines) and _value(lines[place]) == len(found) + 1:
        following = _following(lines, place, heads, len(found) + 2)
        whole = len(found) > 1 and all(len(row.parts) == len(columns) - 1 for row in found)
        end = following or _end(lines, place, columns, whole)
        found.append(_Counted(lines[place], *_divided(lines[place + 1 : end], columns, heads)))
        place = end
    usual = habits(([part.text for part in row.parts] for row in found), columns[1:])
    above: list[str] = []
    for row in found:
        cells: list[list[Block]] = [[] for _ in columns[1:]]
        words = [part.text for part in row.parts]
        for part, column in zip(row.parts, assigned(words, columns[1:], usual, above), strict=True):
            cells[column].append(part)
        above = ["".join(part.text for part in cell) for cell in cells]
        result.append(_row([[row.number], *cells]))
        result += row.below
    return place


def _following(lines: Sequence[Block], place: int, heads: Sequence[Block], number: int) -> int:
    """Where the row with *number* begins, which follows the one at *place*; 0 where another table, or nothing, does."""
    for near in range(place + 1, min(len(lines), place + LONGEST_ROW)):
        if _value(lines[near]) == number:
            return near
        if lines[near].text == heads[0].text and _value(lines[min(near + len(heads), len(lines) - 1)]) != number:
            return 0
    return 0


def _divided(
    lines: Sequence[Block], columns: Sequence[str], heads: Sequence[Block]
) -> tuple[Sequence[Block], Sequence[Block]]:
    """The *lines* behind a row's number as its own, and those between it and the next row: a heading, or a caption
    with the *heads* anew, which come once."""
    parts, below = list(lines), list[Block]()
    if _again(parts, len(parts) - len(heads), heads):
        del parts[-len(heads) :]
        own = max(range(min(len(parts), len(columns)) + 1), key=lambda end: (_fits(parts[:end], columns), end))
        return parts[:own], parts[own:]
    while len(parts) >= len(columns) and _is_heading(parts[-1], columns):
        below.insert(0, parts.pop())
    return parts, below


def _is_heading(line: Block, columns: Sequence[str]) -> bool:
    """Whether a *line* behind as many as there are *columns* heads the rows below it: by its number, or because the
    last column asks for bodies or times, and it is neither."""
    if _is_numbered([line], 0):
        return True
    return role_of(columns[-1]) in (*BODIES, "deadline") and not is_body(line.text) and not is_time(line.text)


def _again(lines: Sequence[Block], place: int, heads: Sequence[Block]) -> bool:
    """Whether the *heads* of a table stand at *place* once more, as they do where a page began."""
    again = lines[place : place + len(heads)] if place >= 0 else ()
    return len(again) == len(heads) and all(one.text == head.text for one, head in zip(again, heads, strict=True))


def _end(lines: Sequence[Block], place: int, columns: Sequence[str], whole: bool) -> int:
    """Where the last row of a table, which begins at *place*, ends: after as many lines as fit its columns best, above
    all as many as they are where the other rows are *whole*."""
    most = min(len(lines), place + len(columns))
    full = place + len(columns)
    return max(
        range(place + 1, most + 1),
        key=lambda end: (_fits(lines[place + 1 : end], columns) + WHOLE * (whole and end == full), end),
    )


def _fits(parts: Sequence[Block], columns: Sequence[str]) -> float:
    return fitting([part.text for part in parts], columns[1:])


def _going_round(
    lines: Sequence[Block], place: int, columns: Sequence[str], heads: Sequence[Block]
) -> tuple[list[Block], int, int]:
    """The rows from *place* on of a table without numbers, where it ends, and how many lines were looked at."""
    taken: list[int] = []

    def words() -> Iterator[str]:
        at = place
        while at < len(lines) and not _ends_table(lines[at]):
            if taken and taken[-1] == at - 1 and _again(lines, at, heads):
                at += len(heads)
                continue
            if _heads(lines, at):
                return  # another table
            taken.append(at)
            yield lines[at].text
            at += 1

    rows, looked = rounds(words(), columns)
    numbers = iter(taken)
    found, end = [], place
    for row in rows:
        cells: list[list[Block]] = [[] for _ in columns]
        for column in row:
            end = next(numbers) + 1
            cells[column].append(lines[end - 1])
        found.append(_row(cells))
    return found, end, looked


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
