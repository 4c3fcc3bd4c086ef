"""How Chinese is read, in toneless pinyin."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable

from .readings import keep_readings, readings


def syllables(text: str, *, rest: Callable[[str], str] = str) -> list[str]:
    """The toneless pinyin of *text*, a syllable for each character; *rest* is what becomes of a stretch without
    readings, and it stays as it is if nothing else is said.

    >>> syllables("赣州市A1")
    ['gan', 'zhou', 'shi', 'A1']
    """
    kept = readings()
    if kept is None and "pypinyin" not in sys.modules:
        keep_readings()  # for the next who ask
        readings.cache_clear()
    if kept:
        with contextlib.suppress(KeyError):  # a character that only pypinyin itself can tell of
            return kept.syllables(text, rest)
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 - its tables take half a second, and most never ask

    return lazy_pinyin(text, style=Style.NORMAL, errors=rest)
