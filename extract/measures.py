"""Finds the measures of a document: sentences that commit somebody to an action.

The body is cut at full stops, semicolons and list items, never at a comma. Sections of aims and principles, reports of
what happened, page furniture and dated goals are passed over; the words for all of this are in data/lexicon/measures.toml.
A news page commits nobody by itself: there, only stretches count that report what a policy document says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from .clauses import COMMA, SENTENCE, split, trim
from .classify import heads, topic_scorer
from .fold import fold, folded_lexicon
from .model import AssignmentList, Clean, Measure, Outline, Section, Span, Unit, UnitKind

EDGES = SENTENCE + COMMA + "、:"
LONGEST_LOOK = 400
"""How far into a sentence the patterns look, in characters: a guard against a page on one line."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A candidate: its words without list mark, final punctuation and responsibility bracket."""

    span: Span
    unit: Unit
    first: bool  # the first sentence of its unit
    only: bool  # and the only one


class Rules:
    """The patterns of data/lexicon/measures.toml; see :func:`rules`."""

    def __init__(self) -> None:
        words = folded_lexicon("measures")
        self._skip, self._keep = tuple(words["sections"]["skip"]), tuple(words["sections"]["keep"])
        self._start = _any(words["drop"]["start"])
        self._anywhere = _any(words["drop"]["anywhere"])
        self._people = _any(words["people"]["says"])
        self._report = re.compile(words["report"]["lead"])
        self._opens = _any(words["report"]["opens"])
        self._target = _any(words["targets"]["start"])
        self._marks = _any(words["marks"]["start"])
        self.documents: tuple[str, ...] = tuple(words["report"]["documents"])
        self.minimum: int = words["length"]["minimum"]
        self.quantity: re.Pattern[str] = re.compile(words["targets"]["quantity"])
        self.year: re.Pattern[str] = re.compile(words["targets"]["year"])
        self.target_parts: int = words["targets"]["parts"]

    def skips(self, heading: str) -> bool:
        """Whether a section under *heading* holds aims, principles or background instead of measures."""
        heading = fold(heading)
        return any(word in heading for word in self._skip) and not any(word in heading for word in self._keep)

    def mark_end(self, text: str, span: Span) -> int:
        """Where the sentence begins after its list mark."""
        start = span.start
        for _ in range(3):
            match = self._marks.match(text, start, span.end)
            if not match or match.end() == start:
                break
            start = match.end()
        return start

    def drops(self, words: str) -> bool:
        """Whether the sentence only states, reports or belongs to the page."""
        words = words[:LONGEST_LOOK]
        return bool(self._start.match(words) or self._anywhere.search(words))

    def goal(self, words: str) -> re.Match[str] | None:
        """The dated opening of a goal, within the sentence's first comma parts."""
        parts = list(split(words, Span(0, len(words)), COMMA))[: self.target_parts]
        return next((match for part in parts if (match := self._target.match(words, part.start))), None)

    def speaks(self, words: str) -> bool:
        """Whether a person or a meeting speaks."""
        return bool(self._people.search(words[:80])) and not self.reports(words)

    def reports(self, words: str) -> bool:
        """Whether a policy document speaks: 《方案》指出."""
        return bool(self._opens.search(words[:LONGEST_LOOK]))

    def reported(self, words: str) -> str:
        """The words after 《方案》指出, or all of them."""
        match = self._report.match(words[:120])
        return words[match.end() :] if match else words


