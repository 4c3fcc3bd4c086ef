"""The rows of a table whose cells stand one a line and that counts no rows: the lines go round through its columns, and
cells that are empty, or were merged, left no line behind.

Of all ways to put the lines into the columns, in their order, the best one is taken: by what a line holds (bodies, a
time, a task) and what each column asks for. Where the table ends is where nothing further fits.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate, islice

from ..knowledge import schemas
from ..knowledge.lexicon import lexicon
from ..outlining.tables import BODIES, OTHER
from .cells import SHORT, is_body, is_time, roles_of

SENTENCE = 12  # characters from which on a line is rather a task
_SAYS = {
    "task": {"words": 0.3, "body": -1.9, "time": -1.6},
    "bodies": {"words": -1.6, "body": 1.4, "time": -2.3},
    "deadline": {"words": -1.3, "body": -3.0, "time": 2.1},
    OTHER: {"words": 0.0, "body": -0.3, "time": -0.3},
}
"""How much more often (as a logarithm) a column holds such a line than any line is such a one."""
_LONG = {"task": (-1.5, 0.5), "bodies": (0.0, 0.0), "deadline": (0.0, -3.0), OTHER: (0.5, -1.0)}
"""The same of lines of up to SHORT characters, and of those from SENTENCE on."""
_PLACES = ("base", "partner")
_PLACE, _NO_PLACE = 1.0, -1.5
"""The same of places in columns of places, and of all other lines there."""
_EMPTY = {"task": -6.0, "lead": -3.5, "responsible": -3.5, "deadline": -3.0}
EMPTY, FURTHER = -1.9, -3.9
"""How seldom cells are empty, by the role of their column, or in all others; and how seldom they have a second line."""
FALLEN = 15.0
"""How far below the best sum the sums may fall before nobody looks further."""
MOST_LINES = 2000
FEWEST_ROWS = 2
_NEVER = float("-inf")
Choice = tuple[int, bool]
"""The column of the line before, and whether a row begins between the two."""


def rounds(lines: Iterable[str], heads: Sequence[str]) -> tuple[list[list[int]], int]:
    """The rows that the first of *lines* make up below *heads*: for each row, the number of the column of each of its
    lines, in order; none where they are no table. And how many lines were looked at."""
    roles = roles_of(heads)
    if "task" not in roles or not set(roles) & set(BODIES):
        return [], 0
    columns, looked = _best(islice(lines, MOST_LINES), roles)
    rows: list[list[int]] = []
    for column, begins in columns:
        if begins:
            rows.append([])
        rows[-1].append(column)
    return (rows if len(rows) >= FEWEST_ROWS and _is_table(rows, roles) else []), looked


def _is_table(rows: Sequence[Sequence[int]], roles: Sequence[str]) -> bool:
    """Whether most of *rows* hold a task, and who does it."""
    bodies = sum(any(roles[column] in BODIES for column in row) for row in rows)
    tasks = sum(any(roles[column] == "task" for column in row) for row in rows)
    return 3 * bodies >= 2 * len(rows) and 3 * tasks >= 2 * len(rows)


def _best(lines: Iterable[str], roles: Sequence[str]) -> tuple[list[tuple[int, bool]], int]:
    """The column of each line of the table, and whether it begins a row, on the best way; and how many lines were
    looked at."""
    skipped = [0.0, *accumulate(_EMPTY.get(role, EMPTY) for role in roles)]
    width = len(roles)
    sums: list[float] = []
    chosen: list[list[Choice]] = []
    best, end, last = 0.0, 0, 0
    for number, line in enumerate(lines):
        fits = {role: _fit(line, role) for role in set(roles)}
        now, choices = list[float](), list[Choice]()
        for column, role in enumerate(roles):
            before, choice = _from(sums, column, skipped) if number else (skipped[column], (0, True))
            now.append(before + fits[role])
            choices.append(choice)
        chosen.append(choices)
        sums = now
        told = [value + skipped[width] - skipped[column + 1] for column, value in enumerate(sums)]
        if max(told) > best:
            best, end, last = max(told), number + 1, told.index(max(told))
        elif max(told) < best - FALLEN:
            break
    way: list[tuple[int, bool]] = []
    column = last
    for choices in reversed(chosen[:end]):
        before_column, begins = choices[column]
        way.append((column, begins))
        column = before_column
    return way[::-1], len(chosen)


def _fit(line: str, role: str) -> float:
    """How well *line* fits a column of a *role*; what stands for an empty cell fits any."""
    if not any(map(str.isalnum, line)):
        return 0.0
    if role in _PLACES:
        return _PLACE if lexicon(schemas.Outline).spaced.place.fullmatch(line) else _NO_PLACE
    kind = "time" if is_time(line) else "body" if is_body(line) else "words"
    column = "bodies" if role in BODIES else role if role in _SAYS else OTHER
    short, long = _LONG[column]
    return _SAYS[column][kind] + (short if len(line) <= SHORT else long if len(line) >= SENTENCE else 0.0)


def _from(sums: Sequence[float], column: int, skipped: Sequence[float]) -> tuple[float, Choice]:
    """The best sum with which *column* is reached, and from where: a column before it, itself, or the row before."""
    best, choice = _NEVER, (0, True)
    for before, value in enumerate(sums):
        ways = [(value + skipped[-1] - skipped[before + 1] + skipped[column], True)]
        if before < column:
            ways.append((value + skipped[column] - skipped[before + 1], False))
        elif before == column:
            ways.append((value + FURTHER, False))
        for total, begins in ways:
            if total > best:
                best, choice = total, (before, begins)
    return best, choice
