"""Finds the documents that a text amends or repeals, by name; what is only planned, or names no document, is none."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ..knowledge.lexicon import lexicon
from ..knowledge.schemas.effects import Changes, Form
from ..model import EntityType, Facts, Span
from ..names.titles import titles

BODIES = (EntityType.AGENCY, EntityType.AGENCY_GROUP, EntityType.ORGANIZATION)
SENTENCE_ENDS = "。;\n"
LONGEST = 400
"""A sentence is looked at so far on either side of the titles, in characters."""
_NUMBER = re.compile(r" ?\([^()]{0,80}\)")
_JOINT = re.compile(r" ?(?:、|和|及|以及|与)? ?")
_ENDS = re.compile(f"[{SENTENCE_ENDS}]")


class Relation(StrEnum):
    """What is done to a document; the names are those of the properties."""

    AMENDS = "amends"
    REPEALS = "repeals"


@dataclass(frozen=True, slots=True)
class Change:
    """One document that another amends or repeals."""

    relation: Relation
    entity: str
    """The key of the document that is changed."""
    subject: str | None
    """The key of the document that changes it, where the sentence names one; None is the text itself."""
    words: Span
    """Clean offsets of the words that say so."""


@dataclass(frozen=True, slots=True)
class _Title:
    """A printed title or number with its brackets, and the document that goes by it."""

    span: Span
    entity: str


def check_changes() -> None:
    """Reads the forms. Raises ValueError as lexicon does."""
    lexicon(Changes)


def find_changes(facts: Facts) -> tuple[Change, ...]:
    """What the text says that it, or a document that it names, amends or repeals: each once, by its first words."""
    text, printed = facts.clean.text, list(_printed(facts))
    inside = [measure.span for measure in facts.measures]
    found: dict[tuple[Relation, str, str | None], Change] = {}
    for group, earlier in _groups(text, printed):
        for relation, words in _said(facts, group, inside):
            certain, subject = _subject(text, earlier)
            for title in group if certain else ():
                if title.entity != subject:
                    found.setdefault((relation, title.entity, subject), Change(relation, title.entity, subject, words))
    return tuple(found.values())


def _printed(facts: Facts) -> Iterator[_Title]:
    """The documents that the text names, in its order, with their marks and the brackets behind them."""
    text = facts.clean.text
    end = 0
    outermost = {title.start: title for title in titles(text)}
    for span, entity in facts.linked.mentions_within(Span(0, len(text))):
        if entity.type is not EntityType.POLICY_DOCUMENT or span.start < end:
            continue
        title = outermost.get(span.start) or outermost.get(span.start + 1)
        if title and 2 * (span.end - span.start) < title.end - title.start:
            continue  # a title inside the title
        at = Span(title.start - 1, title.end + 1) if title else span
        if title is None and _in_title(text, span):
            continue
        behind = _NUMBER.match(text, at.end) if title else None
        end = behind.end() if behind else at.end
        yield _Title(Span(at.start, end), entity.key)


def _in_title(text: str, span: Span) -> bool:
    """Whether book-title marks are open where *span* begins."""
    line = text[max(0, span.start - LONGEST, text.rfind("\n", 0, span.start) + 1) : span.start]
    return line.count("《") > line.count("》")


def _groups(text: str, printed: Sequence[_Title]) -> Iterator[tuple[list[_Title], list[_Title]]]:
    """The titles that stand in one list, and the titles before them in the sentence."""
    group: list[_Title] = []
    earlier: list[_Title] = []
    for title in printed:
        if group:
            between = text[group[-1].span.end : title.span.start]
            if _JOINT.fullmatch(between):
                group.append(title)
                continue
            yield group, earlier
            earlier = [] if _ENDS.search(between) else [*earlier, *group]
        group = [title]
    if group:
        yield group, earlier


def _said(facts: Facts, group: Sequence[_Title], tasks: Sequence[Span]) -> Iterator[tuple[Relation, Span]]:
    """What the words around the *group* say is done to it, and those words; some forms say in *tasks* what shall be."""
    text, forms = facts.clean.text, lexicon(Changes)
    first, last = group[0].span.start, group[-1].span.end
    start = max(0, first - LONGEST, *(text.rfind(mark, 0, first) + 1 for mark in SENTENCE_ENDS))
    before = _without_bodies(facts, Span(start, first))
    stop = min(len(text), last + LONGEST)
    for relation, each in ((Relation.AMENDS, forms.amends), (Relation.REPEALS, forms.repeals)):
        for form in each:
            if match := _match(form, before, text, Span(last, stop)):
                words = Span(first - len(match[0]), match[1])
                if not (form.task and _within(tasks, words)):
                    yield relation, words
                break


def _match(form: Form, before: str, text: str, behind: Span) -> tuple[str, int] | None:
    """The words of the form before the titles, from the body on, and where those behind them end."""
    opened, closed = form.before.search(before), form.behind.match(text, behind.start, behind.end)
    if not (opened and closed):
        return None
    return opened[0].rpartition("○")[2].lstrip(",:"), behind.start + len(closed[0].rstrip("\n,;: 。"))


def _without_bodies(facts: Facts, span: Span) -> str:
    """The text of *span* with each body that it names written as one ○: who decides is no matter here."""
    text, at, parts = facts.clean.text, span.start, []
    for mention, entity in facts.linked.mentions_within(span):
        if entity.type in BODIES and mention.start >= at:
            parts += [text[at : mention.start], "○"]
            at = mention.end
    return "".join([*parts, text[at : span.end]])


def _subject(text: str, earlier: Sequence[_Title]) -> tuple[bool, str | None]:
    """Whether it is clear who changes the document, and the document that does; None is the text itself."""
    forms, subject = lexicon(Changes), None
    for title in earlier:
        if forms.subject.match(text, title.span.end):
            subject = title.entity
        elif not forms.basis.search(text[max(0, title.span.start - 40) : title.span.start]):
            return False, None
    return True, subject


def _within(spans: Sequence[Span], words: Span) -> bool:
    at = bisect_right(spans, words.start, key=lambda span: span.start) - 1
    return at >= 0 and spans[at].overlaps(words)
