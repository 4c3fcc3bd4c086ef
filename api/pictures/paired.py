"""The pairs in force with their places."""

from __future__ import annotations

from ...pictures import Pairing, Point, Thing
from ..pages.corpora import corpora
from ..pages.effect import StandingPair, pairs_as_of
from ..pages.pairings import pairings
from ..pages.site import Site, text_of
from ..pages.standing import today
from ..records.naming import values
from .asked import PictureFilter, measures_of, named
from .counting import pair_label

IN_FORCE = "in-force"
_CITY = "市"


def fitting(site: Site, asked: PictureFilter) -> list[tuple[StandingPair, int]]:
    """The pairs that fit *asked*, however they stand, with how many of the measures that fit belong to each.

    What a topic or a body has no measure of does not fit it.
    """
    wanted = named(site, asked)
    measures = measures_of(site, asked)
    held = corpora(site).get(wanted["corpus"], ()) if "corpus" in wanted else None
    found = []
    for pair in pairs_as_of(site, today()):  # how they stand by their documents, which is the same each day
        documents = {said.document for said in pair.said}
        count = len(pairings(site).of_pair.get(pair.iri, set()) & measures)
        if (
            wanted.get("place", pair.base) in {pair.base, pair.partner, *pair.base_areas}
            and wanted.get("pair", pair.iri) == pair.iri
            and ("document" not in wanted or wanted["document"] in documents)
            and (held is None or not documents.isdisjoint(held))
            and (count or not {"topic", "agency"} & set(wanted))
        ):
            found.append((pair, count))
    return found


def pairs(site: Site, asked: PictureFilter, language: str) -> list[Pairing]:
    """The pairs in force that fit *asked*, by partner and base."""
    kept = [(pair, count) for pair, count in fitting(site, asked) if pair.status == IN_FORCE]
    site.names.load(iri for pair, _ in kept for iri in (pair.base, pair.partner))
    return [
        Pairing(
            Thing(pair.iri, pair_label(site, pair.iri, language), pair.iri),
            _point(site, pair.base, language),
            _point(site, pair.partner, language),
            *pair.years,
            count,
        )
        for pair, count in kept
    ]


def around(site: Site) -> list[Point]:
    """Every city that has a place, for orientation."""

    def read() -> list[Point]:
        rows = site.select("cities")
        cities = {text_of(r["city"]): (float(text_of(r["lat"])), float(text_of(r["long"]))) for r in rows}
        return [Point(Thing(iri, ""), *where) for iri, where in sorted(cities.items())]

    known: list[Point] = site.remembered("points of cities", read)
    return known


def shortened(label: str) -> str:
    """A city's name as a map shows it: without the word for city."""
    return label[: -len(_CITY)] if label.endswith(_CITY) and len(label) > 2 else label


def _point(site: Site, iri: str, language: str) -> Point:
    own = values(site, "records/places", "place").get(iri, {})
    latitude, longitude = (float(own[key][0]) if own.get(key) else None for key in ("lat", "long"))
    return Point(Thing(iri, shortened(site.names.one(iri).label(language)), iri), latitude, longitude)
