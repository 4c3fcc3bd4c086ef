"""Moments in a text: 2025年6月底前, 12月31日, 上半年, 2025-06-30, and the day, month or year that each means."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from ..knowledge import schemas
from ..knowledge.lexicon import lexicon
from ..model import Span
from ..outlining.markers import number as numeral

_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")


@dataclass(frozen=True, slots=True)
class Moment:
    """Words of a time, and its value as ISO 8601 has it: 2025-06-30, 2025-06 or 2025; empty where no year is told."""

    span: Span
    value: str


def moments(text: str, span: Span, year: int) -> Iterator[Moment]:
    """Each moment in *span* of the folded *text*, in order; a month without a year is in that of the moment before it,
    else in *year* (0: not known).

    >>> [moment.value for moment in moments("2025年6月底前开工,12月31日前完工", Span(0, 21), 0)]
    ['2025-06', '2025-12-31']
    """
    place = span.start
    near = year
    while found := _next(text, place, span.end):
        groups = {name: value for name, value in found.groupdict().items() if value}
        near = _year(groups, near, year)
        yield Moment(Span(found.start(), found.end()), _value(groups, near))
        place = found.end()


def _next(text: str, start: int, end: int) -> re.Match[str] | None:
    """The first moment from *start* on, the longest of those that begin together."""
    found = [match for pattern in _patterns() if (match := pattern.search(text, start, end))]
    return min(found, key=lambda match: (match.start(), -match.end())) if found else None


def _year(groups: dict[str, str], before: int, year: int) -> int:
    """The year that is meant: printed, told from the document's *year*, or that of the moment *before*."""
    for name in ("number_year", "year", "until"):
        if name in groups:
            return int(groups[name].translate(_DIGITS))
    if "near" in groups:
        word = groups["near"]
        base = before if word in lexicon(schemas.Deadlines).from_before else year
        return base + _near()[word] if base else 0
    return before


def _value(groups: dict[str, str], year: int) -> str:
    if not year or groups.get("whole", "").startswith("月"):
        return ""
    month = groups.get("month") or groups.get("number_month")
    if "part" in groups:
        return f"{year}-{_parts()[groups['part']]:02}"
    if not month:
        return str(year)
    number = int(month) if month.isdigit() else numeral(month)
    day = groups.get("day") or groups.get("number_day")
    if day and int(day) <= monthrange(year, number)[1]:
        return f"{year}-{number:02}-{int(day):02}"
    return f"{year}-{number:02}"


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    rules = lexicon(schemas.Deadlines)
    pieces = {name: getattr(rules, name) for name in ("year", "month", "day", "part", "end", "before")}
    found = []
    for moment in rules.moments:
        for name, piece in pieces.items():
            moment = moment.replace(f"{{{name}}}", piece.pattern)  # noqa: PLW2901 - a pattern has braces of its own
        found.append(re.compile(rf"(?<!\d){moment}"))
    return tuple(found)


@cache
def _near() -> dict[str, int]:
    return {word: int(years) for years, words in lexicon(schemas.Deadlines).near.items() for word in words}


@cache
def _parts() -> dict[str, int]:
    return {word: int(month) for month, words in lexicon(schemas.Deadlines).parts.items() for word in words}
