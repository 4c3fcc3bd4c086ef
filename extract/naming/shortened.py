"""Short names that a text gives to bodies and enterprises: 甲科技有限公司(以下简称甲), and 甲科技 further on.

The hint of a short name is that of the full one, or ``as;hint;full`` where the full name itself says what is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from ..fold import folded_lexicon
from ..model import EntityType, Span
from .text import Candidate, Text, any_of

RANK = 31
_SHORTEST, _LONGEST = 2, 12
_CORE = 4
"""An enterprise's core of more characters than these is also called by its first four."""
TYPES = (EntityType.ORGANIZATION, EntityType.PLATFORM, EntityType.AGENCY)


def find_shortened(text: Text, found: Sequence[Candidate], places: Mapping[int, int]) -> Iterator[Candidate]:
    """Every mention by a short name of the names *found*; *places* are the ends of places by their starts."""
    enterprise = folded_lexicon("mentions")["shortened"]["subtype"]
    for name in found:
        if name.type in TYPES and (name.hint == enterprise or text.after(name.end) == "("):
            for short in {*_said(text, name), *_cores(text, name, places)}:
                yield from _mentions(text, name, short)


@cache
def _explained() -> re.Pattern[str]:
    said = any_of(folded_lexicon("mentions")["documents"]["short_for"])
    return re.compile(rf"\((?:{said})[:,为]?[“\"]?(?P<short>[^“”\"(),。;:\n]{{{_SHORTEST},{_LONGEST}}})[”\"]?[,)]")


def _said(text: Text, name: Candidate) -> Iterable[str]:
    """The short name in the bracket right after the full one."""
    if text.after(name.end) != "(" or not (said := _explained().match(text.text, name.end)):
        return ()
    generic = folded_lexicon("mentions")["shortened"]["generic"]
    return () if said["short"] in generic else (said["short"],)


def _cores(text: Text, name: Candidate, places: Mapping[int, int]) -> Iterator[str]:
    """What an enterprise is called without its place and its legal form."""
    words = folded_lexicon("mentions")["shortened"]
    if name.type is not EntityType.ORGANIZATION or name.hint != words["subtype"]:
        return
    whole = text.text[name.start : name.end]
    form = next((word for word in sorted(words["forms"], key=len, reverse=True) if whole.endswith(word)), "")
    start = name.start
    while (end := places.get(start)) and end < name.end:
        start = end
    core = text.text[start : name.end - len(form)]
    if start > name.start and form in words["added"] and core not in words["generic"]:
        yield core + form
    if not form or not core.isalnum() or len(core) < _CORE - 1 or core in words["generic"]:
        return
    yield core
    yield from (core + ending for ending in words["added"] if form.startswith(ending))
    first = text.index(start)
    if text.word(first).of(text.text) in words["common"]:
        return
    proper = text.tags[first] in words["proper"]
    for length in (_CORE, _CORE - 1) if proper else (_CORE,):
        if len(core) > length and text.is_edge(start + length):
            yield core[:length]
            return


def _mentions(text: Text, name: Candidate, short: str) -> Iterator[Candidate]:
    position = text.text.find(short, name.end)
    while position >= 0:
        span = Span(position, position + len(short))
        office = folded_lexicon("mentions")["shortened"]["office"]
        if name.type is EntityType.AGENCY and text.text.startswith(office, span.end):
            yield Candidate(span.start, span.end + len(office), name.type, _hint(text, name) + office, RANK)
        elif text.is_edge(span.start) and text.is_edge(span.end):
            yield Candidate(*span, name.type, _hint(text, name), RANK)
        position = text.text.find(short, span.end)


def _hint(text: Text, name: Candidate) -> str:
    if "/" in name.hint or ";" in name.hint:
        return name.hint
    return f"as;{name.hint};{text.text[name.start : name.end]}"
