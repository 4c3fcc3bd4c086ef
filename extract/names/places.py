"""Which places the words of a text stand for: names, codes such as 沪明, and words such as 我市 and 两地."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from ..knowledge import schemas
from ..knowledge.gazetteer import Gazetteer, Place
from ..knowledge.keys import key
from ..knowledge.lexicon import lexicon
from ..model import EntityType, Span
from ..place.speakers import Named, Speakers
from ..text.tokens import Text
from .meaning import Meaning

PLACES = (EntityType.CITY, EntityType.PROVINCE, EntityType.COUNTY)


def name_places(text: str, spans: Iterable[tuple[Span, EntityType]], gazetteer: Gazetteer) -> list[Named]:
    """The places that *spans* name, in text order; of a code such as 沪明 each place. Namesakes are told apart by what
    else the document names; a name that no table holds is left out."""
    sure: list[Named] = []
    open_: list[tuple[Span, list[Place]]] = []
    codes: list[Span] = []
    for span, kind in spans:
        meant = _of_name(_bare(span.of(text)), kind, gazetteer)
        if len(meant) == 1:
            sure.append(Named(span, meant[0]))
        elif meant:
            open_.append((span, meant))
        else:
            codes.append(span)
    counts = Counter(above for item in sure for above in _above(item.place, gazetteer))
    ends = {item.span.end: item.place for item in sure}
    for span, meant in open_:
        before = ends.get(span.start)
        sure.append(
            Named(
                span,
                max(
                    meant,
                    key=lambda place: (place.parent == (before.key if before else ""), counts[place.parent], place.key),
                ),
            )
        )
    counts = Counter(item.place.key for item in sure)
    for span in codes:
        sure.extend(Named(span, place) for place in _of_code(_bare(span.of(text)), counts, gazetteer))
    return sorted(sure, key=lambda item: (item.span, item.place.key))


def _of_name(surface: str, kind: EntityType, gazetteer: Gazetteer) -> list[Place]:
    """The places of that name, those of *kind* where there are any; one that bears it in full goes before others."""
    places = gazetteer.places_by_surface.get(surface, ())
    found = [place for place in places if place.type is kind] or list(places)
    return [place for place in found if place.name == surface] or found


def _of_code(surface: str, counts: Counter[str], gazetteer: Gazetteer) -> list[Place]:
    """沪明: for each character the place that has it as its abbreviation, or as the first of its short name, and that
    the document names most; nothing unless every character stands for one."""
    found: list[Place] = []
    for character in surface:
        fitting = [gazetteer.places[key_] for key_ in counts]
        marked = [place for place in fitting if character in place.abbreviations]
        marked = marked or [place for place in fitting if place.short and place.short[0].startswith(character)]
        marked = marked or list(gazetteer.places_by_abbreviation.get(character, ()))
        if not marked:
            return []
        found.append(max(marked, key=lambda place: (counts[place.key], place.type is EntityType.PROVINCE, place.key)))
    return found if 1 <= len(surface) <= 4 else []


def _above(place: Place, gazetteer: Gazetteer) -> Iterator[str]:
    while place:
        yield place.key
        if place.parent not in gazetteer.places:
            return
        place = gazetteer.places[place.parent]


def place_meaning(place: Place) -> Meaning:
    return Meaning(place.type, place.name, place.key, place.kind, place.parent)


def unknown_place(printed: str, kind: EntityType) -> Meaning:
    """A place that no table holds, by its printed name."""
    name = _bare(printed)
    return Meaning(kind, name, key(kind, name))


def context_words(text: Text, speakers: Speakers) -> Iterator[tuple[Span, tuple[Place, ...]]]:
    """我市, 全省, 两地: words that name a place only in their sentence, with the places that they stand for there."""
    levels = lexicon(schemas.Common).levels
    both_sides = (*lexicon(schemas.Common).words.both_sides, *lexicon(schemas.Place).both_sides)
    for found in _own().finditer(text.text):
        if text.is_edge(found.start()) and (place := speakers.at(levels[found["level"]], found.start())):
            yield Span(*found.span()), (place,)
    for found in re.finditer("|".join(both_sides), text.text):
        if text.is_edge(found.start()) and (pair := speakers.several(found.group())):
            yield Span(*found.span()), pair


@cache
def _own() -> re.Pattern[str]:
    common, other = lexicon(schemas.Common), lexicon(schemas.Place).other_words.pattern
    levels = "|".join(sorted(common.levels, key=len, reverse=True))
    return re.compile(f"(?:{'|'.join(common.words.own)})(?P<level>{levels})(?!{other})")


def _bare(printed: str) -> str:
    return re.sub(r"\s+", "", printed)


def innermost(places: Sequence[Place]) -> Place | None:
    """The last of places that lie in one another."""
    return places[-1] if places else None
