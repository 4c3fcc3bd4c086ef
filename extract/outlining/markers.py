"""List numbers and bullets at the head of a line: 一、 (一) 1. (1) ① 第一章 ★."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from ..knowledge import schemas
from ..knowledge.lexicon import lexicon

BULLET = "bullet"
BULLETS = "★☆●○◆◇◎■□▲△▶►▪▫•◦·※✦✓√➢❖❏♦✅✔☑"
_LONE = re.compile(r"\d{1,3}|[①-⑳]")
_BULLET = re.compile(rf"(?:[{BULLETS}]+|[-—–]+(?=[^\d—–-]))")
_FIRST = {
    "circled": "①",
    "bracketed-han": "㈠",
    "bracketed-digit": "⑴",
    "dotted-digit": "⒈",
    "roman": "Ⅰ",
    "capital": "A",
    "letter": "a",
}


@dataclass(frozen=True, slots=True)
class Marker:
    """A number or bullet: its style, its value (0 for a bullet) and its text."""

    style: str
    value: int
    printed: str


@cache
def _styles() -> tuple[tuple[str, re.Pattern[str]], ...]:
    rules = lexicon(schemas.Outline)
    signs = rules.numerals.signs
    return tuple((entry.style, re.compile(entry.pattern.replace("{n}", signs))) for entry in rules.list_numbers)


@cache
def _first_signs() -> frozenset[str]:
    """What a list number may open with: most lines open with something else, and need no look at the patterns."""
    numerals = lexicon(schemas.Outline).numerals
    ranges = [("①", 20), ("㈠", 10), ("⑴", 20), ("⒈", 20), ("Ⅰ", 12), ("A", 26), ("a", 26)]
    signs = [chr(ord(first) + place) for first, count in ranges for place in range(count)]
    return frozenset([*numerals.signs, *numerals.openers, *"0123456789(〔【[", *signs])


def marker(text: str) -> Marker | None:
    """The list number or bullet that *text* opens with; a number alone on its line counts as one.

    >>> marker("(二)主要目标").value
    2
    """
    for style, pattern in _styles() if text[:1] in _first_signs() else ():
        if match := pattern.match(text):
            value = number(match[1]) if style not in _FIRST else ord(match[1]) - ord(_FIRST[style]) + 1
            if value:
                return Marker(style, value, match[0])
    if match := _LONE.fullmatch(text):
        return Marker("digit", int(text) if text.isdigit() else ord(text) - ord("①") + 1, text)
    if match := _BULLET.match(text):
        return Marker(BULLET, 0, match[0])
    return None


@cache
def _numerals() -> tuple[dict[str, int], dict[str, int]]:
    numerals = lexicon(schemas.Outline).numerals
    return {sign: value for value, sign in enumerate(numerals.digits)} | numerals.others, numerals.units


def number(text: str) -> int:
    """The value of a number in digits or Chinese numerals under 1000; 0 when it is none.

    >>> number("二十三"), number("十"), number("105")
    (23, 10, 105)
    """
    if text.isascii() and text.isdigit():
        return int(text)
    digits, units = _numerals()
    total, digit = 0, 0
    for sign in text:
        if sign in digits:
            digit = digits[sign]
        elif sign in units:
            total += (digit or 1) * units[sign]
            digit = 0
        else:
            return 0
    return total + digit
