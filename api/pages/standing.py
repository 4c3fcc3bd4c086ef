"""How it stands with a document or a pair on a day: asked of the terms that the graph holds, never stored there.

Terms are told in years, and a year counts whole: from its first day to its last. A repeal counts from the day on which
the document that repeals was published.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from enum import StrEnum

CHINA = timezone(timedelta(hours=8))
"""The documents' own time."""


class State(StrEnum):
    """How it stands; the names are those of the interface's words."""

    IN_FORCE = "in-force"
    NOT_YET = "not-yet"
    EXPIRED = "expired"
    ENDED = "ended"
    REPEALED = "repealed"
    PROPOSED = "proposed"
    DENIED = "denied"
    NO_EFFECT = "no-effect"
    UNKNOWN = "unknown"


class Reason(StrEnum):
    """What the answer rests on, where it is not both years of a term."""

    YEARS = "years"
    NO_TERM = "no-term"
    NO_END = "no-end"
    NO_START = "no-start"
    STATEMENT = "statement"
    END_UNDATED = "end-undated"
    PUBLICATION = "publication"
    REPEAL = "repeal"
    REPEAL_UNDATED = "repeal-undated"
    KIND = "kind"


@dataclass(frozen=True, slots=True)
class Standing:
    """A state, and why."""

    state: State
    reason: Reason = Reason.YEARS


def today() -> date:
    """The day in China."""
    return datetime.now(CHINA).date()


def day_of(text: str) -> date | None:
    """The day that *text* names as YYYY-MM-DD, or None when it names none."""
    try:
        return date.fromisoformat(text) if len(text) == 10 and text[4] == text[7] == "-" else None
    except ValueError:
        return None


def pair_standing(day: date, status: str, start: int | None, end: int | None, said: date | None = None) -> Standing:
    """How it stands with a pair of this *status* and term; *said* is when the document was published that says so."""
    if status in (State.PROPOSED, State.DENIED):
        return Standing(State(status), Reason.STATEMENT)
    known = by_years(day, start, end, said)
    if status != State.ENDED or known.state in (State.NOT_YET, State.EXPIRED):
        return known
    # It has ended before its years ran out, or tells no years: it is known only that it was over when this was said.
    if said and day >= said:
        return Standing(State.ENDED, Reason.STATEMENT)
    return known if said and end else Standing(State.UNKNOWN, Reason.END_UNDATED)


def document_standing(
    day: date,
    start: int | None,
    end: int | None,
    published: date | None,
    repealed: Sequence[date | None] = (),
    tells: bool = False,
) -> Standing:
    """How it stands with a document for these years; *repealed* are the days on which documents were published that
    repeal it, None for one of which the day is not known. One that only *tells* of others, as news do, puts nothing
    into effect, and the years that it names are not its own."""
    if tells:
        return Standing(State.NO_EFFECT, Reason.KIND)
    if any(one is not None and one <= day for one in repealed):
        return Standing(State.REPEALED, Reason.REPEAL)
    if published and day < published:
        return Standing(State.NOT_YET, Reason.PUBLICATION)
    if None in repealed:
        return Standing(State.REPEALED, Reason.REPEAL_UNDATED)
    return by_years(day, start, end, published)


def by_years(day: date, start: int | None, end: int | None, said: date | None) -> Standing:
    """How it stands by the years alone. Without the first, it is in force from the day on which that was *said*."""
    if start is None and end is None:
        return Standing(State.UNKNOWN, Reason.NO_TERM)
    if start is not None and day.year < start:
        return Standing(State.NOT_YET)
    if end is not None and day.year > end:
        return Standing(State.EXPIRED)
    if start is None and (said is None or day < said):
        return Standing(State.UNKNOWN, Reason.NO_START)
    if start is None:
        return Standing(State.IN_FORCE, Reason.NO_START)
    return Standing(State.IN_FORCE, Reason.NO_END if end is None else Reason.YEARS)
