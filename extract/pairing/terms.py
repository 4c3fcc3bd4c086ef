"""Terms of years beside the year in which a document speaks: one that has run out tells that a pair has ended."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .sentences import Sentence

_TERM = re.compile("(?:19|20)[0-9]{2}年?(?:至|到|—|–|-|~|──)+(?P<end>20[0-9]{2})(?![0-9])")
_YEAR = re.compile("(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")


def year_of(text: str, published: str | None) -> int:
    """The year in which a document speaks: of its date (ISO), else the last that *text* names and that ends no term; 0
    where there is none."""
    if published:
        return int(published[:4])
    ends = {found.start("end") for found in _TERM.finditer(text)}
    return max((int(found[0]) for found in _YEAR.finditer(text) if found.start() not in ends), default=0)


def term_features(sentence: Sentence, year: int) -> Iterator[str]:
    """Whether the last term that *sentence* gives runs on after *year*."""
    ends = [int(found["end"]) for found in _TERM.finditer(sentence.text, *sentence.span)]
    if ends and year:
        ended = "after" if ends[-1] > year else "before"
        yield f"term ends={ended}"
        yield f"term ends={ended}, line={sentence.line}"
