"""Namings that pairs alone look at, for they are no names of their own: who aids, inside the name of a body
(宁波|援疆指挥部), and two provinces in a word (粤桂|协作)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from ..knowledge import schemas
from ..knowledge.gazetteer import Gazetteer
from ..knowledge.lexicon import lexicon
from ..knowledge.touched import note_text, touching
from ..model import EntityType, Span
from .sentences import Naming

LONGEST = 11
"""The most characters of a place's name."""


def nested(text: str, namings: Sequence[Naming], gazetteer: Gazetteer) -> Iterator[Naming]:
    """The namings of *text* that none of *namings* touches, in no order."""
    taken = {place for naming in namings for place in range(naming.span.start, naming.span.end)}
    for naming in (*_givers(text, gazetteer), *_joined(text, gazetteer)):
        if taken.isdisjoint(range(naming.span.start, naming.span.end)):
            yield naming


def _givers(text: str, gazetteer: Gazetteer) -> Iterator[Naming]:
    """The longest name of a place that ends right before a verb of aid."""
    for verb in lexicon(schemas.Pairs).nested.verb.finditer(text):
        starts = range(max(0, verb.start() - LONGEST), verb.start() - 1)
        for span in (Span(start, verb.start()) for start in starts):
            if places := gazetteer.places_by_surface.get(span.of(text)):
                yield Naming(span, places[:1], nested=True)
                break


def _joined(text: str, gazetteer: Gazetteer) -> Iterator[Naming]:
    """Two provinces by a character each, where a word of cooperation follows and no third one stands beside."""
    note_text(text)
    with touching(None):  # what counts of them stands in the text
        provinces = {
            code: place
            for code, places in gazetteer.places_by_abbreviation.items()
            for place in places[:1]
            if place.type is EntityType.PROVINCE or not place.parent
        }
    after = lexicon(schemas.Pairs).nested.after_codes
    for found in _codes("".join(provinces)).finditer(text):
        one, other = (provinces[code] for code in found[0])
        if one.key != other.key and after.match(text, found.end()):
            yield Naming(Span(found.start(), found.end()), (one, other), nested=True)


@cache
def _codes(codes: str) -> re.Pattern[str]:
    some = f"[{re.escape(codes)}]"
    return re.compile(f"(?<!{some}){some}{{2}}(?!{some})")
