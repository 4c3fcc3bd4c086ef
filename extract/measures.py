"""Finds the measures of a document: sentences that commit somebody to an action.

The body is cut at full stops, semicolons and list items, never at a comma. Sections of aims and principles, reports of
what happened, page furniture and dated goals are passed over; the words are in data/lexicon/measures.toml.
A news page commits nobody by itself: there, only stretches count that report what a policy document says.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from .fold import fold
from .measuring.classify import heads
from .measuring.clauses import EDGES, SENTENCE, split, trim
from .measuring.rules import rules
from .measuring.topics import topic_scorer
from .model import AssignmentList, Clean, EntityType, Linked, Measure, Outline, Section, Span, Unit, UnitKind

NAMES = (EntityType.AGENCY, EntityType.ORGANIZATION, EntityType.CITY, EntityType.COUNTY, EntityType.PROVINCE)
MARKS, NEWS_MARKS = 2, 4
"""How many marks make a page a policy document; more where it looks like news."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A candidate: its words without list mark, final punctuation and responsibility bracket."""

    span: Span
    unit: Unit
    first: bool  # the first sentence of its unit
    only: bool  # and the only one
    last: bool = True  # the last sentence of its unit


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
                yield Sentence(span, unit, number == 0, len(found) == 1, number == len(found) - 1)


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


def find_measures(
    clean: Clean, outline: Outline, lists: Sequence[AssignmentList], linked: Linked | None = None
) -> tuple[Measure, ...]:
    """The measures in text order, with commitment, topics (strongest first) and areas; spans in clean offsets.

    Where *linked* is given, words inside the names of bodies and places are weak evidence for a topic.
    """
    text = fold(clean.text)
    found: list[Measure] = []
    headings = _Headings(outline)
    names = _Names(linked)
    for sentence in candidates(text, outline, lists):
        context = headings.above(sentence.unit, sentence.span)
        topics = topic_scorer().topics(sentence.span.of(text), context, names.inside(sentence.span))
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
        kept
        for sentence in sentences(text, outline, lists)
        if (kept := scan.kept(sentence)) and kept.span.end - kept.span.start >= known.minimum
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
        if unit.section not in listed and (unit.section in scan.skipped or unit.section in bodies):
            continue
        inside = [hole for hole in holes if unit.span.contains(hole)]
        span = _trim(text, next(_without(unit.span, inside), unit.span))
        words = span.of(text)
        known = unit.section in listed or heads().opening(text, span)
        if known and len(words) >= rules().task and not rules().drops(words):
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
        self.title = _letters(outline.metadata.title)
        self.paired = self.kind == "news" and rules().about_pairing(text, fold(outline.metadata.title))
        self.spoken = False  # a meeting or a leader says what is to be done
        self.voice: Unit | None = None  # the paragraph in which somebody speaks
        self.listing = False  # the items of a list of what is to be done follow

    def kept(self, sentence: Sentence) -> Sentence | None:
        """The sentence if it commits, without the words that say who asks for it; else None."""
        words = sentence.span.of(self.text)
        known = rules()
        if known.lists(words) and self.text[sentence.span.end : sentence.span.end + 1] == ":":
            self.listing = self.open or self.paired
            return None
        if self.kind != "news":
            return sentence if self._passes(sentence, words) else None
        if self.listing and self._is_item(sentence.unit):
            return sentence if self._asks(sentence, sentence.span) else None
        self.listing = False
        return self._kept_in_news(sentence, words)

    def _kept_in_news(self, sentence: Sentence, words: str) -> Sentence | None:
        """News commit only by what they report: a document, a meeting, somebody who speaks."""
        known = rules()
        asked = known.asked(words) if self.paired else 0
        told = known.told(words)
        if asked or told:
            self.spoken, self.open = bool(asked), bool(told)
            start = sentence.span.start + (asked or told)
            start = known.mark_end(self.text, trim(self.text, Span(start, sentence.span.end), EDGES))
            span = trim(self.text, Span(start, sentence.span.end), EDGES)
            return replace(sentence, span=span) if self._asks(sentence, span) else None
        if self.paired and known.speaks(words):
            self.voice = sentence.unit
        self.spoken |= sentence.unit is self.voice and known.calls(words)
        if self.spoken and sentence.first:
            self.spoken = known.calls(words) or sentence.span.start > sentence.unit.span.start + 1
        if self.spoken and not (known.reports(words) or known.speaks(words) or known.tells_news(words)):
            return sentence if self._asks(sentence, sentence.span) else None
        self.spoken = False
        return sentence if self._passes(sentence, words) else None

    def _is_item(self, unit: Unit) -> bool:
        """Whether a number or a bullet stands before the paragraph on its line, or 一是 opens it."""
        line = self.text.rfind("\n", 0, unit.span.start) + 1
        marked = rules().mark_end(self.text, unit.span) > unit.span.start
        return marked or bool(self.text[line : unit.span.start].strip())

    def _asks(self, sentence: Sentence, span: Span) -> bool:
        """Whether what a meeting or a leader says is to be done: 要..., 将..., or a verb; a short one heads others."""
        known = rules()
        words = span.of(self.text)
        if sentence.unit.section in self.skipped or known.drops(words) or known.goal(self.text, span):
            return False
        if known.calls(words):
            heading = not sentence.last and len(words) <= known.call and self.text[span.end : span.end + 1] == "。"
            return not heading
        return heads().operates(self.text, span)

    def _passes(self, sentence: Sentence, words: str) -> bool:
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
        if known.drops(words) or known.goal(self.text, sentence.span) or _quoted(words):
            return False
        if unit.span.start < self.preamble and not known.reports(words):
            return False
        if self._opens_document(sentence, words) or self._heads_paragraph(sentence, words):
            return False
        return heads().level(self.text, sentence.span) is not None or not self.strict

    def _opens_document(self, sentence: Sentence, words: str) -> bool:
        """A sentence outside of every section that says why the document is made, or repeats its title."""
        return not sentence.unit.section and (rules().founds(words) or _letters(words) in self.title)

    def _heads_paragraph(self, sentence: Sentence, words: str) -> bool:
        """《实施意见》明确,完善基础设施网络。 and, in news, 推进绿色低碳发展。 head the sentences after them."""
        if not sentence.first or sentence.only:
            return False
        reported = self.text[rules().report_end(self.text, sentence.span) : sentence.span.end]
        return (reported != words and "," not in reported) or (self.kind == "news" and len(words) <= rules().call)


def _letters(words: str) -> str:
    """The words without punctuation and space."""
    return "".join(char for char in fold(words) if char.isalnum())


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


class _Names:
    """Where bodies and places are named; what they are called is not what a measure is about."""

    def __init__(self, linked: Linked | None) -> None:
        entities = linked.entities if linked else ()
        self._spans = sorted({span for entity in entities if entity.type in NAMES for span in entity.mentions})
        self._starts = [span.start for span in self._spans]

    def inside(self, span: Span) -> list[Span]:
        """The names inside *span*, in offsets from its start."""
        first, last = bisect_left(self._starts, span.start), bisect_left(self._starts, span.end)
        return [Span(name.start - span.start, name.end - span.start) for name in self._spans[first:last]]


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
