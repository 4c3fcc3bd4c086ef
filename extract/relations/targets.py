"""Finds dated goals: 到2025年,... in any section, and what a section of goals says with a year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..fold import fold
from ..measures import Sentence, sections_where, sentences
from ..measuring.clauses import parts, trim
from ..measuring.rules import rules
from ..model import AssignmentList, Clean, Outline, Span, Target


def find_targets(clean: Clean, outline: Outline, lists: Sequence[AssignmentList]) -> tuple[Target, ...]:
    """The dated goals in text order, with what they count where they say it; spans in clean offsets."""
    text = fold(clean.text)
    goals = sections_where(outline, rules().sets_goals)
    return tuple(
        target
        for sentence in sentences(text, outline, lists)
        for target in _targets(text, sentence, sentence.unit.section in goals)
    )


def _targets(text: str, sentence: Sentence, in_goals: bool) -> Iterator[Target]:
    known = rules()
    if not known.year.search(text, *sentence.span):
        return
    begin = known.report_end(text, sentence.span)
    for number, part in enumerate(parts(text, Span(begin, sentence.span.end))):
        opening = known.dated(text, part)
        if opening is None and in_goals and number == 0 and known.year.search(text, part.start, part.end):
            opening = part.start
        if opening is None:
            continue
        start = begin if number < known.target_parts and opening == part.start else opening
        start = _after_colon(text, Span(start, opening)) if opening > start else start
        year = known.year.search(text, opening, sentence.span.end)
        if year:
            span = Span(start, sentence.span.end)
            quantities = [match[0] for match in known.quantity.finditer(text, year.end(), sentence.span.end)]
            yield Target(int(year[1]), span, "、".join(quantities) or None)
        return


def _after_colon(text: str, span: Span) -> int:
    """A report such as 《方案》明确了工作目标: is no part of the goal."""
    colon = text.rfind(":", span.start, span.end)
    return trim(text, Span(colon + 1, span.end)).start if colon >= 0 else span.start
