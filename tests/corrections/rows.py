"""Rows of corrections for tests, made from the facts of a document."""

from __future__ import annotations

from duikou.corrections.anchor import CONTEXT
from duikou.corrections.model import Action, Anchor, Correction, Kind
from duikou.extract.model import Facts, Span
from duikou.graph.evidence import verbatim

WHO, WHEN = "李明", "2026-11-27T09:30:00Z"


def anchor_of(facts: Facts, span: Span) -> Anchor:
    """The anchor of a clean *span*, as the reading view takes it."""
    text, at = facts.clean.source.text, facts.clean.to_source(span)
    prefix, suffix = text[max(0, at.start - CONTEXT) : at.start], text[at.end : at.end + CONTEXT]
    return Anchor(verbatim(facts.clean, span), prefix, suffix, at.start, at.end)


def row(
    facts: Facts,
    words: Span | str,
    kind: str,
    action: str,
    *,
    subject: str = "",
    field: str = "",
    was: str = "",
    value: str = "",
    who: str = WHO,
    when: str = WHEN,
    line: int = 2,
) -> Correction:
    """A row about *words* of a document, or about the clean span where they stand."""
    if isinstance(words, str):
        start = facts.clean.text.index(words)
        words = Span(start, start + len(words))
    source = facts.clean.source
    what = (Kind(kind), subject, field, was, value, Action(action), "")
    return Correction("batch", line, who, when, source.slug, source.sha256, anchor_of(facts, words), *what)


def bare(
    kind: str = "measure",
    action: str = "confirm",
    *,
    quote: str = "推进合作",
    subject: str = "",
    field: str = "",
    value: str = "",
    reason: str = "",
    who: str = WHO,
    when: str = WHEN,
) -> Correction:
    """A row without a document."""
    what = (Kind(kind), subject, field, "", value, Action(action), reason)
    return Correction("batch", 2, who, when, "plan", "0" * 64, Anchor(quote, "", "", 0, len(quote)), *what)
