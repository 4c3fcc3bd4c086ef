"""Which place speaks at a spot of a document: the place that 我市, 市教育局, 省财政厅 or 各有关部门 belongs to there.

Every place that the document names, and every place that one of those lies in, is a candidate; the decision ``speaker``
weighs them. Where none is likely enough, nobody is said to speak.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property

from ..decide.linear import Linear
from ..knowledge import schemas
from ..knowledge.gazetteer import Gazetteer, Place
from ..knowledge.lexicon import lexicon
from ..model import EntityType, Metadata, Span
from .parties import has_sides

OWN = "own"
"""The level of a word that says none (各有关部门): the place whose document it is."""
TITLED = frozenset({"title", "title short"})
SHARE = 0.4
"""The share of all probability that the likeliest place must have, where a level word says that there is one."""
LIKELY = 0.2
"""The probability that the likeliest place must have where nothing says that there is one."""
LONGEST = 14
"""Characters in the longest name of a place."""
MOST = 0.6
"""The share of a text's level words that makes them most."""
NEAR = (20, 60, 200)
"""Distances to the last naming of a place before the spot, in characters."""
PLACES = frozenset({EntityType.PROVINCE, EntityType.CITY, EntityType.COUNTY})
_LEVELS: dict[str, tuple[frozenset[EntityType], str]] = {
    "city": (PLACES, "市"),
    "province": (frozenset({EntityType.PROVINCE}), ""),
    "county": (frozenset({EntityType.COUNTY}), "县"),
    "district": (frozenset({EntityType.COUNTY}), "区"),
    "banner": (frozenset({EntityType.COUNTY}), "旗"),
    "prefecture": (frozenset({EntityType.CITY}), "州"),
    "league": (PLACES, "盟"),
    "region": (PLACES, "地区"),
    OWN: (PLACES, ""),
}
"""What a word of a level may mean, and what its name ends in: 市 a city or a county-level one, 州 a prefecture, 县 no
city of its level."""
_NUMBERS = {digit: number for number, digit in enumerate("两三四五六七八九", 2)} | {"二": 2}
_TITLES = re.compile(r"《[^《》]*(?:《[^《》]*》[^《》]*)?》")
_PLACED = (EntityType.CITY, EntityType.PROVINCE, EntityType.COUNTY)


@dataclass(frozen=True, slots=True)
class Named:
    """A place named in the text."""

    span: Span
    place: Place


