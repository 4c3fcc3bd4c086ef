"""Measures counted by what they are about, who answers for them, and where they belong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from itertools import product

from ...pictures import Counts, Thing
from ...pictures.model import NONE
from ..pages import measures as listed
from ..pages.language import words
from ..pages.pairings import pairings
from ..pages.site import Site, text_of
from ..records.measures import responsible
from ..records.topics import measures_about, tree
from .asked import PictureFilter, measures_of
from .catalogue import Definition

Keys = Mapping[str, tuple[str, ...]]
"""What each measure has of a dimension, by IRI."""


def counts(site: Site, definition: Definition, asked: PictureFilter, language: str) -> Counts:
    """How many measures that fit *asked* come with each combination of the dimensions."""
    found: Counter[tuple[str, ...]] = Counter()
    measures = measures_of(site, asked)
    known = {name: _kept(site, name) for name in definition.dimensions if name != "role"}
    owners = responsible(site)
    for measure in measures:
        told = [known[name].get(measure, ()) or ((NONE,) if definition.untold else ()) for name in known]
        for keys in product(*told):
            if "role" in definition.dimensions:
                keys = (*keys, owners[measure][keys[definition.dimensions.index("agency")]])  # noqa: PLW2901
            found[keys] += 1
    named = thing_of(site, language, {key for keys in found for key in keys})
    rows = sorted(found.items(), key=lambda row: (-row[1], row[0]))
    return Counts(definition.dimensions, tuple((tuple(map(named, keys)), count) for keys, count in rows))


def thing_of(site: Site, language: str, keys: set[str]) -> Callable[[str], Thing]:
    """What makes a thing of an IRI, of a role, or of what is not told; the names of *keys* are loaded at once."""
    say = words(language)
    site.names.load(key for key in keys if ":" in key)

    def made(key: str) -> Thing:
        if key == NONE:
            return Thing(NONE, say("pictures.untold"))
        if ":" not in key:
            return Thing(key, say(f"role.{key}"))
        if key.startswith(site.space("id", "cooperation/")):
            return Thing(key, pair_label(site, key, language), key)
        return Thing(key, site.names.one(key).label(language), key)

    return made


def pair_label(site: Site, iri: str, language: str) -> str:
    """A pair by the names of its places."""
    ends = _ends(site).get(iri, ())
    site.names.load(ends)
    return " – ".join(site.names.one(end).label(language) for end in ends) or site.names.one(iri).label(language)


def _ends(site: Site) -> dict[str, tuple[str, str]]:
    """The places of each pair, that of the base area first."""

    def read() -> dict[str, tuple[str, str]]:
        cities = site.remembered("pairs", lambda: site.select("pairs"))
        rows = [*cities, *site.remembered("pairs with terms", lambda: site.select("effect/pairs"))]
        return {text_of(row["cooperation"]): (text_of(row["base"]), text_of(row["partner"])) for row in rows}

    known: dict[str, tuple[str, str]] = site.remembered("ends of pairs", read)
    return known


def _kept(site: Site, name: str) -> Keys:
    known: Keys = site.remembered(("measures by", name), lambda: _DIMENSIONS[name](site))
    return known


def _turned(by_thing: Mapping[str, set[str]]) -> Keys:
    """Things with their measures as measures with their things."""
    found: dict[str, list[str]] = {}
    for thing in sorted(by_thing):
        for measure in by_thing[thing]:
            found.setdefault(measure, []).append(thing)
    return {measure: tuple(things) for measure, things in found.items()}


def _about(site: Site, areas: bool) -> Keys:
    about = measures_about(site)
    return _turned({iri: about.get(iri, set()) for iri, area in tree(site) if areas != bool(area)})


def _places(site: Site) -> Keys:
    """The places of base areas to whose pairs a measure belongs."""
    by_place: dict[str, set[str]] = {}
    for pair, measures in pairings(site).of_pair.items():
        by_place.setdefault(_ends(site)[pair][0], set()).update(measures)
    return _turned(by_place)


_DIMENSIONS: dict[str, Callable[[Site], Keys]] = {
    "agency": lambda site: {measure: tuple(sorted(owners)) for measure, owners in responsible(site).items()},
    "area": lambda site: _about(site, True),
    "topic": lambda site: _about(site, False),
    "place": _places,
    "pair": lambda site: _turned(pairings(site).of_pair),
    "document": lambda site: {measure: (document,) for measure, (document, _) in listed.index(site).items()},
    "commitment": lambda site: {measure: (level,) for measure, level in listed.commitments(site).items()},
}
