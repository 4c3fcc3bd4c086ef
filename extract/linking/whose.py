"""Whose document it is when no issuer and no title say so: every sign is weighed, and one place must clearly lead."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from ..fold import folded_lexicon
from ..gazetteer import Agency, Gazetteer, Place
from ..model import EntityType
from ..naming.text import any_of


def weigh(
    text: str, pair: Sequence[Place], counts: Mapping[str, int], listed: Iterable[str], gazetteer: Gazetteer
) -> Place | None:
    """The city, county or province whose document *text* is, None when no one clearly leads.

    *counts* says how often the text names each place (by key, a county besides its city), *listed* holds the printed
    names of responsible bodies.
    """
    names = tuple(dict.fromkeys(listed))
    if county := _county(text, counts, names, gazetteer):
        return county
    cities = [gazetteer.places[key] for key in counts if gazetteer.places[key].type is EntityType.CITY]
    listing = (place for name in names if (place := _opening(name, {}, gazetteer)[0]))
    cities = list(dict.fromkeys((*pair, *cities, *listing)))
    scores: Counter[str] = Counter({city.key: 0 for city in cities})
    for sign in (_said(text, cities), _bodies(names, cities, gazetteer), _divided(text, pair, gazetteer)):
        scores.update(sign)
    limits = folded_lexicon("link")["whose"]
    ranked = sorted(scores, key=lambda key: (-scores[key], key))
    if ranked:
        second = scores[ranked[1]] if len(ranked) > 1 else 0
        # What is said against one of three cities says nothing about which of the others speaks.
        if scores[ranked[0]] - second >= limits["lead"] and (scores[ranked[0]] > 0 or len(ranked) == 2):
            return gazetteer.places[ranked[0]]
    if province := _province(names, gazetteer):
        return province
    return _main({city.key: counts.get(city.key, 0) for city in cities}, scores, gazetteer)


def _said(text: str, cities: Sequence[Place]) -> Counter[str]:
    """What phrases tell: 来郴投资 is said in 郴州; 赴佛山考察, 驻佛山办事处 and 我市与佛山 elsewhere."""
    if not cities:
        return Counter()
    words = folded_lexicon("link")["whose"]
    forms: dict[str, str] = {}
    for city in cities:
        for form in (*city.surfaces, *city.abbreviations):
            forms.setdefault(form, city.key)
    # 来邵投资: the first character does where no other of the cities shares it.
    firsts = Counter(city.short[0][0] for city in cities if city.short)
    for city in cities:
        if city.short and firsts[city.short[0][0]] == 1:
            forms.setdefault(city.short[0][0], city.key)
    found: Counter[str] = Counter()
    for sign in words["phrases"]:
        before = f"(?<![{sign['not_after']}])" if sign["not_after"] else ""
        after = f"(?=[^,。;、\\n]{{0,{sign['after_gap']}}}?(?:{any_of(sign['after'])}))" if sign["after"] else ""
        pattern = (
            f"{before}(?:{any_of(sign['before'])})[^,。;、\\n]{{0,{sign['gap']}}}?(?P<city>{any_of(forms)}){after}"
        )
        spoken = (
            match
            for match in re.finditer(pattern, text)
            if not sign["alone"] or not any(city in _clause(text, match.start()) for city in forms if len(city) > 1)
        )
        seen = Counter(forms[match["city"]] for match in spoken)
        for key, times in seen.items():
            found[key] += sign["weight"] * min(times, sign["most"])
    return found


def _clause(text: str, position: int) -> str:
    """What stands before *position* in its clause."""
    window = text[max(0, position - 40) : position]
    return re.split("[,。;:\n]", window)[-1]


def _bodies(names: Sequence[str], cities: Sequence[Place], gazetteer: Gazetteer) -> Counter[str]:
    """What the responsible bodies tell: counties of one city, and bodies that stand in it, are that city's own.

    Beside bare 市教育局 a standard body by the full name of a city (无锡市教育局) is the other side's.
    """
    words = folded_lexicon("link")["whose"]
    bare = any(name.startswith(tuple(words["bare"])) for name in names)
    known = {city.key: city for city in cities}
    signs: dict[tuple[str, str], int] = Counter()
    for name in names:
        place, rest = _opening(name, known, gazetteer)
        city = gazetteer.city_of(place) if place else None
        if place is None or city is None or city.key not in known:
            continue
        if place.type is EntityType.COUNTY:
            signs[city.key, "county"] += 1
        elif rest and _local(gazetteer.agency(rest, "city", city.code)):
            signs[city.key, "local"] += 1
        elif rest and bare:
            signs[city.key, "other"] += 1
    found: Counter[str] = Counter()
    for (key, sign), times in signs.items():
        found[key] += words["bodies"][sign] * min(times, words["bodies"]["most"])
    return found


def _local(agency: Agency | None) -> bool:
    """Whether a body stands in its city and is none of every city's: 佛山海关, or a zone, which nobody calls by 市."""
    return agency is None or agency.kind == folded_lexicon("link")["whose"]["zone"]


