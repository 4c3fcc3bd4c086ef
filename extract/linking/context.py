"""What a document's own words say about whose document it is: its place, the pair it speaks of, the cities it names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ..fold import folded_lexicon
from ..gazetteer import Gazetteer, Place
from ..model import AssignmentList, EntityType, Metadata, Span
from .whose import weigh

_KINDS = {"prefecture": "autonomous-prefecture", "league": "league", "region": "prefecture"}
"""Levels below the province that are not a city, and their kind in the gazetteer."""
_TITLES = re.compile(r"《[^《》]*(?:《[^《》]*》[^《》]*)?》")


@dataclass(frozen=True, slots=True)
class Context:
    """The places that 我市, 两地 and 市教育局 stand for; None or empty where the document does not say."""

    own: Place | None = None
    pair: tuple[Place, ...] = ()
    cities: frozenset[str] = frozenset()
    """Keys of the cities that the document names."""
    prefectures: tuple[Place, ...] = ()
    """The autonomous prefectures among them: 州发改委 is the one's."""

    def at(self, level: str, gazetteer: Gazetteer) -> Place | None:
        """The document's own place of *level*: city, province or county."""
        if level in _KINDS:
            own = gazetteer.city_of(self.own) if self.own else None
            fitting = [place for place in (own, *self.prefectures) if place and place.kind == _KINDS[level]]
            return fitting[0] if len(set(fitting[:1] if own in fitting else fitting)) == 1 else None
        if self.own is None:
            return None
        if level == "county":
            return self.own if self.own.type is EntityType.COUNTY else None
        if level == "city" and self.own.name.endswith(folded_lexicon("mentions")["pairs"]["city"]):
            return self.own  # 瑞金市 calls its own bodies 市教育局
        return gazetteer.city_of(self.own) if level == "city" else self._province(gazetteer)

    def _province(self, gazetteer: Gazetteer) -> Place | None:
        return gazetteer.province_of(self.own) if self.own else None

    def scope(self, scope: str, gazetteer: Gazetteer) -> tuple[Place, ...]:
        """The places of a scope: place keys joined by |, a level, or pair, provinces, both; () when unknown."""
        if scope in ("city", "province", "county", *_KINDS):
            place = self.at(scope, gazetteer)
            return (place,) if place else ()
        if scope == "own":
            return (self.own,) if self.own else ()
        if scope == "pair":
            return self.pair
        if scope in ("provinces", "both"):
            above = [gazetteer.province_of(place) or (place if scope == "both" else None) for place in self.pair]
            return tuple(place for place in above if place) if all(above) else ()
        return tuple(gazetteer.places[key] for key in scope.split("|") if key in gazetteer.places)


def context(
    text: str,
    metadata: Metadata,
    places: Sequence[tuple[Span, str]],
    gazetteer: Gazetteer,
    lists: Sequence[AssignmentList] = (),
) -> Context:
    """The context of a document with that *text*, *places* being its place mentions as (span, key), in text order."""
    counts: Counter[str] = Counter()
    for _, key in places:
        place = gazetteer.places.get(key)
        city = gazetteer.city_of(place) if place else None
        if place and city:
            counts.update({city.key, place.key})
    pair = _pair(text, _places_in(metadata.title, gazetteer), places, gazetteer)
    listed = (body.span.of(text).strip() for item in lists for body in item.bodies)
    own = _own(metadata, gazetteer) or weigh(text, pair, counts, listed, gazetteer)
    others = [gazetteer.places[key] for key in counts if gazetteer.places[key].kind in _KINDS.values()]
    named = frozenset(key for key in counts if gazetteer.places[key].type is EntityType.CITY)
    return Context(own, pair, named, tuple(others))


def _places_in(text: str, gazetteer: Gazetteer) -> list[Place]:
    """Places that a short text names by a full or short name of two characters or more, in order, longest first."""
    found: dict[str, Place] = {}
    position = 0
    while position < len(text):
        for length in range(min(12, len(text) - position), 1, -1):
            candidates = gazetteer.places_by_surface.get(text[position : position + length], ())
            kept = [
                place
                for place in candidates
                if place.type is not EntityType.COUNTY or place.name == text[position : position + length]
            ]
            if kept:
                found.setdefault(kept[0].key, kept[0])
                position += length
                break
        else:
            position += 1
    return list(found.values())


