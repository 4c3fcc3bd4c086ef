"""Corrections of pairs of places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..extract.knowledge.gazetteer import gazetteer
from ..extract.model import EntityType, Pair, Span, Status, Term
from .draft import Entry
from .model import BETWEEN_PLACES, Action, Correction, Kind
from .naming import PLACES, entity_named
from .outcomes import Cause
from .work import GONE, Claim, Done, Settles, Work, claims

_SIDES = ("base", "partner")


def write(work: Work, row: Correction, span: Span | None) -> Done:
    """Writes one row about a pair that the words of *span* state."""
    if span is None:
        return Done(Cause.NO_WORDS)
    draft = work.draft
    names = [name.strip() for name in row.subject.split(BETWEEN_PLACES)]
    called = draft.now_called if row.action is Action.ADD else draft.called
    sides = [called(name, span) for name in names]
    place = _find(work, sides)
    settles = (Settles(Kind.PAIR, None, (BETWEEN_PLACES.join(names), BETWEEN_PLACES.join(reversed(names)))),)
    if row.action is Action.REJECT and not row.field:
        if place is None:
            return Done(Cause.NO_FACT, settles=settles)
        draft.pairs[place].holds = False
        return Done(claims=(Claim(place, "", GONE),), settles=settles)
    base, partner = (_place(work, name, known, span) for name, known in zip(names, sides, strict=True))
    if place is None:
        place = len(draft.pairs)
        draft.pairs.append(Entry(Pair(base, partner, _base_area(work, base), None, span)))
    entry = draft.pairs[place]
    if not row.field:
        entry.fact = replace(entry.fact, base=base, partner=partner)
    value = "" if row.action is Action.REJECT else row.value or row.was
    entry.holds, entry.fact = True, replace(_amended(work, entry.fact, row.field, value, span), confidence=1.0)
    said = value or GONE
    if row.field in _SIDES:
        said = f"{entry.fact.base} {entry.fact.partner}"
        row = replace(row, field="base")  # who changes one side says both
    return Done(fact=place, claims=claims(place, row, said), settles=settles)


def _find(work: Work, sides: Sequence[str | None]) -> int | None:
    """The place of the pair of these two, whichever receives; one that holds before others."""
    found = [
        (entry.holds, -place)
        for place, entry in enumerate(work.draft.pairs)
        if {entry.fact.base, entry.fact.partner} == set(sides)
    ]
    return -max(found)[1] if found else None


def _amended(work: Work, pair: Pair, field: str, value: str, span: Span) -> Pair:
    if field in ("", "status"):
        return replace(pair, status=Status(value)) if value in tuple(Status) else pair
    if field in _SIDES:
        new = _place(work, value, work.draft.now_called(value, span), span)
        other = "partner" if field == "base" else "base"
        old = getattr(pair, field)
        sides = {field: new, other: old if getattr(pair, other) == new else getattr(pair, other)}
        return replace(pair, base=sides["base"], partner=sides["partner"])
    if field == "base_area":
        return replace(pair, base_area=_area(work, value) if value else None)
    term = pair.term or Term(None, None, span)
    year = int(value) if value.isascii() and value.isdigit() else None
    term = replace(term, start=year) if field == "from" else replace(term, end=year)
    return replace(pair, term=term if term.start or term.end else None)


def _place(work: Work, name: str, known: str | None, span: Span) -> str:
    """The key in the draft of the place with that name: the one *known* there, or else one that is put there, with
    where *span* prints it."""
    if known and work.draft.entities[known].entity.type in PLACES:
        work.draft.entities[known].holds = True
        return known
    entity = entity_named(name, PLACES, work.draft.present())
    place = work.draft.place_of(entity)
    held = gazetteer().places.get(entity.key)
    forms = sorted(held.surfaces if held else (entity.canonical,), key=len, reverse=True)
    for form in forms:
        if (at := work.text.find(form, span.start, span.end)) >= 0:
            work.mention(place, [Span(at, at + len(form))])
            break
    return place


def _area(work: Work, name: str) -> str:
    """The key in the draft of a base area."""
    entity = entity_named(name, (EntityType.BASE_AREA,), work.draft.present())
    return work.draft.place_of(entity)


def _base_area(work: Work, place: str) -> str | None:
    """The base area of a place that the document names."""
    draft = work.draft
    known = gazetteer().base_areas_of(draft.entities[place].entity.key)
    held = {named.entity.key: place for place, named in draft.entities.items() if named.holds}
    return next((held[area] for area in known if area in held), None)
