"""Which column each line of a row belongs to, where only their order and their words are left of the table."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from ..knowledge import schemas
from ..knowledge.lexicon import lexicon
from ..outlining.tables import BODIES, OTHER, role_of
from ..text.fold import fold

SHORT = 8  # characters of a cell that names a field and no task
_MARKS = re.compile("[、,;]")
_BRACKET = re.compile(r"\([^()]*\)")
_EMPTY = {"task": -4.0, "lead": -1.5, "responsible": -1.5, "deadline": -1.0}
"""What it costs to leave a column empty, by its role."""
EMPTY, FURTHER = -0.5, -1.0
"""The same for all other columns, and what a second line in one costs."""
NO_FURTHER = -3.0
"""What it costs in a table where no row has more lines than columns."""
ELSEWHERE, LONE = -1.25, -1.25
"""What it costs that a body stands in another column of the whole rows, and that a cell names several bodies where
those of its column name one each."""
SELDOM = 0.25
"""Up to this share of rows that lack a body, a cell that is missing was rather merged with the one above than empty."""
MERGED = {"lead": -1.5, "supporting": -1.4, "responsible": -1.5}
"""What it costs there to leave the column of a body empty, in place of the above."""
REPEATS, SEVERAL = 1.5, -2.0
"""What it is worth there that the body above stands in the same column of further rows, and that several bodies lead
where they may support the one above."""
FEWEST_WHOLE = 3
"""Whole rows that tell how the columns of a table are filled."""


class Habits(NamedTuple):
    """How the whole rows of a table fill its columns: they say whose cell is missing in the others."""

    columns: Mapping[str, Mapping[int, int]] = MappingProxyType({})
    """In how many rows each body stands in which columns."""
    lone: frozenset[int] = frozenset()
    """The columns of bodies that never name several, where another does."""
    merged: bool = False
    """Whether one body leads and others stand beside it in nearly all rows."""
    further: float = FURTHER
    """What a second line in a cell costs."""
    lengths: tuple[int, ...] = ()
    """How many characters the longest cell of each column has."""


UNKNOWN = Habits()
_NOWHERE: Mapping[int, int] = MappingProxyType({})


def habits(rows: Iterable[Sequence[str]], heads: Sequence[str]) -> Habits:
    """The habits of a table with *heads*, by those of its *rows* that have a line for each column."""
    every = list(rows)
    whole = [row for row in every if len(row) == len(heads)]
    roles = [role_of(head) for head in heads]
    of_bodies = [at for at, role in enumerate(roles) if role in BODIES]
    if len(whole) < FEWEST_WHOLE or len(of_bodies) < 2:
        return UNKNOWN
    columns: dict[str, Counter[int]] = defaultdict(Counter)
    several = set()
    for row in whole:
        for at in of_bodies:
            names = _names(row[at])
            several |= {at} if len(names) > 1 else set()
            for name in names:
                columns[name][at] += 1
    lone = frozenset(of_bodies) - several if several else frozenset[int]()
    lacking = sum(sum(map(is_body, row)) < len(of_bodies) for row in every if len(row) < len(heads))
    merged = roles.count("lead") == 1 and lacking <= SELDOM * len(every)
    further = FURTHER if any(len(row) > len(heads) for row in every) else NO_FURTHER
    return Habits(columns, lone, merged, further, tuple(max(map(len, cells)) for cells in zip(*whole, strict=True)))


def assigned(
    parts: Sequence[str], heads: Sequence[str], usual: Habits = UNKNOWN, above: Sequence[str] = ()
) -> list[int]:
    """For each of *parts*, the lines of a row in order, the number of its column among *heads*: one each where they are
    as many, else where names of bodies, times and tasks fit best, by what is *usual* in the table and stands *above*,
    in the cells of the row before."""
    if len(parts) == len(heads):
        return list(range(len(parts)))
    return _best(parts, heads, usual, above)[1]


def fitting(parts: Sequence[str], heads: Sequence[str]) -> float:
    """How well *parts* fill the columns with *heads*."""
    return _best(parts, heads, UNKNOWN, ())[0]


def _names(words: str) -> list[str]:
    return [part for part in _MARKS.split(_BRACKET.sub("", fold(words))) if part]


def is_body(words: str) -> bool:
    """Whether *words* name a body, or several."""
    named = _names(words)
    return bool(named) and all(_bodies().fullmatch(part) for part in (named[0], named[-1]))


@cache
def _bodies() -> re.Pattern[str]:
    rules = lexicon(schemas.Outline)
    return re.compile(f".*{rules.tables.body_endings.pattern}|{rules.flat.groups.pattern}")


def roles_of(heads: Sequence[str]) -> list[str]:
    """What the columns with *heads* hold; of several columns of tasks (工作任务 before 具体举措) the last one does."""
    roles = [role_of(head) for head in heads]
    for at in [at for at, role in enumerate(roles) if role == "task"][:-1]:
        roles[at] = OTHER
    return roles


def is_time(words: str) -> bool:
    """Whether *words* tell a time."""
    return bool(lexicon(schemas.Outline).flat.time.fullmatch(fold(words)))


def _best(parts: Sequence[str], heads: Sequence[str], usual: Habits, above: Sequence[str]) -> tuple[float, list[int]]:
    """The best way to put *parts* into the columns in their order, and its worth."""
    roles = roles_of(heads)
    longest = max(map(len, parts), default=0)
    kinds = ["time" if is_time(part) else "body" if is_body(part) else "words" for part in parts]
    worth = [
        [
            _worth(part, kind, role, longest, _short(at, usual)) + _unusual(part, kind, at, role, usual)
            for at, role in enumerate(roles)
        ]
        for part, kind in zip(parts, kinds, strict=True)
    ]
    none: tuple[float, list[int]] = (float("-inf"), [])
    empty = [_left_empty(role, at, usual, above) for at, role in enumerate(roles)]
    best = [(0.0, list[int]()), *[none] * len(parts)]
    for column in range(len(roles)):
        before, best = best, [none] * (len(parts) + 1)
        for start, (value, taken) in enumerate(before):
            for end in range(start, len(parts) + 1):
                own = sum(worth[at][column] for at in range(start, end)) + usual.further * max(0, end - start - 1)
                total = value + (own if end > start else empty[column])
                if total > best[end][0]:
                    best[end] = total, [*taken, *[column] * (end - start)]
    return best[len(parts)]


def _left_empty(role: str, column: int, usual: Habits, above: Sequence[str]) -> float:
    """What it costs to leave a *column* of a *role* empty, below the cell that stands *above*."""
    if not usual.merged or role not in MERGED:
        return _EMPTY.get(role, EMPTY)
    whole = all(above)
    names = _names(above[column]) if column < len(above) else []
    repeats = any(usual.columns.get(name, _NOWHERE).get(column, 0) > whole for name in names)
    return MERGED[role] + REPEATS * repeats


def _unusual(words: str, kind: str, column: int, role: str, usual: Habits) -> float:
    """What the *usual* way to fill the columns has against bodies in this one."""
    if kind != "body" or not usual.columns:
        return 0.0
    names = _names(words)
    known = [usual.columns[name] for name in names if name in usual.columns]
    elsewhere = bool(known) and not any(column in columns for columns in known)
    several = len(names) > 1
    lead = SEVERAL if usual.merged and role == "lead" else 0.0
    return ELSEWHERE * elsewhere + several * min(LONE * (column in usual.lone), lead)


def _short(column: int, usual: Habits) -> int:
    """The most characters of a cell that names a field, in a *column* of those."""
    return max(SHORT, usual.lengths[column]) if usual.lengths else SHORT


def _worth(words: str, kind: str, role: str, longest: int, short: int) -> float:
    """How well a line of a *kind* fits a column of a *role*, in a row whose longest line has *longest* characters; what
    has up to *short* ones may name a field."""
    if role in BODIES:
        return 3.0 if kind == "body" else -3.0
    if role == "deadline":
        return 3.0 if kind == "time" else -3.0
    if role == OTHER:
        return 1.0 if kind == "words" and len(words) <= short else -1.0
    return (2.0 if kind == "words" else -2.0) + 2.0 * (len(words) == longest)