def _own(metadata: Metadata, gazetteer: Gazetteer) -> Place | None:
    """The place of the issuer, else the one that speaks in the title outside book-title marks."""
    ambiguous = frozenset(folded_lexicon("mentions")["places"]["ambiguous"])
    printed = metadata.issuer or ""
    media = tuple(folded_lexicon("mentions")["pairs"]["media"])
    issuer = [
        place
        for place in _places_in(printed, gazetteer)
        if place.name in printed or printed.endswith(media) or ambiguous.isdisjoint(place.short)
    ]
    if issuer and not (printed.endswith(media) and len(_cities(_places_in(metadata.title, gazetteer))) > 1):
        return issuer[-1] if issuer[-1].type is EntityType.COUNTY else issuer[0]
    printed = _TITLES.sub("", metadata.title)
    before, about, _ = printed.partition(folded_lexicon("mentions")["documents"]["about"])
    speaking = _places_in(before, gazetteer) if about else []
    if speaking and len(_cities(speaking)) < 2:
        return _narrowest(speaking)
    words = folded_lexicon("mentions")["pairs"]
    if printed.startswith(tuple(words["speakers"])):
        return None
    title = _places_in(printed, gazetteer)
    if len(title) > 1 and _opens_alone(printed, title, gazetteer):
        return title[0]
    cities = _cities(title)
    if title and (len(title) == 1 or len(cities) == 1) and _nested(title, gazetteer):
        return _narrowest(title)
    return None


def _narrowest(places: Sequence[Place]) -> Place:
    """The last county, else the first city, else the first of *places*."""
    return places[-1] if places[-1].type is EntityType.COUNTY else (_cities(places) or places)[0]


def _nested(places: Sequence[Place], gazetteer: Gazetteer) -> bool:
    """Whether no county of another city stands among *places*: 慈利县与南京市的合作 is of two sides."""
    cities = {city.key for place in places if (city := gazetteer.city_of(place))}
    return len(cities) < 2


def _opens_alone(title: str, places: Sequence[Place], gazetteer: Gazetteer) -> bool:
    """Whether the first place opens the title and is not joined with the next: 丽水市推动与宁波市合作的措施."""
    first = max((form for form in places[0].surfaces if title.startswith(form)), key=len, default="")
    rest = title[len(first) :]
    joined = rest.startswith(tuple(folded_lexicon("mentions")["pairs"]["together"]))
    return (
        bool(first) and not joined and not any(rest[:length] in gazetteer.places_by_surface for length in range(2, 8))
    )


def _cities(places: Sequence[Place]) -> list[Place]:
    return [place for place in places if place.type is EntityType.CITY]


def _pair(
    text: str, title: Sequence[Place], places: Sequence[tuple[Span, str]], gazetteer: Gazetteer
) -> tuple[Place, ...]:
    """The two cities of the title, or the only two that the text joins and pairs (甲市与乙市对口合作)."""
    cities = _cities(title)
    if len(cities) == 2:
        return tuple(cities)
    words = folded_lexicon("mentions")["pairs"]
    joint = re.compile(f"(?:{'|'.join(words['joints'])})(?:[^,。;、\\n]{{0,8}})?")
    paired = re.compile("|".join(words["cues"]))
    found: Counter[tuple[str, str]] = Counter()
    spots = [(span, key) for span, key in places if gazetteer.places[key].type is EntityType.CITY]
    for (left, first), (right, second) in pairwise(spots):
        if first == second or right.start - left.end > 12 or right.start <= left.end:
            continue
        if joint.fullmatch(text, left.end, right.start) and paired.search(text, right.end, right.end + 12):
            found[(first, second) if first < second else (second, first)] += 1
    if len(found) != 1:
        return ()
    first, second = next(iter(found))
    return (gazetteer.places[first], gazetteer.places[second])
