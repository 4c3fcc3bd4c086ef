"""Corrections of who answers for a measure."""

from __future__ import annotations

from dataclasses import replace

from ..extract.model import Responsibility, Role, Span
from . import measures
from .draft import LAST, Entry
from .model import Action, Correction, Kind
from .naming import BODIES, entity_named
from .outcomes import Cause
from .work import GONE, Claim, Done, Settles, Work, claims

REACH = 300
"""How far from a measure the name of its body may stand, in characters."""


def write(work: Work, row: Correction, span: Span | None) -> Done:
    """Writes one row about a body's part in the measure at *span*."""
    if span is None:
        return Done(Cause.NO_WORDS)
    draft = work.draft
    called = draft.now_called if row.action is Action.ADD else draft.called
    measure, body = measures.find(work, span), called(row.subject, span)
    settles = (Settles(Kind.RESPONSIBILITY, span, (row.subject, row.value)),)
    place = _find(work, measure, body)
    if row.action is Action.REJECT:
        if place is None:
            return Done(Cause.NO_FACT, settles=settles)
        draft.responsibilities[place].holds = False
        return Done(claims=(Claim(place, "", GONE),), settles=settles)
    value = row.value or row.was
    if row.field == "body":
        other = _body(work, value) if row.action is Action.AMEND else body or _body(work, row.subject)
        place = place if place is not None else _find(work, measure, other)
    else:
        other = body or _body(work, row.subject)
    measure = measures.held(work, span)
    if place is None:
        place = len(draft.responsibilities)
        new = Responsibility(measure, other, Role.RESPONSIBLE, span, order=LAST + place)
        draft.responsibilities.append(Entry(new))
    entry = draft.responsibilities[place]
    if entry.fact.entity != other or entry.fact.evidence == span:
        entry.fact = replace(entry.fact, entity=other, evidence=_evidence(work, other, span))
    draft.entities[other].holds = True
    role = Role(value) if value in tuple(Role) and row.field in ("", "role") else entry.fact.role
    entry.holds, entry.fact = True, replace(entry.fact, role=role, confidence=1.0)
    return Done(fact=place, claims=claims(place, row, value), settles=settles)


def _find(work: Work, measure: int | None, body: str | None) -> int | None:
    """The place of the part that a body has in a measure."""
    if measure is None or body is None:
        return None
    for place, entry in enumerate(work.draft.responsibilities):
        if entry.fact.measure == measure and entry.fact.entity == body:
            return place
    return None


def _body(work: Work, name: str) -> str:
    """The key in the draft of the body with that official name, which is put there when the document has none."""
    known = work.draft.now_called(name)
    if known and work.draft.entities[known].entity.type in BODIES:
        return known
    return work.draft.place_of(entity_named(name, BODIES, work.draft.present()))


def _evidence(work: Work, body: str, span: Span) -> Span:
    """Where the text names the body nearest to the measure, behind it before others; the measure where it does not."""
    entity = work.draft.entities[body].entity

    def way(at: Span) -> tuple[bool, int]:
        return at.start < span.start, abs(at.start - span.end)

    if (
        not entity.mentions
        and (at := work.text.find(entity.canonical, max(0, span.start - REACH), span.end + REACH)) >= 0
    ):
        work.mention(body, [Span(at, at + len(entity.canonical))])
        entity = work.draft.entities[body].entity
    near = [at for at in entity.mentions if way(at)[1] <= REACH + span.end - span.start]
    return min(near, key=way, default=span)
