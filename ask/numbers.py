"""How many of the first are asked for: 前五, 前10名, top 3, the first three."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .model import Token

_HAN = {letter: number for number, letter in enumerate("一二三四五六七八九十", 1)} | {"两": 2}
_LATIN = {
    word: number
    for number, word in enumerate(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], 1)
}
_FIRST = re.compile(r"(?:前|排名前|top |first )(\d{1,2}|[一二两三四五六七八九十]|[a-z]+)")


def first_of(found: Sequence[Token]) -> int:
    """The number behind 前 or top; 0 where none is said, or where it counts years, months or days (前5年)."""
    text = ""
    for token in found:
        text += (" " if token.surface.isascii() and text[-1:].isascii() else "") + token.surface
    match = _FIRST.search(text)
    if match is None or text[match.end() : match.end() + 1] in {*"年月日天期批轮"} - {""}:
        return 0
    written = match[1]
    return int(written) if written.isdigit() else _HAN.get(written) or _LATIN.get(written, 0)
