"""Finds the measures of a document: sentences that commit somebody to an action.

The body is cut at full stops, semicolons and list items, never at a comma. Sections of aims and principles, reports of
what happened, page furniture and dated goals are passed over; the words are in data/lexicon/measures.toml.
A news page commits nobody by itself: there, only stretches count that report what a policy document says.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice

from .classify import heads
from .clauses import EDGES, SENTENCE, parts, split, trim
from .fold import fold, folded_lexicon
from .model import AssignmentList, Clean, Measure, Outline, Section, Span, Unit, UnitKind
from .topics import topic_scorer

_BRACKETED = re.compile(r"\([^()]*\)")
MARKS, NEWS_MARKS = 2, 4
"""How many marks make a page a policy document; more where it looks like news."""
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
        self._goals = tuple(words["sections"]["goals"])
        self._open = tuple(words["sections"]["open"])
        self._parts = re.compile(words["sections"]["parts"])
        self._start = _any(words["drop"]["start"])
        self._news = _any(words["drop"]["news"])
        self._once = _any(words["report"]["once"])
        self._anywhere = _any(words["drop"]["anywhere"])
        self._people = _any(words["people"]["says"])
        self._report = re.compile(words["report"]["lead"])
        self._opens = _any(words["report"]["opens"])
        self._target = _any(words["targets"]["start"])
        self._marks = _any(words["marks"]["start"])
        self.documents: tuple[str, ...] = tuple(words["report"]["documents"])
        self.headings: tuple[str, ...] = tuple(words["report"]["headings"])
        self.minimum: int = words["length"]["minimum"]
        self.head: int = words["length"]["head"]
        self.task: int = words["length"]["task"]
        self._formulas = _any(words["report"]["formulas"])
        self.quantity: re.Pattern[str] = re.compile(words["targets"]["quantity"])
        self.year: re.Pattern[str] = re.compile(words["targets"]["year"])
        self.target_parts: int = words["targets"]["parts"]

    def skips(self, heading: str) -> bool:
        """Whether a section under *heading* holds aims, principles or background instead of measures."""
        return self._ends(heading, self._skip) and not any(word in fold(heading) for word in self._keep)

    def sets_goals(self, heading: str) -> bool:
        """Whether a section under *heading* says what is to be reached."""
        return self._ends(heading, self._goals)

    def looks_ahead(self, heading: str) -> bool:
        """Whether a section under *heading* says what is to be done, whatever the page."""
        return self._ends(heading, self._open)

    def _ends(self, heading: str, words: tuple[str, ...]) -> bool:
        pieces = self._parts.split(fold(heading).strip(EDGES + " "))
        return any(piece.strip().endswith(words) for piece in pieces)

    def titles_policy(self, title: str) -> bool:
        """Whether a *title* ends with what a policy document is called, remarks in brackets left out."""
        return _BRACKETED.sub("", fold(title)).strip(EDGES + " 》").endswith(self.documents)

    def structures(self, heading: str) -> bool:
        """Whether a *heading* is one that policy documents have: 重点任务, 保障措施."""
        return fold(heading).strip(EDGES + " ").endswith(self.headings)

    def formula(self, words: str) -> bool:
        """Whether the words are the formula by which a policy document says that it is one: 制定本方案."""
        return bool(self._formulas.search(words[:LONGEST_LOOK]))

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
        return bool(self._start.match(words) or self.tells_news(words) or self._anywhere.search(words))

    def tells_news(self, words: str) -> bool:
        """Whether the sentence opens as news do: 近日, 据了解, 6月16日."""
        return bool(self._news.match(words))

    def dated(self, text: str, part: Span) -> int | None:
        """Where the dated opening of a goal stands in a comma part (到2025年), if at its start or after a colon."""
        colon = text.rfind(":", part.start, part.end)
        starts = [part.start] + ([colon + 1] if colon >= 0 else [])
        return next((start for start in starts if self._target.match(text, start, part.end)), None)

    def goal(self, text: str, span: Span) -> bool:
        """Whether the sentence is a dated goal: its first comma part is, or all parts before the date are lead-ins."""
        span = Span(self.report_end(text, span), span.end)
        for part in islice(parts(text, span), self.target_parts):
            if self.dated(text, part) is not None:
                return True
            if heads().opening(text, part):
                return False
        return False

    def speaks(self, words: str) -> bool:
        """Whether a person or a meeting speaks."""
        return bool(self._people.search(words[:80])) and not self.reports(words)

    def reports_once(self, words: str) -> bool:
        """Whether the sentence says what follows from a document, and no more than that."""
        return bool(self._once.match(words[:LONGEST_LOOK]))

    def reports(self, words: str) -> bool:
        """Whether a policy document speaks: 《方案》指出."""
        return bool(self._opens.search(words[:LONGEST_LOOK]))

    def report_end(self, text: str, span: Span) -> int:
        """Where the words begin that follow 《方案》指出, or the sentence's start."""
        match = self._report.match(text[span.start : min(span.end, span.start + 120)])
        return span.start + match.end() if match else span.start


