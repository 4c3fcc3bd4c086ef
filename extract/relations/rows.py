"""Who answers for the tasks of a table: its columns say so, and the row of a task is the one that counts.

What the weights decide stands beside it, for words in the cells and lists around the table; but a body in the column of
another row has nothing to do with a task, and one in that of its own row always has.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache

from ..knowledge import schemas
from ..knowledge.lexicon import lexicon
from ..model import Entity, Measure, Outline, Responsibility, Role, Span, Unit, UnitKind
from ..names.runs import Run

COLUMNS = {role.value: role for role in Role}
CERTAIN = 0.95
"""The confidence of what a column says and no weights confirm."""


def by_rows(
    text: str,
    outline: Outline,
    runs: Sequence[Run],
    measures: Sequence[Measure],
    found: Sequence[Responsibility],
) -> tuple[Responsibility, ...]:
    """*found*, as the columns of task tables have it for the *measures* (in text order) of their rows; by measure and
    in the order of the text."""
    rows = [unit for unit in outline.units if unit.kind is UnitKind.TASK_ROW and set(unit.columns) & set(COLUMNS)]
    if not rows:
        return tuple(found)
    by_cell: dict[Span, list[Unit]] = defaultdict(list)
    for row in rows:
        for cell, column in zip(row.cells, row.columns, strict=True):
            if column not in COLUMNS and cell.end > cell.start:
                by_cell[cell].append(row)
    words = sorted(by_cell)
    cells = {cell for row in rows for cell, _ in _cells(row)}
    held = sorted(cells)
    bodies = {cell: list(_bodies(text, cell, runs)) for cell in held}
    mine: dict[int, list[Responsibility]] = defaultdict(list)
    for one in found:
        mine[one.measure].append(one)
    outside = {number: [one for one in own if not _within(one.evidence, held)] for number, own in mine.items()}
    result: list[Responsibility] = []
    for number, measure in enumerate(measures):
        at = bisect_right(words, measure.span.start, key=lambda cell: cell.start) - 1
        own = mine[number]
        if at >= 0 and words[at].contains(measure.span):
            own = _settled(number, by_cell[words[at]], own, outside.get(number, []), bodies)
        result += [replace(one, order=order) for order, one in enumerate(own, 1)]
    return tuple(result)


def _settled(
    number: int,
    rows: Sequence[Unit],
    found: Sequence[Responsibility],
    outside: Sequence[Responsibility],
    bodies: Mapping[Span, Sequence[tuple[Span, Entity, Role | None]]],
) -> list[Responsibility]:
    """The responsibilities of a measure in *rows* (several, where its cell reaches down): those *found* that stand
    *outside* the columns of bodies, and those of its own columns, whose word on the part of a body goes before that of
    the clause that names it, too."""
    kept = {one.entity: one for one in outside}
    weighed = {one.entity: one for one in found}
    placed: set[str] = set()
    for cell, column in dict.fromkeys(one for row in rows for one in _cells(row)):
        for mention, entity, said in bodies[cell]:
            before = weighed.get(entity.key)
            confidence = max(before.confidence, CERTAIN) if before else CERTAIN
            told = said or (COLUMNS[column] if column != Role.RESPONSIBLE else None)
            role = told or (before.role if before else Role.RESPONSIBLE)
            if entity.key not in kept or (told and entity.key not in placed):
                kept[entity.key] = Responsibility(number, entity.key, role, mention, confidence, "item")
                placed.add(entity.key)
    return sorted(kept.values(), key=lambda one: (one.evidence, one.entity))


def _within(span: Span, cells: Sequence[Span]) -> bool:
    """Whether one of *cells*, sorted and apart from each other, holds *span*."""
    at = bisect_right(cells, span.start, key=lambda cell: cell.start) - 1
    return at >= 0 and cells[at].contains(span)


def _cells(row: Unit) -> Iterator[tuple[Span, str]]:
    """The filled cells of *row* that hold bodies, and their columns."""
    for cell, column in zip(row.cells, row.columns, strict=True):
        if column in COLUMNS and cell.end > cell.start:
            yield cell, column


def _bodies(text: str, cell: Span, runs: Sequence[Run]) -> Iterator[tuple[Span, Entity, Role | None]]:
    """The bodies that *runs* have in *cell*, in text order, and the part that words of the cell give each."""
    marks = [(match.start(), _roles()[match["label"]]) for match in _label().finditer(text, *cell)]
    first = bisect_right(runs, cell.start - 1, key=lambda run: run.span.start)
    for run in runs[first:]:
        if run.span.start >= cell.end:
            return
        label = next((role for place, role in reversed(marks) if place < run.span.start), None)
        after = _part().match(text, run.span.end, cell.end)
        role = label or (_parts()[after["part"]] if after else None)
        for mention, entity in run.bodies:
            yield mention, entity, role


@cache
def _roles() -> dict[str, Role]:
    labels = lexicon(schemas.Responsibility).labels
    roles = dict.fromkeys(labels.responsible, Role.RESPONSIBLE)
    return roles | dict.fromkeys(labels.lead, Role.LEAD) | dict.fromkeys(labels.supporting, Role.SUPPORTING)


@cache
def _label() -> re.Pattern[str]:
    """A label with its colon: 牵头:甲;配合:乙."""
    words = "|".join(map(re.escape, sorted(_roles(), key=len, reverse=True)))
    return re.compile(rf"(?<![\u4e00-\u9fff])(?P<label>{words})\s*:")


@cache
def _parts() -> dict[str, Role]:
    """The words behind bodies that tell their part: 甲牵头,乙、丙配合."""
    outline = lexicon(schemas.Outline).columns
    return dict.fromkeys(outline["lead"], Role.LEAD) | dict.fromkeys(outline["supporting"], Role.SUPPORTING)


@cache
def _part() -> re.Pattern[str]:
    words = "|".join(map(re.escape, sorted(_parts(), key=len, reverse=True)))
    return re.compile(rf"[\s(等]*(?P<part>{words})")
