"""Tables of tasks and of pairs: what each column holds, and a unit for each row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from ..knowledge import schemas
from ..knowledge.lexicon import lexicon
from ..model import ABOVE, Clean, CleanBlock, Span, Unit, UnitKind
from .markers import marker

LONGEST_HEAD = 24  # characters in the head of a column
LONGEST_OWN_HEAD = 12  # characters of such a head where no place in the table shows that it is one
OTHER = "other"


@cache
def _body() -> re.Pattern[str]:
    return re.compile(".*" + lexicon(schemas.Outline).tables.body_endings.pattern)


def table_units(
    clean: Clean, rows: Sequence[CleanBlock], section: tuple[int, ...], before: tuple[str, ...] = ()
) -> tuple[list[Unit], tuple[str, ...]]:
    """A unit for each of *rows*, which stand one after the other: TASK_ROW, PAIR_ROW, or HEADING for the rows that name
    the columns and those that one cell fills; and the roles of the columns that the rows name.

    *before* are the columns of the table before: one of as many columns without heads goes on with it.
    """
    units: list[Unit] = []
    width = max(len(row.cells) for row in rows)
    columns = before if len(before) == width else ()
    above: list[Span] = []
    guessed = _guess(clean, rows, width)
    for row in rows:
        cells = [_resolve(cell, number, above) for number, cell in enumerate(row.cells)]
        filled = [cell for cell in cells if cell.end > cell.start]
        if not filled:
            continue
        named = _columns(clean, cells)
        if row.header or (named and (not columns or _are_heads(clean, row))):
            columns = named or columns
            units.append(Unit(UnitKind.HEADING, row.span, section))
        elif len(filled) == 1 and len(cells) > 1 and filled[0] in row.cells:
            units.append(Unit(UnitKind.HEADING, _bare(clean, filled[0]), section))
        else:
            units.append(_row(clean, row, cells, columns or guessed, section))
        above = cells
    return units, columns


def _resolve(cell: Span, number: int, above: Sequence[Span]) -> Span:
    if cell != ABOVE:
        return cell
    return above[number] if number < len(above) else Span(0, 0)


def _columns(clean: Clean, cells: Sequence[Span]) -> tuple[str, ...]:
    """The role of each column by its head; () when the cells are no heads."""
    heads = [cell.of(clean.text) for cell in cells]
    if any(len(head) > LONGEST_HEAD or head.isdigit() for head in heads):
        return ()
    roles = tuple(_role(head) for head in heads)
    known = {role for role in roles if role != OTHER}
    return roles if len(known) >= 2 or (known and len(cells) == 1) else ()


@lru_cache(maxsize=1 << 12)  # the cells of a table repeat, above all those that span rows
def _role(head: str) -> str:
    columns = lexicon(schemas.Outline).columns.items()
    return next((role for role, words in columns if any(word in head for word in words)), OTHER)


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
    """Roles where no row names them: bodies by how their names end, the longest other column is the task."""
    bodies, lengths = [0] * width, [0] * width
    for row in rows[:50]:
        for number, cell in enumerate(row.cells[:width]):
            text = cell.of(clean.text) if cell != ABOVE else ""
            bodies[number] += bool(text) and bool(_body().fullmatch(text))
            lengths[number] += len(text)
    count = min(len(rows), 50)
    roles = ["responsible" if 2 * found > count else OTHER for found in bodies]
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
