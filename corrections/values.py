"""What a row may say, by kind, field and action: checked before anything is written, and again when it is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from itertools import chain

from ..extract.model import LEVELS, EntityType, Role, Status
from ..ontology.topics import areas
from .model import BETWEEN_PLACES, FIELDS, Action, Correction, Kind

MAY_BE_EMPTY: dict[Kind, tuple[str, ...]] = {
    Kind.MEASURE: ("", "topics"),
    Kind.RESPONSIBILITY: ("",),
    Kind.PAIR: ("", "base_area", "from", "to"),
    Kind.ENTITY: ("", "span"),
    Kind.TARGET: ("",),
}
"""What may be rejected: the fact, or a field that a fact can do without; of a name, that these words are one of it."""
LONGEST = 20_000
"""Characters of the longest cell: more is no quote, and a CSV reader stops at 131,072."""
LONGEST_WHO = 80

Checks = Mapping[tuple[Kind, str], Callable[[str], str]]


def problem(row: Correction) -> tuple[str, str] | None:
    """The column of *row* that is wrong and in what way; None when all is well."""
    return next(chain(_cells(row), _kind_and_field(row), _value(row)), None)


def _cells(row: Correction) -> Iterator[tuple[str, str]]:
    texts = {
        "who": row.who,
        "document": row.document,
        "file_hash": row.sha256,
        "quote": row.anchor.quote,
        "prefix": row.anchor.prefix,
        "suffix": row.anchor.suffix,
        "subject": row.subject,
        "was": row.was,
        "value": row.value,
        "reason": row.reason,
    }
    for column, text in texts.items():
        if len(text) > LONGEST:
            yield column, f"longer than {LONGEST} characters"
        if "\0" in text or any("\ud800" <= char <= "\udfff" for char in text):
            yield column, "holds a character that no text has"
    for column in ("who", "document", "quote"):
        if not texts[column].strip():
            yield column, "is empty"
    if len(row.who) > LONGEST_WHO or "\n" in row.who:
        yield "who", f"is no name of one line and at most {LONGEST_WHO} characters"
    if not _is_moment(row.when):
        yield "when", f"{row.when!r} is no time in UTC, such as 2026-11-27T09:30:00Z"
    if row.anchor.start > row.anchor.end:
        yield "end", "stands before the start"


def _is_moment(text: str) -> bool:
    try:
        return text.endswith("Z") and datetime.fromisoformat(text).utcoffset() is not None
    except ValueError:
        return False


def _kind_and_field(row: Correction) -> Iterator[tuple[str, str]]:
    if row.field not in FIELDS[row.kind]:
        yield (
            "field",
            f"{row.field!r} is none of a {row.kind.value}; it has {', '.join(filter(None, FIELDS[row.kind]))}",
        )
    if row.action is Action.ADD and row.field:
        yield "field", "a fact is added as a whole: leave this empty"
    if row.action is Action.AMEND and not row.field:
        yield "field", "is empty: an amendment changes one field"
    if row.action is Action.REJECT and row.field not in MAY_BE_EMPTY[row.kind]:
        yield "action", f"{row.field} cannot be rejected, for a {row.kind.value} needs one: amend it"
    names = [name.strip() for name in row.subject.split(BETWEEN_PLACES)]
    if row.kind is Kind.PAIR and (len(names) != 2 or not all(names)):
        yield "subject", f"names no two places, receiving side first, with {BETWEEN_PLACES} between them"
    if row.kind in (Kind.RESPONSIBILITY, Kind.ENTITY) and not row.subject.strip():
        yield "subject", "is empty: it takes the official name"


def _value(row: Correction) -> Iterator[tuple[str, str]]:
    if row.action is Action.REJECT:
        return
    if row.action is Action.AMEND and not row.value.strip():
        yield "value", "is empty: reject a field to leave it out"
    if row.action is Action.ADD and row.kind is Kind.TARGET and not row.value.strip():
        yield "value", "is empty: a target has a year"
    check = _CHECKS.get((row.kind, row.field))
    said = check(row.value.strip()) if check and row.value.strip() else ""
    if said:
        yield "value", said


def _one_of(known: Mapping[str, object] | tuple[str, ...]) -> Callable[[str], str]:
    return lambda value: "" if value in known else f"{value!r} is none of {', '.join(known)}"


def _topics(value: str) -> str:
    return next((f"{topic!r} is no topic" for topic in value.split("|") if topic not in areas()), "")


def _year(value: str) -> str:
    return "" if len(value) == 4 and value.isascii() and value.isdigit() else f"{value!r} is no year of four digits"


_TYPES = tuple(one.value for one in EntityType)
_CHECKS: Checks = {
    (Kind.MEASURE, ""): _one_of(LEVELS),
    (Kind.MEASURE, "commitment"): _one_of(LEVELS),
    (Kind.MEASURE, "topics"): _topics,
    (Kind.RESPONSIBILITY, ""): _one_of(tuple(one.value for one in Role)),
    (Kind.RESPONSIBILITY, "role"): _one_of(tuple(one.value for one in Role)),
    (Kind.PAIR, ""): _one_of(tuple(one.value for one in Status)),
    (Kind.PAIR, "status"): _one_of(tuple(one.value for one in Status)),
    (Kind.PAIR, "from"): _year,
    (Kind.PAIR, "to"): _year,
    (Kind.ENTITY, ""): _one_of(_TYPES),
    (Kind.ENTITY, "type"): _one_of(_TYPES),
    (Kind.TARGET, ""): _year,
    (Kind.TARGET, "year"): _year,
}
"""What is wrong with a value, by kind and field; a field that is not here takes any words."""
