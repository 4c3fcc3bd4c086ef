"""Words of texts that a question writes by their sound: 赣南其橙 for 赣南脐橙."""

from __future__ import annotations

import re
from itertools import combinations

from .normal import has_han, sound

_SHORTEST, _LONGEST = 4, 12
_TWO_WRONG = 7
"""Characters of a word of which two may be written otherwise."""
_MOST_TEXT = 2_000_000
"""Longer texts are not looked through for a question."""


def heard_in(written: str, text: str) -> str:
    """The one word of *text* that sounds like *written* (toneless) and has all but one or two of its characters in
    their places; empty where there is none, or where there are two."""
    if not _SHORTEST <= len(written) <= _LONGEST or len(text) > _MOST_TEXT or not all(map(has_han, written)):
        return ""
    spoken = sound(written)
    found: set[str] = set()
    for wrong in combinations(range(len(written)), 2 if len(written) >= _TWO_WRONG else 1):
        pattern = "".join("." if number in wrong else re.escape(letter) for number, letter in enumerate(written))
        found |= {seen for seen in re.findall(pattern, text) if seen != written and sound(seen) == spoken}
    return found.pop() if len(found) == 1 else ""
