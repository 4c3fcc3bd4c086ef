"""Places: provinces, cities, counties, base areas and regions."""

from __future__ import annotations

from collections.abc import Mapping

from ..pages.measures import FILTERS
from ..pages.site import Site, text_of
from .base import Kind, Quote, Record, Reference, asked, told
from .measures import Narrowing
from .naming import documents_naming, fitting, how_many, values
from .reading import iri_of, mentions, reference, references

_PLACE, _AREA = FILTERS["city"], "id/base-area/"
_ORDER = ("Province", "City", "County", "BaseArea", "Region")
_CLASSES = ("Place", *_ORDER)


class PlaceFilter(Narrowing):
    """Which places are listed: all of the gazetteer, or those that fitting measures or documents name."""

    type: str = asked("type_of_place", pattern="^(Province|City|County|BaseArea|Region)?$", examples=["BaseArea"])
    paired: bool | None = asked("paired", None)
    partner: str = asked("partner_of_place", examples=["440300"])
    base_area: str = asked("base_area", examples=["gan-min-yue"])
    within: str = asked("within", examples=["360000"])


class Place(Record):
    """A place of the gazetteer or of the documents."""

    id: str = told("id")
    iri: str = told("iri")
    zh: str = told("zh")
    en: str = told("en")
    type: str = told("type")
    admin_code: str | None = told("admin_code")
    within: list[Reference] = told("within")
    base_areas: list[Reference] = told("base_areas")
    partners: list[Reference] = told("partners")
    latitude: float | None = told("latitude")
    longitude: float | None = told("longitude")
    measures: int = told("measures_naming")
    documents: int = told("documents_naming")
    quote: Quote | None = told("quote")


def _find(site: Site, asked: PlaceFilter) -> dict[str, set[str]]:
    """The places that fit *asked*, by type and code."""
    known = values(site, "records/places", "place")
    every: list[str] = site.remembered("all places", lambda: _every(site))
    documents = _documents(site)
    found = fitting(site, asked, (iri for iri in every if _fits(site, iri, known.get(iri, {}), asked)), documents)
    return {iri: found[iri] for iri in sorted(found, key=lambda iri: (_place_in_order(_type(site, iri)), iri))}


def _documents(site: Site) -> dict[str, set[str]]:
    return documents_naming(site, *_CLASSES)


def _read(site: Site, _: PlaceFilter, shown: Mapping[str, set[str]]) -> list[Place]:
    known, documents = values(site, "records/places", "place"), _documents(site)
    named = mentions(site, list(shown))
    items = []
    for iri, naming in shown.items():
        own, name = known.get(iri, {}), reference(site, iri)
        items.append(
            Place(
                **name.model_dump(),
                type=_type(site, iri),
                admin_code=next(iter(own.get("adminCode", [])), None),
                within=references(site, own.get("locatedIn", [])),
                base_areas=references(site, own.get("inBaseArea", [])),
                partners=references(site, own.get("pairedWith", [])),
                latitude=_number(own.get("lat")),
                longitude=_number(own.get("long")),
                measures=len(naming),
                documents=len(documents.get(iri, ())),
                quote=named.get(iri),
            )
        )
    return items


def _every(site: Site) -> list[str]:
    found = [text_of(row["place"]) for row in site.select("records/all-places")]
    site.names.load(found)
    return found


def _type(site: Site, iri: str) -> str:
    types = site.names.one(iri).types
    return next((kind for kind in _ORDER if kind in types), "Place")


def _place_in_order(kind: str) -> int:
    return _ORDER.index(kind) if kind in _ORDER else len(_ORDER)


def _number(texts: list[str] | None) -> float | None:
    return float(texts[0]) if texts else None


def _fits(site: Site, iri: str, own: dict[str, list[str]], asked: PlaceFilter) -> bool:
    conditions = (
        (asked.partner, _PLACE, own.get("pairedWith", [])),
        (asked.base_area, _AREA, own.get("inBaseArea", [])),
        (asked.within, _PLACE, own.get("locatedIn", [])),
    )
    if any(value and iri_of(site, value, kind) not in has for value, kind, has in conditions):
        return False
    if asked.paired is not None and asked.paired != ("pairedWith" in own):
        return False
    return asked.type in ("", _type(site, iri))


places = Kind(PlaceFilter, Place, _find, _read, how_many, _CLASSES)
"""The places, by type and code."""
