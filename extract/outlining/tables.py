"""Tables of tasks and of pairs: what each column holds, and a unit for each row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from ..knowledge import schemas
from ..knowledge.lexicon import lexicon
from ..model import ABOVE, Clean, CleanBlock, Span, Unit, UnitKind
from .markers import marker

LONGEST_HEAD = 24  # characters in the head of a column
LONGEST_OWN_HEAD = 12  # characters of such a head where no place in the table shows that it is one
MOST_ABOVE = 4  # rows between a table's title and its heads: who filled it in, and when
OTHER = "other"
BODIES = ("lead", "supporting", "responsible")
WITHOUT_MERGED = ("text/plain", "text/csv")
"""Kinds of files in which cells that were merged leave nothing behind."""


class Table(NamedTuple):
    """What rows of a table leave to those that go on with it."""

    columns: tuple[str, ...] = ()
    """The roles of its columns, as its heads name them."""
    last: tuple[Span, ...] = ()
    """The cells of its last row."""


NEW = Table()


def names_body(words: str) -> bool:
    """Whether *words* end as the names of bodies do."""
    return bool(_body().fullmatch(words))


@cache
def _body() -> re.Pattern[str]:
    return re.compile(".*" + lexicon(schemas.Outline).tables.body_endings.pattern)


def table_units(
    clean: Clean, rows: Sequence[CleanBlock], section: tuple[int, ...], before: Table = NEW
) -> tuple[list[Unit], Table]:
    """A unit for each of *rows*, which stand one after the other: TASK_ROW, PAIR_ROW, or HEADING for the rows that name
    the columns, those above them, those that one cell fills, and sums; and what the next rows go on with.

    *before* is the table before: one of as many columns without heads goes on with it.
    """
    units: list[Unit] = []
    width = max(len(row.cells) for row in rows)
    columns, above = before if len(before.columns) == width else NEW
    heads: list[str] = []  # of the line of heads right above
    unmerged = clean.source.media_type in WITHOUT_MERGED
    guessed, first = _guess(clean, rows, width), _first_heads(clean, rows)
    for number, row in enumerate(rows):
        cells = [_resolve(cell, at, above) for at, cell in enumerate(row.cells)]
        filled = [cell for cell in cells if cell.end > cell.start]
        if not filled:
            continue
        words = [cell.of(clean.text) for cell in cells]
        named = _columns(words)
        if row.header or (named and (not columns or _are_heads(clean, row))):
            columns = (_two_lines(heads, words) if heads else named) or columns
            heads = words
            units.append(Unit(UnitKind.HEADING, row.span, section))
        elif len(filled) == 1 and len(cells) > 1 and filled[0] in row.cells:
            units.append(Unit(UnitKind.HEADING, _bare(clean, filled[0]), section))
        elif _is_sum(words) or (number < first and not columns):
            heads = words if number == first - 1 else []
            units.append(Unit(UnitKind.HEADING, row.span, section))
        else:
            cells, heads = _carried(cells, columns, above, unmerged), []
            units.append(_row(clean, row, cells, columns or guessed, section))
        above = tuple(cells)
    return units, Table(columns, above)


def _resolve(cell: Span, number: int, above: Sequence[Span]) -> Span:
    if cell != ABOVE:
        return cell
    return above[number] if number < len(above) else Span(0, 0)


def _carried(cells: list[Span], columns: Sequence[str], above: Sequence[Span], unmerged: bool) -> list[Span]:
    """*cells* with what a row that names no body has from the row *above*: they were one merged cell, or so meant. In a
    file that has no merged cells (*unmerged*) a deadline that is left out was one, too, where another cell is."""
    own = {role for role, cell in zip(columns, cells, strict=False) if cell.end > cell.start}
    main = next((role for role in ("lead", "responsible") if role in columns), "")
    if not main or "task" not in own:
        return cells
    wanted = set[str]() if main in own else {main} if own.intersection(BODIES) else {*BODIES, "deadline"} - own
    if unmerged and any(
        role != "deadline" and cell.end == cell.start and over.end > over.start
        for role, cell, over in zip(columns, cells, above, strict=False)
    ):
        wanted |= {"deadline"} - own
    if not wanted:
        return cells
    return [
        above[at]
        if at < len(above) and at < len(columns) and columns[at] in wanted and cell.end == cell.start
        else cell
        for at, cell in enumerate(cells)
    ]


def _is_sum(words: Sequence[str]) -> bool:
    return any(word in lexicon(schemas.Outline).tables.sums for word in words[:2])


def _first_heads(clean: Clean, rows: Sequence[CleanBlock]) -> int:
    """The number of the first of *rows* that names columns for certain; 0 where none of the first does."""
    for number, row in enumerate(rows[: MOST_ABOVE + 1]):
        words = [cell.of(clean.text) if cell != ABOVE else "" for cell in row.cells]
        if _columns(words) and (row.header or _are_heads(clean, row)):
            return number
    return 0


def _columns(heads: Sequence[str]) -> tuple[str, ...]:
    """The role of each column by its head; () when *heads* are none."""
    if any(len(head) > LONGEST_HEAD or head.isdigit() for head in heads):
        return ()
    roles = tuple(map(role_of, heads))
    known = {role for role in roles if role != OTHER}
    return roles if len(known) >= 2 or (known and len(heads) == 1) else ()


def _two_lines(upper: Sequence[str], lower: Sequence[str]) -> tuple[str, ...]:
    """The role of each column whose head has two lines: by the lower one where that tells, else by the upper one, which
    may stand over several columns (责任分工 over 市级 and 县级)."""
    others = lexicon(schemas.Outline).tables.other_heads
    roles, over = [], ""
    for number, head in enumerate(lower):
        above = upper[number] if number < len(upper) else ""
        over = above or over
        role = role_of(head)
        if role == OTHER and not any(word in head for word in others):
            role = role_of(over if head else above)
        roles.append(role)
    return tuple(roles)


@lru_cache(maxsize=1 << 12)  # the cells of a table repeat, above all those that span rows
def role_of(head: str) -> str:
    """What a column holds, by the words of its *head*."""
    columns = lexicon(schemas.Outline).columns
    if all(any(word in head for word in columns.get(role, ())) for role in ("lead", "supporting")):
        return "responsible"  # 牵头及配合单位: its cells tell who leads
    return next((role for role, words in columns.items() if any(word in head for word in words)), OTHER)


def _are_heads(clean: Clean, row: CleanBlock) -> bool:
    """Whether every cell of *row* itself is the head of a column: the second of two lines of heads, or another
    table's."""
    own = [cell.of(clean.text) for cell in row.cells if cell != ABOVE and cell.end > cell.start]
    rules = lexicon(schemas.Outline)
    known = [*(word for words in rules.columns.values() for word in words), *rules.tables.other_heads]
    label = rules.heading.responsibility_label
    return any(label.fullmatch(f"{head}:") for head in own) and all(
        len(head) <= LONGEST_OWN_HEAD and any(word in head for word in known) for head in own
    )


