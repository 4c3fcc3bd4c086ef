"""Corrections of dated goals."""

from __future__ import annotations

from dataclasses import replace

from ..extract.model import Span, Target
from ..extract.relations.targets import quantity_in
from .draft import Entry
from .model import Action, Correction
from .outcomes import Cause
from .work import GONE, Claim, Done, Work, alike, claims


def write(work: Work, row: Correction, span: Span | None) -> Done:
    """Writes one row about the target at *span*."""
    if span is None:
        return Done(Cause.NO_WORDS)
    entries = work.draft.targets
    place = alike(entries, ((number, entry.fact.span) for number, entry in enumerate(entries)), span)
    if row.action is Action.REJECT:
        if place is None:
            return Done(Cause.NO_FACT)
        entries[place].holds = False
        return Done(claims=(Claim(place, "", GONE),))
    value, right = row.value or row.was, span
    if row.field == "span" and row.action is Action.AMEND:
        found = work.anchors.near(row.value, span)
        if found is None:
            return Done(Cause.NO_VALUE_WORDS)
        right = found
    is_year = value.isascii() and value.isdigit() and len(value) == 4
    if place is None:
        if not is_year:
            return Done(Cause.NO_FACT)  # a goal without a year is none
        place = len(entries)
        entries.append(Entry(Target(int(value), right)))
    entry = entries[place]
    year = int(value) if is_year and row.field != "span" else entry.fact.year
    if row.action is Action.ADD or (row.field == "span" and row.action is Action.AMEND):
        entry.fact = replace(entry.fact, span=right, quantity=quantity_in(work.text, right))
    entry.holds, entry.fact = True, replace(entry.fact, year=year)
    return Done(fact=place, claims=claims(place, row, value if row.field else ""))