def _any(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


@cache
def rules() -> Rules:
    """The packaged rules, read once."""
    return Rules()


def sentences(text: str, outline: Outline, lists: Sequence[AssignmentList]) -> Iterator[Sentence]:
    """Every sentence of the body units and task cells of the folded *text*, responsibility lists taken out."""
    outside = sorted(item.span for item in lists if not item.scope.contains(item.span) or _bracketed(text, item.span))
    at = 0
    for unit in outline.units:
        while at < len(outside) and outside[at].end <= unit.span.start:
            at += 1
        holes = []
        for hole in outside[at:]:
            if hole.start >= unit.span.end:
                break
            holes.append(hole)
        found = [
            trimmed
            for stretch in _stretches(unit)
            for piece in _without(stretch, holes)
            for part in split(text, piece, SENTENCE)
            if (trimmed := _trim(text, part)).end > trimmed.start
        ]
        for number, span in enumerate(found):
            yield Sentence(span, unit, number == 0, len(found) == 1)


def _bracketed(text: str, span: Span) -> bool:
    return text[span.start : span.start + 1] in ("(", "[", "【", "〔")


def _stretches(unit: Unit) -> Iterator[Span]:
    if unit.kind is UnitKind.BODY:
        yield unit.span
    elif unit.kind is UnitKind.TASK_ROW:
        tasks = [cell for cell, column in zip(unit.cells, unit.columns, strict=False) if column == "task"]
        yield from tasks[-1:]  # 重点任务 | 具体举措: the last column says what is done


def _without(span: Span, holes: Sequence[Span]) -> Iterator[Span]:
    start = span.start
    for hole in holes:
        if hole.start < span.end and hole.end > start:
            if hole.start > start:
                yield Span(start, hole.start)
            start = max(start, hole.end)
    if start < span.end:
        yield Span(start, span.end)


def _trim(text: str, span: Span) -> Span:
    span = trim(text, span, EDGES)
    return trim(text, Span(rules().mark_end(text, span), span.end), EDGES)


def find_measures(clean: Clean, outline: Outline, lists: Sequence[AssignmentList]) -> tuple[Measure, ...]:
    """The measures in text order, with commitment, topics (strongest first) and areas. Offsets count in the clean text."""
    text = fold(clean.text)
    found: list[Measure] = []
    headings = _Headings(outline)
    for sentence in candidates(text, outline, lists):
        context = headings.above(sentence.unit, sentence.span)
        topics = topic_scorer().topics(sentence.span.of(text), context)
        found.append(
            Measure(
                span=sentence.span,
                section=sentence.unit.section,
                commitment=heads().commitment(text, sentence.span),
                topics=topics,
                areas=topic_scorer().areas_of(topics),
            )
        )
    return tuple(found)


def candidates(text: str, outline: Outline, lists: Sequence[AssignmentList]) -> Iterator[Sentence]:
    """The sentences that commit."""
    known = rules()
    scan = _Scan(text, outline, lists)
    for sentence in sentences(text, outline, lists):
        words = sentence.span.of(text)
        if scan.passes(sentence, words) and len(words) >= known.minimum:
            yield sentence


class _Scan:
    """Goes through the sentences of one document in order and says which of them commit."""

    def __init__(self, text: str, outline: Outline, lists: Sequence[AssignmentList]) -> None:
        self.text = text
        self.kind = outline.metadata.kind
        self.sections = {section.path: section for section in outline.sections}
        self.skipped = {path for path, section in self.sections.items() if rules().skips(section.heading)}
        self.preamble = _preamble(outline)
        self.strict = self.kind in ("news", "interpretation")
        title = fold(outline.metadata.title)
        policy = any(word in title for word in rules().documents)
        self.open = self.kind == "interpretation" or (self.kind != "news" and (policy or bool(lists)))
        self.unit: Unit | None = None

    def passes(self, sentence: Sentence, words: str) -> bool:
        known = rules()
        unit = sentence.unit
        if self.kind == "news":
            if known.reports(words):
                self.open = True
            elif known.speaks(words):
                self.open = False
        if not self.open or self._in_skipped(unit):
            return False
        if known.drops(words) or known.goal(known.reported(words)):
            return False
        if unit.span.start < self.preamble and not known.reports(words):
            return False
        reported = known.reported(words)
        if reported != words and sentence.first and not sentence.only and "," not in reported:
            return False  # 《实施意见》明确,完善基础设施网络。 heads the paragraph
        if _quoted(words):
            return False
        span = sentence.span
        return heads().level(self.text, span) is not None or not self.strict

    def _in_skipped(self, unit: Unit) -> bool:
        return any(unit.section[:depth] in self.skipped for depth in range(1, len(unit.section) + 1))


def _quoted(words: str) -> bool:
    """A slogan: the whole sentence in quotation marks."""
    return words[:1] in ("“", '"') and words[-1:] in ("”", '"') and words.count(words[-1]) <= 2


def _preamble(outline: Outline) -> int:
    """Where the numbered part of a plan begins, when most of the text is in numbered parts; else 0."""
    if outline.metadata.kind == "news" or not outline.sections:
        return 0
    first = min(section.span.start for section in outline.sections)
    inside = sum(unit.span.end - unit.span.start for unit in outline.units if unit.section)
    whole = sum(unit.span.end - unit.span.start for unit in outline.units)
    return first if 2 * inside > whole else 0


class _Headings:
    """The headings that a measure stands under, nearest first."""

    def __init__(self, outline: Outline) -> None:
        self._sections: dict[tuple[int, ...], Section] = {section.path: section for section in outline.sections}

    def above(self, unit: Unit, span: Span) -> tuple[str, ...]:
        nearest: list[str] = []
        for depth in range(len(unit.section), 0, -1):
            section = self._sections.get(unit.section[:depth])
            if section and section.heading and section.heading_span.end <= span.start:
                nearest.append(fold(section.heading))
        return tuple(nearest[:1])
