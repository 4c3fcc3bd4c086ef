"""What of a text matters when words are looked for again: its letters, digits and Chinese characters in one form.

White space, line breaks, widths, punctuation, marks of no width and the difference between Traditional and Simplified
go, for a file may gain or lose them when it is saved anew.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from html import unescape
from itertools import count
from typing import Any

from ..extract.model import Span

_MARKUP = re.compile(r"<!--.*?-->|</?[a-zA-Z][^<>]*>", re.S)


@dataclass(frozen=True, slots=True)
class Folded:
    """A text folded: ``text[i]`` stands for the character at ``places[i]`` of the text itself."""

    text: str
    places: Sequence[int]

    @classmethod
    def of(cls, text: str) -> Folded:
        pieces: list[str] = []
        places: list[int] = []
        for place, char in zip(count(), text):
            if form := _form(char):
                pieces.append(form)
                places += [place] * len(form)
        return cls("".join(pieces), places)

    def span(self, start: int, end: int) -> Span:
        """Where the folded stretch from *start* to *end*, which holds something, stands in the text itself."""
        return Span(self.places[start], self.places[end - 1] + 1)

    def at(self, place: int) -> int:
        """The first folded character at or behind a *place* of the text itself."""
        return bisect_left(self.places, place)


def folded(text: str) -> str:
    """The folded text alone."""
    return "".join(map(_form, text))


def unmarked(text: str) -> str:
    """The words of a piece of HTML, for quotes that were taken with its markup."""
    return unescape(_MARKUP.sub("", text))


@lru_cache(maxsize=65536)
def _form(char: str) -> str:
    """What stands for one character; nothing for one that does not matter."""
    plain = unicodedata.normalize("NFKC", char).lower()
    return "".join(_simplified(one) if one > "\u3400" else one for one in plain if one.isalnum())


def _simplified(char: str) -> str:
    found: str = _opencc().convert(char)
    return found if len(found) == 1 else char


@cache
def _opencc() -> Any:
    from opencc import OpenCC  # noqa: PLC0415 - loads its dictionaries: only when a document has corrections

    return OpenCC("t2s")