@dataclass
class Speakers:
    """The places of one document, asked for the one that speaks at a spot. *named* stands in text order."""

    text: str
    metadata: Metadata
    named: Sequence[Named]
    gazetteer: Gazetteer
    model: Linear
    _answers: dict[tuple[str, int], Place | None] = field(default_factory=dict, init=False)
    _signs: dict[str, tuple[str, ...]] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self.issuer = "" if has_sides(self.text) else self.metadata.issuer or ""  # an agreement has no single one
        self._spots: dict[str, list[int]] = defaultdict(list)
        self._inside: dict[str, set[str]] = defaultdict(set)
        titled = [Named(Span(0, 0), place) for place in self._in_metadata()]
        for item in (*titled, *self.named):
            for place in self._chain(item.place):
                self._spots[place.key].append(item.span.end)
                self._inside[place.key].add(item.place.key)
        self._counts = Counter({key: len(spots) for key, spots in self._spots.items()})
        self._itself = Counter(item.place.key for item in (*titled, *self.named))
        self._in_full = self._bodies_in_full()
        levels = lexicon(schemas.Common).levels
        self._levels = Counter(levels[found["level"]] for found in _level_word().finditer(self.text))
        self._title = _TITLES.sub("", self.metadata.title).lstrip("#*【[ ")
        opening = lexicon(schemas.Place).before_place.match(self._title)
        self._opening = self._title[opening.end() :] if opening else self._title
        self.heads = (self.issuer, self._opening)
        self._central = self._signs_of_centre()

    def at(self, level: str, position: int) -> Place | None:
        """The place of *level* (a key of _LEVELS: city, county, own and so on) that speaks at *position*."""
        known = (level, position)
        if known not in self._answers:
            ranked = [(self.model.probability(features), place) for place, features in self.candidates(level, position)]
            best = max(ranked, key=lambda item: (item[0], item[1].key), default=None)
            enough = LIKELY if level == OWN else SHARE * sum(probability for probability, _ in ranked)
            self._answers[known] = best[1] if best and best[0] >= enough else None
        return self._answers[known]

    def several(self, printed: str) -> tuple[Place, ...]:
        """The places that *printed* (两市, 三省区, 两地, 双方) stands for: as many as it says, of one level (that of
        两市 or 两省 where it says one), those that the title names, else those named most."""
        number, kind = _NUMBERS.get(printed[0], 2), printed[1:]
        titled = [self.gazetteer.places[key] for key in self._spots if TITLED.intersection(self._of_document(key))]
        ranked = [self.gazetteer.places[key] for key, _ in self._counts.most_common()]
        for places in (titled, ranked):
            for fitting in _kinds(kind):
                found = [place for place in places if fitting(place)]
                if len(found) >= number:
                    return tuple(found[:number])
        return ()

    def meant(self, places: Sequence[Place]) -> Place | None:
        """Which of *places* of one name is meant: one that the document names itself, else a city or a province, else
        the one whose city it names most."""

        def weight(place: Place) -> tuple[int, bool, int, str]:
            near = sum(self._counts[above.key] for above in self._chain(place)[1:])
            return self._counts[place.key], place.type is not EntityType.COUNTY, near, place.key

        return max(places, key=weight, default=None)

    def candidates(self, level: str, position: int) -> list[tuple[Place, list[str]]]:
        """The places that may speak for a word of *level* at *position*, each with its features."""
        fitting = [place for key in self._spots if fits(place := self.gazetteer.places[key], level)]
        before = {place.key: self._last_before(place.key, position) for place in fitting}
        latest = max(before.values(), default=-1)
        most = max((self._counts[place.key] for place in fitting), default=1)
        by_count = sorted(fitting, key=lambda place: (-self._counts[place.key], place.key))
        ranks = {place.key: rank for rank, place in enumerate(by_count)}
        itself = max((self._itself[place.key] for place in fitting), default=1)
        in_full = max((self._in_full[place.key] for place in fitting), default=1)
        found = []
        for place in fitting:
            spot = before[place.key]
            last = "named last" if 0 <= spot == latest else "not last"
            signs = self._of_document(place.key)
            features = [*signs, *(f"{sign}, {last}" for sign in signs), last, f"level={level}"]
            features.append(f"rank={min(ranks[place.key], 4)}")
            features.append(f"candidates={min(len(fitting), 3)}")
            features.append(f"share={4 * self._counts[place.key] // most}")
            features.append(f"itself={_quarters(self._itself[place.key], itself)}")
            features.append(f"bodies in full={_quarters(self._in_full[place.key], in_full)}")
            if any(
                TITLED.intersection(self._of_document(other.key)) and place in self._chain(other)[1:]
                for other in fitting
            ):
                features.append("titled one inside")
            if spot >= 0:
                near = next((limit for limit in NEAR if position - spot <= limit), "far")
                features.append(f"named before={near}")
                if "\n" not in self.text[spot:position]:
                    features.append("named in the paragraph")
            if level == OWN:
                features.append(f"level words={self._spoken_of(place)}")
                features += self._central
                features += [f"own: {feature}" for feature in features]
            found.append((place, features))
        return found

    def _bodies_in_full(self) -> Counter[str]:
        """How often bodies of each place are named with it: more often the partner's than those of the own place."""
        found = Counter[str]()
        for item in self.named:
            if _body().match(self.text, item.span.end):
                found[item.place.key] += 1
        return found

    def _spoken_of(self, place: Place) -> str:
        """Whether the level words of the whole text (市教育局, 我省) are of the level of *place*."""
        if not self._levels:
            return "none"
        share = sum(count for level, count in self._levels.items() if fits(place, level)) / self._levels.total()
        return "most" if share >= MOST else "some" if share else "others"

    def _in_metadata(self) -> Iterator[Place]:
        """The places that title and issuer name in full, whether or not the text names them elsewhere."""
        for words in (self.metadata.title, self.issuer):
            start = 0
            while start < len(words):
                for length in range(min(LONGEST, len(words) - start), 1, -1):
                    places = self.gazetteer.places_by_surface.get(words[start : start + length], ())
                    full = [place for place in places if place.name == words[start : start + length]]
                    if full:
                        yield full[0]
                        start += length - 1
                        break
                start += 1

    def _last_before(self, key: str, position: int) -> int:
        spots = self._spots[key]
        at = bisect_left(spots, position + 1)
        return spots[at - 1] if at else -1

    def _of_document(self, key: str) -> tuple[str, ...]:
        """What title, issuer, number and phrases anywhere in the text say of a place."""
        if key not in self._signs:
            self._signs[key] = tuple(dict.fromkeys(self._signs_of(self.gazetteer.places[key])))
        return self._signs[key]

    def _signs_of(self, place: Place) -> Iterator[str]:
        inside = [form for key in self._inside[place.key] for form in self.gazetteer.places[key].surfaces]
        yield f"type={place.type.value}"
        yield from self._signs_of_issuer(place, inside)
        yield from self._signs_of_title(place, inside)
        number = self.metadata.number or ""
        if number.startswith(place.abbreviations or ("\0",)):
            yield "number"
        elif place.short and number.startswith(place.short[0][0]):
            yield "number like"
        if self.named and self.named[0].place.key in self._inside[place.key]:
            yield "first named"
        if self.gazetteer.base_areas_of(place.key):
            yield "base area"
        forms = (*place.surfaces, *place.abbreviations)
        for name, (_, after) in _phrases().items():
            spots = (spot for spot in self._phrase_spots[name] if self.text.startswith(forms, spot))
            if any(
                self.text.startswith(form, spot) and after.match(self.text, spot + len(form))
                for spot in spots
                for form in forms
            ):
                yield name

    @cached_property
    def _phrase_spots(self) -> dict[str, list[int]]:
        """Where a place would stand in each phrase: behind what opens it."""
        return {name: [match.end() for match in before.finditer(self.text)] for name, (before, _) in _phrases().items()}

    def _signs_of_issuer(self, place: Place, inside: Sequence[str]) -> Iterator[str]:
        own = place.surfaces
        issuer = self.issuer
        if _any_in(own, issuer):
            yield "issuer"
        elif _any_in(inside, issuer):
            yield "issuer inside"
        elif issuer:
            yield "other issuer"
        if inside_issuer := [form for form in inside if form in issuer and form not in own]:
            yield "issuer narrower" if _any_in(own, issuer) and inside_issuer else "issuer below"

    def _signs_of_centre(self) -> list[str]:
        """What title, issuer, number and text have of a document of the centre, in which no place speaks."""
        words = lexicon(schemas.Place)
        heads = (self._title, self.metadata.issuer or "", self.metadata.number or "")
        titled = any(words.central.match(one) for one in heads)
        spoken = min(len(words.all_places.findall(self.text)), 3)
        return [f"central title={titled}", f"all places={spoken}", f"central title={titled}, all places={spoken}"]

    def _signs_of_title(self, place: Place, inside: Sequence[str]) -> Iterator[str]:
        own = place.surfaces
        if _any_in(own, self._title) and any(form in self._title for form in inside if form not in own):
            yield "title narrower"
        how = "title" if place.name in self._title else "title short"
        if self._opening.removeprefix(self._within(place)).startswith(own):
            yield f"opens {how}"
        if _any_in(own, self._title):
            yield how
        elif _any_in(inside, self._title):
            yield "title inside"
        elif _any_in(inside, self.metadata.title):
            yield "title cites"

    def _within(self, place: Place) -> str:
        """The places that the title opens with before *place*, which lies in them: 湖北省宜昌市|夷陵区."""
        found = ""
        for above in reversed(self._chain(place)[1:]):
            rest = self._opening.removeprefix(found)
            found += next((form for form in above.surfaces if rest.startswith(form)), "")
        return found

    def _chain(self, place: Place) -> list[Place]:
        """*place* and the places that it lies in, outwards."""
        found: list[Place] = []
        above: Place | None = place
        while above:
            found.append(above)
            above = self.gazetteer.places.get(above.parent)
        return found


