"""Runs of bodies: 市教育局、市财政局和各区政府 side by side, with what stands around them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from ..knowledge import schemas
from ..knowledge.lexicon import lexicon
from ..model import Entity, EntityType, Linked, Outline, Role, Span, Unit, UnitKind
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
    starts = [unit.span.start for unit in outline.units]
    cells = [cell.start for unit in outline.units for cell in unit.cells]
    found: list[Run] = []
    group: list[tuple[Span, Entity]] = []
    for span, entity in mentions:
        other_cell = group and bisect_right(cells, span.start) > bisect_right(cells, group[-1][0].start)
        apart = group and span.start > group[-1][0].start and not _joined(text, group[-1][0].end, span.start)
        if other_cell or apart:
            found += _run(text, outline, starts, labelled, group)
            group = []
        if not group or span.start >= group[-1][0].start:
            group.append((span, entity))
    if group:
        found += _run(text, outline, starts, labelled, group)
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


def _run(
    text: str,
    outline: Outline,
    starts: Sequence[int],
    labelled: Sequence[Labelled],
    group: Sequence[tuple[Span, Entity]],
) -> Iterator[Run]:
    span = Span(group[0][0].start, max(at.end for at, _ in group))
    index = bisect_right(starts, span.start) - 1
    if index < 0 or outline.units[index].span.end < span.end:
        return
    unit = outline.units[index]
    holder, form = _holder(text, unit, span)
    role = next((stretch.role for stretch in labelled if stretch.span.overlaps(span)), None)
    yield Run(span, tuple(group), index, holder, form, role)


def _holder(text: str, unit: Unit, span: Span) -> tuple[Span, str]:
    for cell in unit.cells:
        if cell.contains(span):
            return (cell, "cell") if _alone(text, cell, span) else (span, "sentence")
    opened = max(text.rfind(mark, unit.span.start, span.start) for mark in _OPENERS)
    closed = min((place for mark in _CLOSERS if (place := text.find(mark, span.end, unit.span.end)) >= 0), default=-1)
    if opened >= 0 and closed >= 0 and not any(mark in text[opened + 1 : span.start] for mark in _CLOSERS):
        bracket = Span(opened, closed + 1)
        if _alone(text, bracket, span):
            return bracket, "bracket"
    if unit.kind is not UnitKind.TASK_ROW and _alone(text, unit.span, span):
        return unit.span, "line"
    stretch = _between_stops(text, unit.span, span)
    return (stretch, "tail") if _alone(text, stretch, span) else (span, "sentence")


def _between_stops(text: str, outer: Span, span: Span) -> Span:
    """The stretch around *span* between full stops, dashes and wide gaps, where a list may stand without a bracket."""
    before = list(_stop().finditer(text, outer.start, span.start))
    after = _stop().search(text, span.end, outer.end)
    return Span(before[-1].end() if before else outer.start, after.start() if after else outer.end)


@cache
def _stop() -> re.Pattern[str]:
    return re.compile(r"[。;!?]|[—-]{2,}|→| {2,}|\t")


def _alone(text: str, outer: Span, span: Span) -> bool:
    """Whether *outer* holds beside *span* only labels, role words and other names of bodies."""
    around = text[outer.start : span.start] + "|" + text[span.end : outer.end]
    rest = _nothing().sub("", around)
    return len(rest) == 0


@cache
def _nothing() -> re.Pattern[str]:
    """What a list holds beside its bodies."""
    words = lexicon(schemas.Responsibility)
    known = (*_joints(), *words.role_words, *words.other_words, *words.labels.every)
    alternatives = "|".join(map(re.escape, sorted(set(known), key=len, reverse=True)))
    names = "[\u4e00-\u9fff]{1,20}(?:" + "|".join(words.body_endings) + ")"
    return re.compile(rf"(?:{alternatives})|{names}|[\s()\[\]【】〔〕:;,、。.|/\-—]")
