"""Runs of bodies: 市教育局、市财政局和各区政府 side by side, with what stands around them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from ..knowledge import schemas
from ..knowledge.lexicon import lexicon
from ..model import Entity, EntityType, Linked, Outline, Role, Span, Unit, UnitKind
from ..text.holders import Holders
from .labels import Labelled, labelled_stretches

BODIES = (EntityType.AGENCY, EntityType.AGENCY_GROUP, EntityType.ORGANIZATION)
LONGEST_AROUND = 24
"""How many characters of a bracket or a line beside its bodies, labels and role words make it more than a list."""
_OPENERS, _CLOSERS = "([【〔", ")]】〕"


@dataclass(frozen=True, slots=True)
class Run:
    """Bodies side by side in one unit."""

    span: Span
    bodies: tuple[tuple[Span, Entity], ...]
    unit: int  # index into Outline.units
    holder: Span
    """The bracket, cell, line or tail that holds nothing else, with its labels; in a sentence the run itself."""
    form: str  # bracket, cell, line, tail (between full stops or after a dash) or sentence
    role: Role | None = None
    """What the label before it says."""


def find_runs(text: str, outline: Outline, linked: Linked) -> list[Run]:
    """The runs of the folded *text*, in text order."""
    labelled = labelled_stretches(text, outline)
    mentions = [(span, entity) for span, entity in linked.mentions_within(Span(0, len(text))) if entity.type in BODIES]
    surroundings = _Surroundings(text, outline, labelled, [span for span, _ in mentions])
    cells = sorted(cell.start for unit in outline.units for cell in unit.cells)  # a merged cell stands in a row above
    found: list[Run] = []
    group: list[tuple[Span, Entity]] = []
    for span, entity in mentions:
        other_cell = group and bisect_right(cells, span.start) > bisect_right(cells, group[-1][0].start)
        apart = group and span.start > group[-1][0].start and not _joined(text, group[-1][0].end, span.start)
        if other_cell or apart:
            found += surroundings.run(group)
            group = []
        if not group or span.start >= group[-1][0].start:
            group.append((span, entity))
    if group:
        found += surroundings.run(group)
    return found


def _joined(text: str, start: int, end: int) -> bool:
    return bool(_joint().fullmatch(text, start, end)) if end >= start else True


@cache
def _joint() -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(map(re.escape, _joints()))}|[ \t])*")


@cache
def _joints() -> tuple[str, ...]:
    shared = lexicon(schemas.Common).words
    return (*shared.list_marks, *shared.conjunctions, *lexicon(schemas.Responsibility).joints)


class _Surroundings:
    """What stands around the runs of one text."""

    def __init__(self, text: str, outline: Outline, labelled: Sequence[Labelled], bodies: Sequence[Span]) -> None:
        self.text = text
        self.bodies = sorted(bodies)
        self.units = outline.units
        self.starts = [unit.span.start for unit in outline.units]
        self.labelled = labelled
        self.stretches = Holders(stretch.span for stretch in labelled)
        self.stops = [Span(*found.span()) for found in _stop().finditer(text)]

    def run(self, group: Sequence[tuple[Span, Entity]]) -> Iterator[Run]:
        """The run that *group* makes, where it lies in one unit."""
        span = Span(group[0][0].start, max(at.end for at, _ in group))
        index = bisect_right(self.starts, span.start) - 1
        if index < 0 or self.units[index].span.end < span.end:
            return
        holder, form = self._holder(self.units[index], span)
        label = self.stretches.first_overlapping(span)
        role = self.labelled[label].role if label is not None else None
        yield Run(span, tuple(group), index, holder, form, role)

    def _holder(self, unit: Unit, span: Span) -> tuple[Span, str]:
        text = self.text
        for cell in unit.cells:
            if cell.contains(span):
                return (cell, "cell") if self._alone(cell, span) else (span, "sentence")
        opened = max(text.rfind(mark, unit.span.start, span.start) for mark in _OPENERS)
        ends = [place for mark in _CLOSERS if (place := text.find(mark, span.end, unit.span.end)) >= 0]
        if opened >= 0 and ends and not any(mark in text[opened + 1 : span.start] for mark in _CLOSERS):
            bracket = Span(opened, min(ends) + 1)
            if self._alone(bracket, span):
                return bracket, "bracket"
        if unit.kind is not UnitKind.TASK_ROW and self._alone(unit.span, span):
            return unit.span, "line"
        stretch = self._between_stops(unit.span, span)
        return (stretch, "tail") if self._alone(stretch, span) else (span, "sentence")

    def _between_stops(self, outer: Span, span: Span) -> Span:
        """The stretch around *span* between full stops, dashes and wide gaps, where a list may stand without a
        bracket."""
        after = bisect_left(self.stops, Span(span.end, 0))
        before = bisect_left(self.stops, Span(span.start, 0)) - 1
        start, end = outer
        if before >= 0 and outer.start <= self.stops[before].start and self.stops[before].end <= span.start:
            start = self.stops[before].end
        if after < len(self.stops) and self.stops[after].start < outer.end:
            end = self.stops[after].start
        return Span(start, end)

    def _alone(self, outer: Span, span: Span) -> bool:
        """Whether *outer* holds beside *span* only labels, role words and other bodies."""
        start = outer.start
        first, last = bisect_left(self.bodies, Span(outer.start, 0)), bisect_left(self.bodies, Span(outer.end, 0))
        for body in sorted([*self.bodies[first:last], span]):
            if body.end > outer.end:
                break
            if not _is_nothing(self.text, start, body.start):
                return False
            start = max(start, body.end)
        return _is_nothing(self.text, start, outer.end)


@cache
def _stop() -> re.Pattern[str]:
    return re.compile(r"[。;!?]|[—-]{2,}|→| {2,}|\t")


def _is_nothing(text: str, start: int, end: int) -> bool:
    """Whether a stretch holds only what a list has beside its bodies."""
    return start >= end or bool((found := _nothing().match(text, start, end)) and found.end() == end)


@cache
def _nothing() -> re.Pattern[str]:
    """What a list holds beside its bodies."""
    words = lexicon(schemas.Responsibility)
    known = (*_joints(), *words.role_words, *words.other_words, *words.labels.every)
    alternatives = "|".join(map(re.escape, sorted(set(known), key=len, reverse=True)))
    names = "[\u4e00-\u9fff]{1,20}(?:" + "|".join(words.body_endings) + ")"
    # 排在第一位的部门为牵头部门,下同: what it says of all lists stands in one of them.
    first = "[排列居位名放]{0,2}[在于]?(?:" + "|".join(words.foremost) + ")[的者]?"
    return re.compile(rf"(?>(?:{alternatives})|{first}|{names}|[\s()\[\]【】〔〕:;,、。.|/\-—])*+")