def _guess(clean: Clean, rows: Sequence[CleanBlock], width: int) -> tuple[str, ...]:
    """Roles where no row names them: bodies by how their names end, times by their words; the longest other column is
    the task."""
    bodies, times, lengths = [0] * width, [0] * width, [0] * width
    time = lexicon(schemas.Outline).flat.time
    for row in rows[:50]:
        for number, cell in enumerate(row.cells[:width]):
            text = cell.of(clean.text) if cell != ABOVE else ""
            bodies[number] += bool(text) and names_body(text)
            times[number] += bool(time.fullmatch(text))
            lengths[number] += len(text)
    count = min(len(rows), 50)
    roles = ["responsible" if 2 * found > count else OTHER for found in bodies]
    if "responsible" in roles:
        roles = ["deadline" if 2 * times[at] > count else role for at, role in enumerate(roles)]
    rest = [number for number, role in enumerate(roles) if role == OTHER]
    if "responsible" in roles and rest:
        roles[max(rest, key=lambda number: lengths[number])] = "task"
    return tuple(roles)


def _row(
    clean: Clean, row: CleanBlock, cells: Sequence[Span], columns: tuple[str, ...], section: tuple[int, ...]
) -> Unit:
    roles = (columns + (OTHER,) * len(cells))[: len(cells)]
    kind = UnitKind.PAIR_ROW if "base" in roles and "partner" in roles else UnitKind.TASK_ROW
    bare = tuple(_bare(clean, cell) if role == "task" else cell for cell, role in zip(cells, roles, strict=True))
    return Unit(kind, row.span, section, bare, roles)


def _bare(clean: Clean, cell: Span) -> Span:
    """*cell* without its list number."""
    text = cell.of(clean.text)
    found = marker(text)
    if not found or found.printed == text:
        return cell
    rest = text[len(found.printed) :]
    return Span(cell.end - len(rest.lstrip()), cell.end)
