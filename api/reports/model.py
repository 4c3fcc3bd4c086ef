"""What a report is, whatever it is written as."""

from __future__ import annotations

from dataclasses import dataclass

from ...pictures import Counts


@dataclass(frozen=True, slots=True)
class Table:
    """A table; ``widths`` are shares of the page's width, one for each column."""

    columns: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars: their title, what is said to those who do not see them, how they are counted, and the numbers."""

    title: str
    said: str
    note: str
    counts: Counts
    order: tuple[str, ...] = ()
    """That of the parts of a bar, by the ends of their keys."""


@dataclass(frozen=True, slots=True)
class Part:
    """A heading of the first or second level with what stands below it."""

    level: int
    heading: str
    paragraphs: tuple[str, ...] = ()
    table: Table | None = None
    chart: Chart | None = None


@dataclass(frozen=True, slots=True)
class Quoted:
    """Verbatim words with the document that has them and the permanent address of what they state."""

    number: int
    words: str
    source: str
    address: str
    says: str = ""
    """The words that make bodies responsible."""


@dataclass(frozen=True, slots=True)
class Report:
    """A report: its parts, the annex of quotes, and what is said about the report itself, as pairs of name and text."""

    title: str
    parts: tuple[Part, ...]
    annex: tuple[Quoted, ...]
    about: tuple[tuple[str, str], ...]
    source: str = ""
    """The line below its chart."""


_DIGITS = "零一二三四五六七八九"


def chinese(number: int) -> str:
    """A number from 1 to 99 in Chinese.

    >>> [chinese(n) for n in (1, 10, 12, 20, 35)]
    ['一', '十', '十二', '二十', '三十五']
    """
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十") + (_DIGITS[ones] if ones else "")


def numbered(parts: tuple[Part, ...], language: str) -> list[tuple[Part, str]]:
    """The parts with their headings' numbers: 一、 and （一） as GB/T 9704 has them, 1 and 1.1 in English."""
    first = second = 0
    found = []
    for part in parts:
        if part.level == 1:
            first, second = first + 1, 0
            sign = f"{chinese(first)}、" if language == "zh" else f"{first} "
        else:
            second += 1
            sign = f"（{chinese(second)}）" if language == "zh" else f"{first}.{second} "
        found.append((part, sign))
    return found