def _opening(name: str, cities: Mapping[str, Place], gazetteer: Gazetteer) -> tuple[Place | None, str]:
    """The place that *name* opens with, a county only of one of the *cities*, and what follows it."""
    for length in range(min(len(name), 12), 1, -1):
        for place in gazetteer.places_by_surface.get(name[:length], ()):
            if place.type is EntityType.CITY or (place.parent in cities and place.name == name[:length]):
                return place, name[length:]
    return None, name


def _divided(text: str, pair: Sequence[Place], gazetteer: Gazetteer) -> Counter[str]:
    """Of a pair the one whose divisions the text addresses: no city that only has districts says 各县(市、区)."""
    words = folded_lexicon("mentions")["pairs"]
    if len(pair) != 2:
        return Counter()
    endings = tuple(words["county"])
    having = [
        any(county.parent == city.key and county.name.endswith(endings) for county in gazetteer.counties)
        for city in pair
    ]
    said = [
        bool(re.search(f"(?<![{words['level']}])(?:{any_of(words[kind])})", text))
        for kind in ("with_counties", "without_counties")
    ]
    if having[0] == having[1] or said[0] == said[1]:
        return Counter()
    return Counter({pair[having.index(said[0])].key: folded_lexicon("link")["whose"]["divided"]})


def _county(text: str, counts: Mapping[str, int], names: Sequence[str], gazetteer: Gazetteer) -> Place | None:
    """The county that the text names most, where it speaks of 我县 or lists 县教育局."""
    words = folded_lexicon("link")["whose"]
    listed = any(name.startswith(tuple(words["of_county"])) for name in names)
    if not listed and not re.search(any_of(words["county"]), text):
        return None
    endings = tuple(folded_lexicon("mentions")["pairs"]["county"]) if listed else ("",)
    counties = (gazetteer.places[key] for key in counts if gazetteer.places[key].type is EntityType.COUNTY)
    return _leading(Counter({one.key: counts[one.key] for one in counties if one.name.endswith(endings)}), gazetteer)


def _province(names: Sequence[str], gazetteer: Gazetteer) -> Place | None:
    """The province of all the cities that are listed beside 省教育厅."""
    words = folded_lexicon("link")["whose"]
    if not any(name.startswith(tuple(words["provincial"])) for name in names):
        return None
    if any(name.startswith(tuple(words["bare"])) for name in names):
        return None
    places = [_opening(name, {}, gazetteer)[0] for name in names]
    provinces = dict.fromkeys(gazetteer.province_of(place) for place in places if place)
    return next(iter(provinces)) if len(provinces) == 1 else None


def _main(counts: Mapping[str, int], scores: Mapping[str, int], gazetteer: Gazetteer) -> Place | None:
    """The city that the text names at least twice as often as any other, unless a sign speaks for another."""
    city = _leading(Counter(counts), gazetteer)
    return city if city and scores[city.key] >= max(scores.values()) else None


def _leading(counts: Counter[str], gazetteer: Gazetteer) -> Place | None:
    ranked = [item for item in counts.most_common(2) if item[1]]
    if not ranked or (len(ranked) == 2 and ranked[0][1] < 2 * ranked[1][1]):
        return None
    return gazetteer.places[ranked[0][0]]
