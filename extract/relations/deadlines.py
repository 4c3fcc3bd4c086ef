"""Until when each measure is to be done: by the column of its row, by a label or a bracket behind it, or by its words.

Nothing here decides what a measure is. Words of a time are read into the day, month or year that they mean where that
can be told (``moments``); standing work (长期坚持, 每年) keeps its words only.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from ..knowledge import schemas
from ..knowledge.lexicon import lexicon
from ..model import Deadline, DeadlineBasis, Measure, Metadata, Outline, Span, UnitKind
from ..text.clauses import trim
from .moments import Moment, moments

DEADLINE = "deadline"
LONGEST = 30
"""Characters of a cell, or of a stretch behind a label, that tells a time."""
LONGEST_DONE = 10
"""Characters that may stand behind the moment in a bracket: 2024年底前形成试点方案."""
HIGHEST = 60
"""Units above a table, its own rows not counted, in which its year is looked for."""
_BRACKET = re.compile(r"\([^()]{2,120}\)|\[[^\[\]]{2,120}\]|【[^【】]{2,120}】")
_PARTS = re.compile(r"[,;、。]")
_STOP = re.compile(r"[;。)\]】\n]|,(?=[^,;。\n]{0,12}:)")
_YEAR = re.compile(r"(20\d\d)年(?!(?:[-—–~至]+))")
_PRINTED = re.compile(r"20\d\d|二[〇零○]")
_MARKS = " ,;。、:()[]【】"


def with_deadlines(text: str, outline: Outline, measures: Sequence[Measure]) -> tuple[Measure, ...]:
    """*measures* of the folded *text*, each with its deadline where the text tells one."""
    reader = _Reader(text, outline)
    columns = reader.by_column(measures)
    listed = reader.by_list(measures)
    found = []
    for number, measure in enumerate(measures):
        own = None if number in columns else reader.by_words(measure)
        # A day in the task's own words is more exact than what stands behind several tasks.
        deadline = columns.get(number) or (own if own and own.value else listed.get(number) or own)
        found.append(replace(measure, deadline=deadline) if deadline else measure)
    return tuple(found)


class _Reader:
    def __init__(self, text: str, outline: Outline) -> None:
        self.text = text
        self.units = outline.units
        self.starts = [unit.span.start for unit in outline.units]
        self.above = [number for number, unit in enumerate(self.units) if unit.kind is not UnitKind.TASK_ROW]
        self.year = _year_of(outline.metadata)
        self.published = outline.metadata.published or ""
        self.guessed = not _YEAR.search(outline.metadata.title)

    def by_column(self, measures: Sequence[Measure]) -> dict[int, Deadline]:
        """The deadlines that columns of tables tell, by the numbers of the measures."""
        of_cell: dict[Span, Deadline | None] = {}
        for number, unit in enumerate(self.units):
            if unit.kind is not UnitKind.TASK_ROW or DEADLINE not in unit.columns:
                continue
            told = self._told(unit.cells[unit.columns.index(DEADLINE)], DeadlineBasis.COLUMN, self._year_above(number))
            for cell, column in zip(unit.cells, unit.columns, strict=True):
                if column != DEADLINE and cell.end > cell.start and of_cell.get(cell) is None:
                    of_cell[cell] = told
        cells = sorted(of_cell)
        found = {}
        for number, measure in enumerate(measures):
            at = bisect_right(cells, measure.span.start, key=_start) - 1
            if at >= 0 and cells[at].contains(measure.span) and (deadline := of_cell[cells[at]]):
                found[number] = deadline
        return found

    def by_list(self, measures: Sequence[Measure]) -> dict[int, Deadline]:
        """Those of labels (完成时限:...) and of brackets behind measures, by the numbers of the measures."""
        found: dict[int, Deadline] = {}
        starts = [measure.span.start for measure in measures]
        last: dict[tuple[int, ...], int] = defaultdict(int)  # where the reach of a label ends, by section
        for place, stretch, whole in self._stretches():
            unit = self._unit(place)
            deadline = self._told(stretch, DeadlineBasis.LIST, self._year_above(unit))
            at = bisect_right(starts, place) - 1
            within = at >= 0 and starts[at] >= self.units[unit].span.start
            first = max(last[self.units[unit].section], self.units[unit].span.start if within else self._reach(unit))
            if not deadline:
                continue
            while at >= 0 and measures[at].span.start >= first:
                if self.units[self._unit(starts[at])].section == self.units[unit].section or not whole:
                    found.setdefault(at, deadline)
                if not whole:
                    break
                at -= 1
            last[self.units[unit].section] = place
        return found

    def by_words(self, measure: Measure) -> Deadline | None:
        """What the words of *measure* tell, the last of several."""
        rules = lexicon(schemas.Deadlines)
        span, text = measure.span, self.text
        best: Moment | None = None
        year = self._year_above(self._unit(span.start))
        for moment in moments(text, span, year):
            before, after = text[max(0, moment.span.start - 6) : moment.span.start], text[moment.span.end : span.end]
            words = moment.span.of(text)
            ends = (
                rules.ends.fullmatch(words) or rules.done.match(after) or (rules.aimed.search(before) and moment.value)
            )
            past = moment.value and moment.value[:4] < self.published[:4]
            begun = not words.endswith("前") and rules.after_none.match(after)
            if ends and not past and not begun and not rules.before_none.search(before):
                best = moment
        if best:
            return Deadline(best.span, self._value(best, span.start, year), DeadlineBasis.TEXT)
        for part in _parts(text, span):
            match = rules.recurring.search(text, *part)
            if match and rules.acting.search(text[part.start : match.start()]):
                return Deadline(Span(*match.span()), "", DeadlineBasis.TEXT)
            if rules.standing.fullmatch(text, *part):
                return Deadline(part, "", DeadlineBasis.TEXT)
        if match := rules.relative.search(text, *span) or rules.recurring_day.search(text, *span):
            return Deadline(Span(*match.span()), "", DeadlineBasis.TEXT)
        return None

    def _stretches(self) -> Iterator[tuple[int, Span, bool]]:
        """Where a label or bracket stands, what it tells, and whether it counts for all measures of its item."""
        found = []
        for match in _label().finditer(self.text):
            stop = _STOP.search(self.text, match.end())
            found.append((match.start(), Span(match.end(), stop.start() if stop else len(self.text)), True))
        for bracket in _BRACKET.finditer(self.text):
            if _label().search(self.text, *bracket.span()):
                continue
            inside = Span(bracket.start() + 1, bracket.end() - 1)
            parts = list(_parts(self.text, inside))
            telling = [part for part in parts if self._tells(part)]
            if telling and (len(parts) == 1 or len(telling) < len(parts)):
                found.append((bracket.start(), telling[-1], len(parts) > 1))
        yield from sorted(found)

    def _tells(self, part: Span) -> bool:
        """Whether *part* of a bracket tells a time and nothing else: 2025年底前完成, 长期坚持."""
        rules, words = lexicon(schemas.Deadlines), part.of(self.text)
        if rules.standing.fullmatch(words) or rules.recurring.fullmatch(words) or rules.relative.fullmatch(words):
            return True
        found = list(moments(self.text, part, 0))
        if not found or found[0].span.start > part.start + 2:
            return False
        rest = self.text[found[-1].span.end : part.end]
        moment = found[-1].span.of(self.text)
        return bool((rules.ends.fullmatch(moment) and len(rest) <= LONGEST_DONE) or rules.done.fullmatch(rest))

    def _told(self, stretch: Span, basis: DeadlineBasis, year: int) -> Deadline | None:
        """What the words of a cell or behind a label tell."""
        rules = lexicon(schemas.Deadlines)
        span = trim(self.text, stretch, _MARKS)
        words = span.of(self.text)
        if not words or rules.nothing.fullmatch(words):
            return None
        found = list(moments(self.text, span, year))
        value = self._value(found[-1], span.start, year) if found and self._dated(span, found[-1]) else ""
        if rules.bare_year.fullmatch(words):
            return Deadline(span, words, basis)
        known = found or rules.recurring.search(words) or rules.relative.search(words) or rules.standing.search(words)
        return (
            Deadline(span, value, basis) if known or (basis is DeadlineBasis.COLUMN and len(words) <= LONGEST) else None
        )

    def _dated(self, span: Span, last: Moment) -> bool:
        """Whether the work in a cell or behind a label is done at its *last* moment: neither begun then, nor standing
        or coming round."""
        rules = lexicon(schemas.Deadlines)
        before, after = self.text[max(span.start, last.span.start - 6) : last.span.start], Span(last.span.end, span.end)
        if rules.after_none.match(self.text, *after) or rules.begins.search(before):
            return False
        if rules.recurring.search(self.text, *span):
            return False
        ends = rules.ends.fullmatch(last.span.of(self.text)) or rules.done.match(self.text, *after)
        return bool(ends) or not any(rules.standing.fullmatch(self.text, *part) for part in _parts(self.text, span))

    def _value(self, moment: Moment, start: int, year: int) -> str:
        """The value of *moment*; none where only the day of issue tells its *year*, and it would lie before that day.
        A year may be printed from *start* on."""
        early = moment.value < self.published[: len(moment.value)]
        guessed = self.guessed and year == self.year and not _PRINTED.search(self.text, start, moment.span.end)
        return "" if early and guessed else moment.value

    def _unit(self, place: int) -> int:
        return max(0, bisect_right(self.starts, place) - 1)

    def _reach(self, unit: int) -> int:
        """Where the item of a label begins that stands on a line of its own: its section does."""
        section = self.units[unit].section
        while unit > 0 and self.units[unit - 1].section == section and self.units[unit - 1].kind is not UnitKind.TITLE:
            unit -= 1
        return self.units[unit].span.start

    def _year_above(self, unit: int) -> int:
        """The year of a month without one: of the heads and the title above a table, else the document's."""
        if self.units and self.units[unit].kind is UnitKind.TASK_ROW:
            last = bisect_left(self.above, unit)
            for other in (self.units[place] for place in reversed(self.above[max(0, last - HIGHEST) : last])):
                years = _YEAR.findall(other.span.of(self.text)) if other.kind is not UnitKind.BODY else []
                if len(set(years)) == 1:
                    return int(years[0])
        return self.year


def _year_of(metadata: Metadata) -> int:
    """The year that a document is for: of its title, else of its day; 0 where it is for several, or none is told."""
    years = {int(year) for year in _YEAR.findall(metadata.title)}
    if metadata.period:
        return 0
    if len(years) == 1:
        return years.pop()
    return int(metadata.published[:4]) if metadata.published and not years else 0


def _parts(text: str, span: Span) -> Iterator[Span]:
    """What commas and the like part in *span*."""
    start = span.start
    for match in _PARTS.finditer(text, *span):
        yield Span(start, match.start())
        start = match.end()
    yield Span(start, span.end)


@cache
def _label() -> re.Pattern[str]:
    words = "|".join(map(re.escape, sorted(lexicon(schemas.Deadlines).labels, key=len, reverse=True)))
    return re.compile(rf"(?:{words})\s*:")


def _start(span: Span) -> int:
    return span.start
