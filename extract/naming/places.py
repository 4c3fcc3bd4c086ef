"""Places: full and short names, and the words that stand for them (沪明, 在沪, 我市, 两地)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ..fold import folded_lexicon
from ..gazetteer import Gazetteer, Place
from ..linking.context import Context
from ..model import EntityType, Span
from .index import Matcher
from .text import Candidate, Text, any_of, is_han

RANK = 10
_MOST = 12
"""Compounds are looked for among this many of the document's cities, the most often named first."""


@dataclass(frozen=True, slots=True)
class PlaceHit:
    """A place found in the text by name."""

    start: int
    end: int
    place: Place
    full: bool

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


def find_places(text: Text, hits: Iterable[tuple[int, int, str]], gazetteer: Gazetteer) -> list[PlaceHit]:
    """The places among the gazetteer *hits* (start, end, surface): whole words, and no common word without a reason.

    Full names count anywhere, short ones of cities as whole words; those that are everyday words only where the
    document also names the city in full or beside another city. Counties count when their city is named too, or when
    no other county has that full name.
    """
    words = folded_lexicon("mentions")["places"]
    ambiguous = frozenset(words["ambiguous"])
    followers = tuple(words["followers"])
    joint_names, joint_before = tuple(words["joint_names"]), tuple(words["joint_before"])
    sure: list[PlaceHit] = []
    doubtful: list[PlaceHit] = []
    counties: list[tuple[int, int, str]] = []
    for found in hits:
        start, end, surface = _shrunk(text, *found, followers, gazetteer)
        if surface.startswith(joint_names) and text.text.endswith(joint_before, 0, start):
            continue
        place = _city_or_province(surface, gazetteer)
        if place is None:
            counties.append((start, end, surface))
        elif surface == place.name:
            sure.append(PlaceHit(start, end, place, True))
        elif surface not in ambiguous and _whole(text, start, end):
            sure.append(PlaceHit(start, end, place, False))
        else:
            doubtful.append(PlaceHit(start, end, place, False))
    known = {hit.place.key for hit in sure}
    edges = {edge for hit in sure for edge in hit.span}
    for hit in doubtful:
        beside = _beside(text, hit, edges, words["joints"])
        if _unbroken(text, hit) if hit.place.key in known else beside and _whole(text, hit.start, hit.end):
            sure.append(hit)
    sure += _counties(text, counties, sure, gazetteer)
    return sorted(sure, key=lambda hit: (hit.start, -hit.end))


def standing(text: Text, hits: Sequence[PlaceHit]) -> Iterator[PlaceHit]:
    """The *hits* that stand for themselves: not 通江 in 通江银耳, nor 舟山 in 宁波舟山港."""
    words = folded_lexicon("mentions")["places"]
    product = re.compile(f"[\u4e00-\u9fff]{{0,2}}?(?:{any_of(words['products'])})")
    ends = tuple(words["product_ends"])
    gone: set[int] = set()
    sights, memorials = tuple(words["sights"]), tuple(words["memorials"])
    for hit in reversed(hits):
        if not hit.full and text.text.startswith(sights, hit.end):
            continue
        if not hit.full and hit.place.type is EntityType.COUNTY and text.text.startswith(memorials, hit.end):
            continue
        named = None if hit.full else product.match(text.text, hit.end)
        last = named.end() if named else 0
        closed = last and text.is_edge(last) and (last == len(text.text) or text.text.startswith(ends, last))
        if closed or (not hit.full and hit.end in gone):
            gone.add(hit.start)
        else:
            yield hit


def _beside(text: Text, hit: PlaceHit, edges: set[int], joints: Sequence[str]) -> bool:
    """Whether another place stands right before or after, joined by 、 or 与."""
    before = hit.start - 1 in edges and text.before(hit.start) in joints
    return before or (hit.end + 1 in edges and text.after(hit.end) in joints)


def _counties(
    text: Text, found: Sequence[tuple[int, int, str]], cities: Sequence[PlaceHit], gazetteer: Gazetteer
) -> Iterator[PlaceHit]:
    """The counties of the document's cities by full or short name, and others by a full name that is one county's."""
    main = Counter(city.key for hit in cities if (city := gazetteer.city_of(hit.place)))
    endings = tuple(folded_lexicon("mentions")["pairs"]["county"])
    for start, end, surface in found:
        named = gazetteer.places_by_surface.get(surface, ())
        meant = [place for place in named if place.name == surface or surface.endswith(endings)]
        near = sorted((place for place in meant if place.parent in main), key=lambda p: (-main[p.parent], p.key))
        county = near[0] if near else (meant[0] if len(meant) == 1 else None)
        if county is not None and (len(surface) > 2 or (near and _whole(text, start, end))):
            main.setdefault(county.parent, 0)
            yield PlaceHit(start, end, county, True)
    never = frozenset(folded_lexicon("mentions")["places"]["never"])
    shorts: dict[str, Place] = {}
    near_ones = [county for county in gazetteer.counties if county.parent in main]
    for county in sorted(near_ones, key=lambda county: (-main[county.parent], county.key)):
        for short in county.short:
            if len(short) > 1 and short not in never and short != county.name:
                shorts.setdefault(short, county)
    taken = {position for hit in cities for position in range(*hit.span)}
    taken.update(position for start, end, _ in found for position in range(start, end))
    for start, end, short in Matcher(shorts).find(text.text):
        if taken.isdisjoint(range(start, end)) and _whole(text, start, end):
            yield PlaceHit(start, end, shorts[short], False)


