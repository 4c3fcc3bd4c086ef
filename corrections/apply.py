"""Writes corrections into the facts of a document: what the extractor found, as people have it.

What a row does, by kind (columns as in model.py; the quote leads to the fact, the subject tells it from others there):

    any             confirm: it is so, also where the extractor no longer finds it; reject: it is not (with a field that
                    a fact can do without: that field is left out); amend: the field has the value; add: it was missed
    measure         reject takes its responsibilities along; span: the value has the right words; topics: a|b
    responsibility  add: the subject answers, in the role of the value; body: the value answers in place of the subject
    pair            base, partner: the value stands on that side (the other place of the pair: they change sides)
    entity          reject: all mentions of the name; reject span: this mention alone; span: the value has the right
                    words of this mention; name: the official name (that of another entity: the two become one); type;
                    add: the subject, of the type of the value, is what these words name, and what the same words name
                    elsewhere in the document where they name nothing yet. Words that named one other thing are split
                    off from that
    target          year; span: the value has the right words

Rows are applied in the order of their time, so the later one is in force. A row whose say does not hold in the end is
conflicting when another person overruled it, and without effect when its own writer did.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ..extract.model import Doubt, Facts, Span
from . import entities, measures, pairs, responsibilities, targets
from .anchor import Anchored, Anchors, Found
from .batches import chronological
from .draft import Draft, Places
from .model import Action, Correction, Kind
from .outcomes import Cause, Corrected, Fate, Outcome, Settled
from .work import ALIKE, Done, Settles, Work, overlap

_WRITERS: Mapping[Kind, Callable[[Work, Correction, Span | None], Done]] = {
    Kind.MEASURE: measures.write,
    Kind.RESPONSIBILITY: responsibilities.write,
    Kind.PAIR: pairs.write,
    Kind.ENTITY: entities.write,
    Kind.TARGET: targets.write,
}


@dataclass(frozen=True, slots=True)
class _Written:
    """A row, where its words stand, and what writing it came to."""

    row: Correction
    at: Anchored
    done: Done


def apply(facts: Facts, rows: Sequence[Correction]) -> Corrected:
    """*facts* with *rows*, which are all of this document, and what became of each row.

    Pure: the same facts and rows, in whatever order, give the same. Without rows the facts are those given.
    """
    if not rows:
        return Corrected(facts)
    work = Work(Draft.of(facts), Anchors(facts.clean))
    written = []
    for row in sorted(rows, key=chronological):
        one_mention = row.kind is Kind.ENTITY and (row.field == "span" or row.action is Action.ADD)
        at = work.anchors.find(row.anchor, row.sha256, one_mention)
        written.append(_Written(row, at, _WRITERS[row.kind](work, row, at.span)))
    later = _later(written)
    outcomes = tuple(_outcome(one, later.get(place), facts) for place, one in enumerate(written))
    finished, places = work.draft.finished()
    doubts = tuple(_undecided(facts, [settles for one in written for settles in one.done.settles]))
    settled = (
        _settled(one, work.draft, places)
        for one, outcome in zip(written, outcomes, strict=True)
        if outcome.fate in (Fate.EXACT, Fate.MOVED)
    )
    return Corrected(replace(finished, doubts=doubts), outcomes, tuple(one for one in settled if one))


def _later(written: Sequence[_Written]) -> dict[int, Correction]:
    """For each row whose say does not hold in the end, by its place, the row that is in force instead."""
    said: dict[tuple[Kind, int | str, str, Span | None], list[tuple[int, str]]] = {}
    for place, one in enumerate(written):
        for claim in one.done.claims:
            about = (one.row.kind, claim.fact, claim.field, claim.part)
            said.setdefault(about, []).append((place, claim.says))
    found: dict[int, Correction] = {}
    for each in said.values():
        last, holds = each[-1]
        found |= {place: written[last].row for place, says in each if says != holds}
    return found


def _outcome(one: _Written, later: Correction | None, facts: Facts) -> Outcome:
    row, cause, span = one.row, one.done.cause, one.done.span or one.at.span
    if later:
        own = later.who == row.who
        fate = Fate.WITHOUT_EFFECT if own else Fate.CONFLICTING
        return Outcome(row, fate, Cause.SUPERSEDED if own else Cause.OVERRULED, span, later)
    if cause in (Cause.NO_WORDS, Cause.NO_VALUE_WORDS):
        return Outcome(row, Fate.ORPHANED, cause, span)
    if cause and not any(_settles(each, doubt, facts) for each in one.done.settles for doubt in facts.doubts):
        return Outcome(row, Fate.WITHOUT_EFFECT, cause, span)
    return Outcome(row, Fate.EXACT if one.at.found is Found.EXACT else Fate.MOVED, span=span)


def _settled(one: _Written, draft: Draft, places: Places) -> Settled | None:
    """The fact that a row is in force for; None where it leaves none."""
    fact, span = one.done.fact, one.done.span or one.at.span
    if fact is None:
        return None
    if isinstance(fact, str):
        key = draft.key(fact)
        return Settled(one.row, one.row.kind, key, span) if key and span else None
    place = places.get((one.row.kind, fact))
    return Settled(one.row, one.row.kind, place, span) if place is not None and span else None


def _undecided(facts: Facts, settled: Sequence[Settles]) -> Iterator[Doubt]:
    """The doubts that no row settles."""
    for doubt in facts.doubts:
        if not any(_settles(one, doubt, facts) for one in settled):
            yield doubt


def _settles(one: Settles, doubt: Doubt, facts: Facts) -> bool:
    if doubt.kind != one.kind.value:
        return False
    if one.kind is Kind.MEASURE:
        return one.span is not None and overlap(one.span, doubt.span) >= ALIKE
    if one.kind is Kind.RESPONSIBILITY:
        name, _, measure = doubt.words.partition(": ")
        return name in one.words and one.span is not None and measure in one.span.of(facts.clean.text)
    return doubt.words in one.words