def _any(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


@cache
def rules() -> Rules:
    """The packaged rules, read once."""
    return Rules()


def sentences(text: str, outline: Outline, lists: Sequence[AssignmentList]) -> Iterator[Sentence]:
    """Every sentence of the body units and task cells of the folded *text*, responsibility lists taken out."""
    outside = sorted(item.span for item in lists if not item.scope.contains(item.span))
    at = 0
    for unit in outline.units:
        while at < len(outside) and outside[at].end <= unit.span.start:
            at += 1
        last = at
        while last < len(outside) and outside[last].start < unit.span.end:
            last += 1
        holes = outside[at:last]
        found = [
            (trimmed, part)
            for stretch in _stretches(unit)
            for piece in _without(stretch, holes)
            for part in split(text, piece, SENTENCE)
            if (trimmed := _trim(text, part)).end > trimmed.start
        ]
        marked = [trim(text, part, EDGES).start < span.start for span, part in found]
        for number, (span, part) in enumerate(found):
            explained = marked[number] and number + 1 < len(found) and not marked[number + 1]
            if not (explained and _heads(text, span, part)):
                yield Sentence(span, unit, number == 0, len(found) == 1)


def _heads(text: str, span: Span, part: Span) -> bool:
    """Whether a sentence is short, of one part and closed by a full stop: 一是传承弘扬红色文化。"""
    short = span.end - span.start <= rules().head and "," not in span.of(text)
    return short and text[part.end : part.end + 1] == "。"


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
    """The measures in text order, with commitment, topics (strongest first) and areas; spans in clean offsets."""
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
    found = [
        sentence
        for sentence in sentences(text, outline, lists)
        if scan.passes(sentence, words := sentence.span.of(text)) and len(words) >= known.minimum
    ]
    yield from sorted([*found, *_tasks_in_headings(text, outline, lists, found, scan)], key=lambda item: item.span)


def _tasks_in_headings(
    text: str, outline: Outline, lists: Sequence[AssignmentList], found: Sequence[Sentence], scan: _Scan
) -> Iterator[Sentence]:
    """Headings that are the task themselves: nothing stands under them, or only who answers for it and until when."""
    if scan.strict or not scan.open:
        return
    inhabited = {sentence.unit.section[:depth] for sentence in found for depth in range(len(sentence.unit.section) + 1)}
    inhabited |= {section.path[:-1] for section in outline.sections}
    bodies = {unit.section for unit in outline.units if unit.kind is UnitKind.BODY}
    listed = {unit.section for unit in _units_of(lists, outline)}
    holes = sorted(item.span for item in lists)
    for unit in outline.units:
        if unit.kind not in (UnitKind.HEADING, UnitKind.RUN_IN) or not unit.section or unit.section in inhabited:
            continue
        if unit.section in scan.skipped or (unit.section in bodies and unit.section not in listed):
            continue
        inside = [hole for hole in holes if unit.span.contains(hole)]
        span = _trim(text, next(_without(unit.span, inside), unit.span))
        words = span.of(text)
        if len(words) >= rules().task and not rules().drops(words) and heads().opening(text, span):
            yield Sentence(span, unit, True, True)


def _units_of(lists: Sequence[AssignmentList], outline: Outline) -> Iterator[Unit]:
    starts = [unit.span.start for unit in outline.units]
    for item in lists:
        at = bisect_right(starts, item.span.start) - 1
        if at >= 0:
            yield outline.units[at]


def sections_where(outline: Outline, test: Callable[[str], bool]) -> frozenset[tuple[int, ...]]:
    """Paths of the sections whose heading passes the *test*, subsections included."""
    chosen: set[tuple[int, ...]] = {section.path for section in outline.sections if test(section.heading)}
    for path in sorted({section.path for section in outline.sections}):
        if path[:-1] in chosen:
            chosen.add(path)
    return frozenset(chosen)


class _Scan:
    """Goes through the sentences of one document in order and says which of them commit."""

    def __init__(self, text: str, outline: Outline, lists: Sequence[AssignmentList]) -> None:
        self.text = text
        self.kind = outline.metadata.kind
        self.skipped = sections_where(outline, rules().skips)
        self.ahead = sections_where(outline, rules().looks_ahead)
        self.preamble = _preamble(outline)
        self.strict = self.kind in ("news", "interpretation")
        marks = _policy_marks(text, outline, lists)
        self.open = self.kind == "interpretation" or marks >= (NEWS_MARKS if self.kind == "news" else MARKS)

    def passes(self, sentence: Sentence, words: str) -> bool:
        known = rules()
        unit = sentence.unit
        if self.kind == "news":
            if known.reports(words):
                self.open = True
            elif known.speaks(words) or (sentence.first and known.tells_news(words)):
                self.open = False
        is_open = self.open or unit.section in self.ahead or (self.kind == "news" and known.reports_once(words))
        if not is_open or unit.section in self.skipped:
            return False
        if known.drops(words) or known.goal(self.text, sentence.span):
            return False
        if unit.span.start < self.preamble and not known.reports(words):
            return False
        reported = self.text[known.report_end(self.text, sentence.span) : sentence.span.end]
        if reported != words and sentence.first and not sentence.only and "," not in reported:
            return False  # 《实施意见》明确,完善基础设施网络。 heads the paragraph
        if _quoted(words):
            return False
        span = sentence.span
        return heads().level(self.text, span) is not None or not self.strict


def _policy_marks(text: str, outline: Outline, lists: Sequence[AssignmentList]) -> int:
    """How many marks of a policy document the page has; a page with few commits nobody."""
    known = rules()
    sections = [section for section in outline.sections if section.number or section.path]
    opening = [unit.span.of(text) for unit in outline.units if unit.kind in (UnitKind.BODY, UnitKind.HEAD)]
    marks = (
        known.titles_policy(outline.metadata.title),
        bool(outline.metadata.number),
        len({section.path[:1] for section in sections}) > 1,
        any(known.formula(words) for words in opening),
        2 * bool(lists),
        2 * any(known.structures(section.heading) for section in sections),
    )
    return sum(marks)


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
        return tuple(nearest)
