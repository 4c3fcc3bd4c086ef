"""Names of organisations that no table holds, from a tagger that knows names; asked only where it can matter.

What the model finds is kept only where the text bears it out, by an ending that organisations have or by an
enumeration of enterprises: left to itself it added 15 false names to the five shipped documents and no right one that
the rules had missed. What it gains where no table helps stands at :data:`.taggers.DEFAULT`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from ..fold import folded_lexicon
from ..model import EntityType, Span
from ..taggers import Tagger
from .boundary import Boundary
from .quoted import listings
from .suffixes import Endings
from .text import SURE, Candidate, Text

RANK = 15
_SENTENCE = re.compile(r"[^。;!?\n]{1,400}")
_ENUMERATION = 60


def find_unknown(
    text: Text, kept: Sequence[Candidate], tagger: Tagger, endings: Endings, boundary: Boundary
) -> list[Candidate]:
    """Organisations that the tagger's names add to those *kept*.

    Asked are the sentences with an enumeration of enterprises, or with an ending of organisations that no kept mention
    covers.
    """
    taken = {
        position
        for c in kept
        if c.rank >= SURE or c.type in (EntityType.ORGANIZATION, EntityType.AGENCY, EntityType.PLATFORM)
        for position in range(c.start, c.end)
    }
    lists = list(listings(text))
    open_ends = [
        start
        for start, _, word in endings.matcher.find(text.text)
        if endings.by_word[word].type is EntityType.ORGANIZATION and start not in taken
    ]
    spots = sorted([*lists, *open_ends])
    spans = [span for span in _sentences(text.text) if bisect_left(spots, span.start) < bisect_left(spots, span.end)]
    if not spans:
        return []
    found: list[Candidate] = []
    for span, names in zip(spans, tagger.names([span.of(text.text) for span in spans]), strict=True):
        for name in names:
            place = Span(span.start + name.span.start, span.start + name.span.end)
            if name.type is not EntityType.ORGANIZATION or not taken.isdisjoint(range(*place)):
                continue
            if candidate := _borne_out(text, place, lists, endings, boundary):
                found.append(candidate)
    return found


def _sentences(text: str) -> list[Span]:
    return [Span(*found.span()) for found in _SENTENCE.finditer(text)]


def _borne_out(text: Text, place: Span, lists: Sequence[int], endings: Endings, boundary: Boundary) -> Candidate | None:
    """The name as a candidate when its ending, or the enumeration that it stands in, says that it is one."""
    words = folded_lexicon("mentions")
    surface = place.of(text.text)
    if len(surface) < 2 or not surface.isalnum() or surface.endswith(tuple(words["neural"]["reject"])):
        return None
    if surface.startswith(tuple(words["boundary"]["of_two"])):
        return None
    ending = max((word for word in endings.organizations if surface.endswith(word)), key=len, default="")
    generic = frozenset(words["boundary"]["organization_generic"])
    content = [word for word in boundary.words(place.start, place.end - len(ending)) if word not in generic]
    if ending and len(surface) >= len(ending) + 2 and content and _named(text, place, content, boundary):
        return Candidate(*place, EntityType.ORGANIZATION, endings.by_word[ending].subtype, RANK)
    listed = any(place.end <= end <= place.end + _ENUMERATION for end in lists)
    follows = text.after(place.end) in words["neural"]["separators"]
    if listed and follows and content and _enumerated(text, place.end, lists):
        return Candidate(*place, EntityType.ORGANIZATION, "Enterprise", RANK)
    return None


def _named(text: Text, place: Span, content: Sequence[str], boundary: Boundary) -> bool:
    """Whether something in the name is no everyday word: a place, or a word that the dictionary takes for a name."""
    opening = boundary.opening(place.start, place.end)
    if opening.anchored:
        return True
    return text.tags[text.index(place.start)] in ("nz", "nt", "nr", "nrt", "nrfg")


def _enumerated(text: Text, end: int, lists: Sequence[int]) -> bool:
    """Whether from *end* on nothing but short names stands before the 等 of the enumeration."""
    closing = next((close for close in lists if close >= end), -1)
    return closing >= 0 and all(len(item) <= 12 and item.isalnum() for item in text.text[end:closing].split("、")[1:])
