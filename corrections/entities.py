"""Corrections of names: what is one, of what type, under which official name, and with which words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..extract.model import Entity, EntityType, Span
from .model import Action, Correction
from .naming import BODIES, PLACES, entity_named, retyped
from .outcomes import Cause
from .work import GONE, Claim, Done, Work, claims, overlap

_FAMILIES = (BODIES, PLACES, (EntityType.PLATFORM, EntityType.PROJECT, EntityType.EVENT))
"""Types among which a name may turn out to be another's when it gets its official form."""
SHORTEST = 2
"""Characters of the shortest name that is looked for in the rest of a document."""


def write(work: Work, row: Correction, span: Span | None) -> Done:
    """Writes one row about a name that the words of *span* print."""
    draft = work.draft
    place = draft.called(row.subject, span)
    if span is None and (place is None or row.action is Action.ADD or row.field == "span"):
        return Done(Cause.NO_WORDS)
    if row.action is Action.REJECT:
        return _reject(work, row, span, place)
    if row.action is Action.ADD or (place is None and row.field in ("", "type")):
        return _add(work, row, span) if span else Done(Cause.NO_WORDS)
    if place is None and span:
        place = _there(work, span)  # the extractor has another name for these words by now
    if place is None:
        return Done(Cause.NO_FACT)
    named, value = draft.entities[place], row.value or row.was
    named.holds = True
    words = span or next(iter(named.entity.mentions), None)
    if row.field == "span":
        return _respan(work, row, span, place) if span else Done(Cause.NO_WORDS)
    if row.field == "name" and value:
        named.entity = _called(work, named.entity, value)
    elif row.field == "type" and value in tuple(EntityType):
        named.entity = retyped(named.entity, EntityType(value))
    elif not row.field and span and not any(at.overlaps(span) for at in named.entity.mentions):
        work.mention(place, [span])
    return Done(fact=place, claims=claims(place, row, value if row.field else ""), span=words)


def _reject(work: Work, row: Correction, span: Span | None, place: str | None) -> Done:
    """All mentions, or with the field span the one at these words."""
    if place is None or not work.draft.entities[place].holds:
        return Done(Cause.NO_FACT)
    if not row.field:
        work.draft.entities[place].holds = False
        return Done(claims=(Claim(place, "", GONE),))
    found = [at for at, who in work.draft.naming(span) if who == place] if span else []
    for at in found:
        work.draft.release(place, at)
    return Done(claims=(Claim(place, "", GONE, span),)) if found else Done(Cause.NO_FACT)


def _add(work: Work, row: Correction, span: Span) -> Done:
    """What these words name. Of another thing that they named they are split off, unless they name several (两地)."""
    draft = work.draft
    value = row.value or row.was
    kinds = (EntityType(value),) if value in tuple(EntityType) else tuple(EntityType)
    place = draft.place_of(entity_named(row.subject, kinds, draft.present()))
    others = [(at, who) for at, who in draft.naming(span) if who != place]
    if len({who for at, who in others if at == span}) < 2:
        for at, who in others:
            draft.release(who, at)
            _follow(work, at, who, place)
    own = [at for at, who in draft.naming(span) if who == place and at != span]
    for at in own:
        draft.release(place, at)
    work.mention(place, [span, *_elsewhere(work, span)])
    return Done(fact=place, claims=(*claims(place, row, ""), Claim(place, "", row.subject, span)), span=span)


def _follow(work: Work, at: Span, old: str, new: str) -> None:
    """The parts in measures that a mention gives one body go with the mention to the other."""
    for entry in work.draft.responsibilities:
        if entry.fact.entity == old and entry.fact.evidence == at:
            entry.fact = replace(entry.fact, entity=new)


def _elsewhere(work: Work, span: Span) -> Iterator[Span]:
    """The same words where they name nothing yet."""
    if span.end - span.start >= SHORTEST:
        for at in work.anchors.everywhere(span):
            if at != span and not work.draft.naming(at):
                yield at


def _respan(work: Work, row: Correction, span: Span, place: str) -> Done:
    """The mention at these words has others."""
    right = work.anchors.near(row.value or row.was, span)
    if right is None:
        return Done(Cause.NO_VALUE_WORDS)
    mine = [at for at, who in work.draft.naming(span) if who == place]
    for at in mine:
        work.draft.release(place, at)
    for at, who in work.draft.naming(right):
        work.draft.release(who, at)
    work.mention(place, [right])
    return Done(fact=place, claims=claims(place, row, row.value or row.was, span), span=right)


def _there(work: Work, span: Span) -> str | None:
    """The entity that most of these words name."""
    found = [(overlap(at, span), who) for at, who in work.draft.naming(span)]
    return max(found)[1] if found else None


def _called(work: Work, entity: Entity, name: str) -> Entity:
    """*entity* under another official name, with the key of that."""
    family = next((family for family in _FAMILIES if entity.type in family), ())
    kinds = (entity.type, *(kind for kind in family if kind is not entity.type))
    found = entity_named(name, kinds, work.draft.present())
    if found.key == entity.key:
        return replace(entity, canonical=found.canonical)
    return replace(
        entity,
        type=found.type,
        canonical=found.canonical,
        key=found.key,
        subtype=found.subtype or (entity.subtype if found.type is entity.type else ""),
        place=found.place,
    )
