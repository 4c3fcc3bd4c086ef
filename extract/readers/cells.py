"""Which column each line of a row belongs to, where only their order and their words are left of the table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from ..knowledge import schemas
from ..knowledge.lexicon import lexicon
from ..outlining.tables import BODIES, OTHER, role_of
from ..text.fold import fold

__all__ = ["assigned", "fitting", "is_body", "role_of"]

SHORT = 8  # characters of a cell that names a field and no task
_MARKS = re.compile("[、,;]")
_EMPTY = {"task": -4.0, "lead": -1.5, "responsible": -1.5, "deadline": -1.0}
"""What it costs to leave a column empty, by its role."""
EMPTY, FURTHER = -0.5, -1.0
"""The same for all other columns, and what a second line in one costs."""


def assigned(parts: Sequence[str], heads: Sequence[str]) -> list[int]:
    """For each of *parts*, the lines of a row in order, the number of its column among *heads*: one each where they are
    as many, else where names of bodies, times and tasks fit best."""
    if len(parts) == len(heads):
        return list(range(len(parts)))
    return _best(parts, heads)[1]


def fitting(parts: Sequence[str], heads: Sequence[str]) -> float:
    """How well *parts* fill the columns with *heads*."""
    return _best(parts, heads)[0]


def is_body(words: str) -> bool:
    """Whether *words* name a body, or several."""
    named = [part for part in _MARKS.split(fold(words)) if part]
    return bool(named) and all(_bodies().fullmatch(part) for part in (named[0], named[-1]))


@cache
def _bodies() -> re.Pattern[str]:
    rules = lexicon(schemas.Outline)
    return re.compile(f".*{rules.tables.body_endings.pattern}|{rules.flat.groups.pattern}")


def _is_time(words: str) -> bool:
    return bool(lexicon(schemas.Outline).flat.time.fullmatch(fold(words)))


def _best(parts: Sequence[str], heads: Sequence[str]) -> tuple[float, list[int]]:
    """The best way to put *parts* into the columns in their order, and its worth."""
    roles = [role_of(head) for head in heads]
    tasks = [at for at, role in enumerate(roles) if role == "task"]
    for at in tasks[:-1]:  # 工作任务 before 具体举措: only the last one must hold words
        roles[at] = OTHER
    longest = max(map(len, parts), default=0)
    kinds = ["time" if _is_time(part) else "body" if is_body(part) else "words" for part in parts]
    worth = [[_worth(part, kind, role, longest) for role in roles] for part, kind in zip(parts, kinds, strict=True)]
    none: tuple[float, list[int]] = (float("-inf"), [])
    best = [(0.0, list[int]()), *[none] * len(parts)]
    for column, role in enumerate(roles):
        before, best = best, [none] * (len(parts) + 1)
        for start, (value, taken) in enumerate(before):
            for end in range(start, len(parts) + 1):
                own = sum(worth[at][column] for at in range(start, end)) + FURTHER * max(0, end - start - 1)
                total = value + (own if end > start else _EMPTY.get(role, EMPTY))
                if total > best[end][0]:
                    best[end] = total, [*taken, *[column] * (end - start)]
    return best[len(parts)]


def _worth(words: str, kind: str, role: str, longest: int) -> float:
    """How well a line fits a column of a *role*."""
    if role in BODIES:
        return 3.0 if kind == "body" else -3.0
    if role == "deadline":
        return 3.0 if kind == "time" else -3.0
    if role == OTHER:
        return 1.0 if kind == "words" and len(words) <= SHORT else -1.0
    return (2.0 if kind == "words" else -2.0) + 2.0 * (len(words) == longest)
