"""Pairs told by a verb that holds the region which is aided: 山东援疆干部, 北京援藏医疗队."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from ..knowledge import schemas
from ..knowledge.gazetteer import Gazetteer, Place
from ..knowledge.lexicon import lexicon
from ..model import Span
from .sentences import Naming, Sentence

AIDED = "aided"
"""The feature that all of these candidates have."""
BEFORE, BEHIND = 3, 1
"""So many places before such a verb and behind it may give the aid."""
LONGEST = 10
"""Longer stretches of words between the two are told by their length alone."""


@dataclass(frozen=True, slots=True)
class Aided:
    """A region, and a place that may aid it."""

    region: Place
    giver: Place
    span: Span
    """From the place to the verb, or the other way round."""
    features: tuple[str, ...]


def regions_of(gazetteer: Gazetteer) -> dict[str, Place]:
    """The region that each verb holds; verbs whose region the gazetteer does not have are left out."""
    found = {verb: gazetteer.places_by_surface.get(name) for verb, name in lexicon(schemas.Pairs).aided.items()}
    return {verb: places[0] for verb, places in found.items() if places}


def verbs_in(text: str, within: Span, regions: Mapping[str, Place]) -> Iterator[tuple[Span, Place]]:
    """The verbs in a stretch of *text*, each with its region."""
    for verb in _verbs(tuple(regions)).finditer(text, within.start, within.end) if regions else ():
        yield Span(verb.start(), verb.end()), regions[verb[0]]


def aided(
    sentence: Sentence,
    regions: Mapping[str, Place],
    named: Collection[Place],
    above: Callable[[Place, Place], bool],
) -> Iterator[Aided]:
    """Each region that a verb of *sentence* holds with the places near it. *regions* are those of the verbs, *named*
    all places of the text; *above* tells whether the first of two places lies in the second."""
    text, here = sentence.text, sentence.namings
    for at, region in verbs_in(text, sentence.span, regions):
        last = sum(naming.span.end <= at.start for naming in here)
        inside = _inside(region, named, [place for naming in here for place in naming.places], above)
        for number in range(max(0, last - BEFORE), min(len(here), last + BEHIND)):
            side, rank = ("before", last - number) if number < last else ("behind", number - last + 1)
            for giver in here[number].places:
                if giver.key != region.key and not above(giver, region):
                    features = (*_seen(text, here[number], at, side, rank), *inside)
                    both = Span(min(here[number].span.start, at.start), max(here[number].span.end, at.end))
                    yield Aided(region, giver, both, tuple(dict.fromkeys(features)))


def _seen(text: str, giver: Naming, verb: Span, side: str, rank: int) -> Iterator[str]:
    between = text[giver.span.end : verb.start] if side == "before" else text[verb.end : giver.span.start]
    yield AIDED
    yield f"aided={side} {rank}"
    yield f"aided: places={len(giver.places)}"
    yield f"aided: verb={verb.of(text)}"
    yield f"aided: after={text[verb.end : verb.end + 2]}"
    yield f"aided: {side}, far={min(len(between) // 3, 8)}"
    if len(between) <= LONGEST:
        yield f"aided: {side}, between={between}"
        yield from (f"aided: between holds={between[at : at + 2]}" for at in range(len(between) - 1))
    if "," in between:
        yield f"aided: {side}, comma between"


def _inside(
    region: Place, named: Iterable[Place], here: Iterable[Place], above: Callable[[Place, Place], bool]
) -> Iterable[str]:
    """What is named of a region besides: a place in it may be the one that is aided."""
    sentence = "in the sentence" if any(above(place, region) for place in here) else ""
    inner = sentence or ("in the text" if any(above(place, region) for place in named) else "nowhere")
    own = any(place.key == region.key for place in named)
    return (f"aided: places in it={inner}", f"aided: itself named={own}", f"aided: named={inner}, {own}")


@cache
def _verbs(verbs: tuple[str, ...]) -> re.Pattern[str]:
    """Finds the verbs; 支援 before a short name of a region is another one."""
    return re.compile(f"(?<!支)(?:{'|'.join(map(re.escape, verbs))})")