def _shrunk(
    text: Text, start: int, end: int, surface: str, followers: tuple[str, ...], gazetteer: Gazetteer
) -> tuple[int, int, str]:
    """三明市 before 民 is 三明: the last character belongs to the word that follows."""
    if len(surface) > 2 and text.text.startswith(followers, end - 1) and surface[:-1] in gazetteer.places_by_surface:
        return start, end - 1, surface[:-1]
    return start, end, surface


def _city_or_province(surface: str, gazetteer: Gazetteer) -> Place | None:
    places = gazetteer.places_by_surface.get(surface, ())
    return next((place for place in places if place.type is not EntityType.COUNTY), None)


def _whole(text: Text, start: int, end: int) -> bool:
    """Whether the stretch is made of whole words, or opens a proper name (深圳 in 深圳大学)."""
    if not text.crossed(start, end):
        return True
    word = text.word(text.index(start))
    roads = tuple(folded_lexicon("mentions")["places"]["roads"])
    longer = text.is_edge(start) and word.end > end and text.tags[text.index(start)] in ("ns", "nt", "nz")
    return longer and not text.text.endswith(roads, end, word.end)


def _unbroken(text: Text, hit: PlaceHit) -> bool:
    """For a place that the document names in full: any but a longer dictionary word around it will do."""
    if not text.crossed(*hit.span):
        return True
    index = text.index(hit.start)
    return text.word(index).end < hit.end or text.tags[index] in ("ns", "nt", "nz", "nr", "x")


def compounds(text: Text, context: Context, hits: Sequence[PlaceHit], gazetteer: Gazetteer) -> Iterator[Candidate]:
    """沪明, 穗龙: two cities of the document by one character each; 在沪, 驻穗: one of them after a preposition."""
    words = folded_lexicon("mentions")["places"]
    counts = Counter(hit.place.key for hit in hits if hit.place.type is EntityType.CITY)
    ranked = [gazetteer.places[key] for key, _ in counts.most_common(_MOST)]
    if not ranked:
        return
    marks = {place.key: _marks(place, place in context.pair) for place in ranked}
    joined: dict[str, str] = {}
    for first in ranked:
        for second in ranked:
            if first.key != second.key:
                for one in marks[first.key]:
                    for other in marks[second.key]:
                        joined.setdefault(one + other, f"{first.key}|{second.key}")
    blocked = [
        Span(found.start(), found.end())
        for found in re.finditer("|".join(re.escape(word) for word in words["blocked"]), text.text)
    ]
    shut = {position for span in blocked for position in range(*span)}
    for found in re.finditer("|".join(re.escape(pair) for pair in sorted(joined)), text.text) if joined else ():
        start, end = found.span()
        if start not in shut and end - 1 not in shut and text.is_edge(start) and text.is_edge(end):
            yield Candidate(start, end, EntityType.CITY, joined[found.group()], RANK, full=False)
    single = {one: place.key for place in reversed(ranked) for one in place.abbreviations}
    if single:
        lead = "|".join(words["before_abbreviation"])
        for found in re.finditer(f"(?:{lead})({'|'.join(re.escape(one) for one in sorted(single))})", text.text):
            start, end = found.span(1)
            if start in shut or not text.is_edge(end):
                continue
            if text.text.startswith(tuple(words["after_abbreviation"]), end) or text.is_edge(start):
                yield Candidate(start, end, EntityType.CITY, single[found.group(1)], RANK, full=False)


def _marks(place: Place, paired: bool) -> tuple[str, ...]:
    """The single characters that stand for a city in a compound; its first one only where it is one of the pair."""
    first = tuple(short[0] for short in place.short[:1]) if paired else ()
    return tuple(dict.fromkeys((*place.abbreviations, *first)))


def pronouns(text: Text, context: Context, hits: Sequence[PlaceHit], gazetteer: Gazetteer) -> Iterator[Candidate]:
    """我市, 全省, 两地, 该市: words that stand for the document's place, for its pair, or for the city named last."""
    words = folded_lexicon("mentions")["pronouns"]
    for level, kind in (("city", EntityType.CITY), ("county", EntityType.COUNTY), ("province", EntityType.PROVINCE)):
        place = context.at(level, gazetteer)
        if place:
            yield from _words(text, words[level], kind, place.key)
    if len(context.pair) == 2:
        yield from _words(text, words["pair"], EntityType.CITY, "|".join(place.key for place in context.pair))
    cities = [hit for hit in hits if hit.place.type is EntityType.CITY]
    ends = [hit.end for hit in cities]
    for candidate in _words(text, words["last_city"], EntityType.CITY, ""):
        before = bisect_right(ends, candidate.start)
        if before:
            yield replace(candidate, hint=cities[before - 1].place.key)


def _words(text: Text, words: Sequence[str], kind: EntityType, hint: str) -> Iterator[Candidate]:
    for found in re.finditer("|".join(re.escape(word) for word in words), text.text):
        start, end = found.span()
        if text.is_edge(start) and (text.is_edge(end) or not is_han(text.after(end))):
            yield Candidate(start, end, kind, hint, RANK, full=False)