def fits(place: Place, level: str) -> bool:
    """Whether a word of *level* may mean *place*: 市 a city or a county-level one, 州 an autonomous prefecture."""
    types, ending = _LEVELS[level]
    return place.type in types and place.name.endswith(ending)


def _quarters(count: int, most: int) -> str:
    return str(4 * count // most) if count and most else "never"


def _kinds(printed: str) -> list[Callable[[Place], bool]]:
    """What each of several places may be, the likeliest first, by what stands behind their number: 市, 省区, 省市."""
    if printed in ("省市", "省区市"):
        return [lambda place: place.type is EntityType.PROVINCE or (place.type is EntityType.CITY and not place.parent)]
    levels: Mapping[str, str] = lexicon(schemas.Common).levels
    level = levels.get(printed) or levels.get(printed[:1], OWN)

    def of(kind: EntityType) -> Callable[[Place], bool]:
        return lambda place: place.type is kind and (level == "district" or fits(place, level))

    return [of(kind) for kind in _PLACED]


def _any_in(forms: Iterable[str], text: str) -> bool:
    return any(form in text for form in forms)


@cache
def _level_word() -> re.Pattern[str]:
    """A word of a level where it stands for a place: behind 我, 本 or 全, or before what ends like a body."""
    words = lexicon(schemas.Common)
    levels = "|".join(sorted(words.levels, key=len, reverse=True))
    own, ends = "|".join(words.words.own), "|".join(lexicon(schemas.Bodies).complete_endings)
    return re.compile(
        rf"(?:(?<![\u4e00-\u9fff])|(?<=[由和及与]))(?:{own})?(?P<level>{levels})(?=[\u4e00-\u9fff]{{1,9}}?(?:{ends}))"
    )


@cache
def _body() -> re.Pattern[str]:
    """A body behind the place that it is named with."""
    ends = "|".join(lexicon(schemas.Bodies).complete_endings)
    return re.compile(rf"[\u4e00-\u9fff]{{1,12}}?(?:{ends})")


@cache
def _phrases() -> dict[str, tuple[re.Pattern[str], re.Pattern[str]]]:
    """What stands before and behind a place in each phrase."""
    sides = {name: phrase.split("{place}") for name, phrase in lexicon(schemas.Place).phrases.items()}
    return {name: (re.compile(before), re.compile(after)) for name, (before, after) in sides.items()}
