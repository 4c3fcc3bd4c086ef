"""What an entity is: its class, its names in both languages, and what the gazetteer knows of it.

Each document's graph describes every entity that it names, in the same words as graph:reference, so that a document's
graph can be read, validated or dropped on its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from pyoxigraph import Literal, NamedNode

from ..extract.knowledge import schemas
from ..extract.knowledge.gazetteer import Agency, Area, Place, gazetteer
from ..extract.knowledge.lexicon import lexicon
from ..extract.knowledge.touched import Traced
from ..extract.model import Entity, EntityType
from ..extract.text.fold import fold
from .iris import Minter
from .namespaces import GEO, GEOSPARQL, OWL
from .sink import Sink, decimal, plain

COUNTRY = "place/100000"
"""The country in GB/T 2260: the jurisdiction of national bodies."""

_PARENTS = {
    **dict.fromkeys(("City", "Province", "County", "BaseArea", "Region"), "Place"),
    **dict.fromkeys(("Platform", "Project", "Event"), "CooperationVehicle"),
}
"""Superclasses are written out: a query need not reason."""

_VEHICLES = (EntityType.PLATFORM, EntityType.PROJECT, EntityType.EVENT)
_WKT = NamedNode("http://www.opengis.net/ont/geosparql#wktLiteral")


def describe(sink: Sink, mint: Minter, entity: Entity, also: tuple[str, ...]) -> None:
    """Writes an entity that a document names; *also* are the surfaces that it uses for it, free of noise."""
    node = mint.entity(entity.key)
    also = tuple(name for name in also if not _context().fullmatch(fold(name)))
    known = gazetteer()
    if place := known.places.get(entity.key):
        describe_place(sink, mint, place, also)
    elif area := areas().get(entity.key):
        describe_area(sink, mint, area, also)
    elif entity.type in (EntityType.AGENCY, EntityType.AGENCY_GROUP):
        sink.a(node, entity.type.value)
        sink.label(node, entity.canonical, _agency_english(entity), also)
        if entity.type is EntityType.AGENCY:
            sink.add(node, "jurisdiction", mint.entity(entity.place or COUNTRY))
            _describe_county(sink, mint, entity.place)
    else:
        name = known.names_by_key.get(entity.key)
        sink.label(node, entity.canonical, name.english if name else "", also)
        _classes(sink, node, entity.type.value)
        if entity.type is EntityType.ORGANIZATION:
            if entity.subtype:
                sink.a(node, entity.subtype)
            if entity.place:
                sink.add(node, "locatedIn", mint.entity(entity.place))
                _describe_county(sink, mint, entity.place)
        elif entity.type in _VEHICLES and entity.subtype:
            sink.add(node, "platformKind", NamedNode(mint.vocabulary.dkk[entity.subtype]))


def _describe_county(sink: Sink, mint: Minter, key: str) -> None:
    """Writes the county that a body belongs to: graph:reference holds only some, and the text may name none."""
    place = gazetteer().places.get(key)
    if place and place.type is EntityType.COUNTY:
        describe_place(sink, mint, place)


def describe_place(sink: Sink, mint: Minter, place: Place, also: tuple[str, ...] = ()) -> None:
    """Writes a province, city or county; *also* are further surfaces that a document uses for it."""
    node = mint.entity(place.key)
    _classes(sink, node, place.type.value)
    sink.label(node, place.name, place.english, (*place.short, *also))
    sink.add(node, "adminCode", plain(place.code))
    if place.parent:
        sink.add(node, "locatedIn", mint.entity(place.parent))
    if place.latitude is not None and place.longitude is not None:
        sink.add(node, GEO.lat, decimal(place.latitude))
        sink.add(node, GEO.long, decimal(place.longitude))
        point = NamedNode(f"{node.value}/point")
        sink.add(node, GEOSPARQL.hasGeometry, point)
        sink.a(point, GEOSPARQL.Geometry)
        wkt = f"POINT({place.longitude:.5f} {place.latitude:.5f})"
        sink.add(point, GEOSPARQL.asWKT, Literal(wkt, datatype=_WKT))
    if place.geonames:
        sink.add(node, OWL.sameAs, NamedNode(f"https://sws.geonames.org/{place.geonames}/"))
    for membership in gazetteer().base_areas_of(place.key):
        sink.add(node, "inBaseArea", mint.entity(membership))


def describe_area(sink: Sink, mint: Minter, area: Area, also: tuple[str, ...] = ()) -> None:
    """Writes a base area or a region."""
    node = mint.entity(area.key)
    _classes(sink, node, area.type.value)
    sink.label(node, area.name, area.english, (*area.aliases, *also))


@cache
def _context() -> re.Pattern[str]:
    """What names something only in its sentence."""
    return re.compile("|".join(f"(?:{pattern.pattern})" for pattern in lexicon(schemas.Labels).context))


@cache
def areas() -> Mapping[str, Area]:
    """Base areas and regions by key."""
    return Traced({area.key: area for area in (*gazetteer().base_areas, *gazetteer().regions)})


@cache
def _agencies() -> Mapping[str, tuple[Agency, ...]]:
    found: dict[str, tuple[Agency, ...]] = {}
    for row in gazetteer().agencies:
        found[row.slug] = (*found.get(row.slug, ()), row)
    return Traced(found)


def _agency_english(entity: Entity) -> str:
    """The English name of a standard body, empty for one that the gazetteer does not hold."""
    place = gazetteer().places.get(entity.place)
    for row in _agencies().get(entity.key.rpartition("/")[2], ()):
        if (place is None) == ("national" in row.levels) and row.name(place) == entity.canonical:
            return row.english_name(place)
    return ""


def _classes(sink: Sink, node: NamedNode, name: str) -> None:
    sink.a(node, name)
    if name in _PARENTS:
        sink.a(node, _PARENTS[name])
