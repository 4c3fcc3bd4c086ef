"""How Chinese is read, in toneless pinyin."""

from __future__ import annotations

from collections.abc import Callable


def syllables(text: str, *, initials: bool = False, errors: str | Callable[[str], str] = "default") -> list[str]:
    """The toneless pinyin of *text*, a syllable for each character, or the first letter of each where *initials* are
    asked for; *errors* is what becomes of the rest, as pypinyin has it: as it is, if nothing else is said.

    >>> syllables("赣州市A1")
    ['gan', 'zhou', 'shi', 'A1']
    """
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 - its tables take half a second, and most never ask

    return lazy_pinyin(text, style=Style.FIRST_LETTER if initials else Style.NORMAL, errors=errors)
