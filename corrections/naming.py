"""The entity that an official name stands for: one of the document's, one of the gazetteer's, or a new one.

Keys are those that extraction mints, so that what a person names and what a text names is one thing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ..extract.knowledge.gazetteer import Agency, Gazetteer, Place, gazetteer
from ..extract.knowledge.keys import key
from ..extract.knowledge.touched import note_text
from ..extract.model import Entity, EntityType

PLACES = (EntityType.CITY, EntityType.COUNTY, EntityType.PROVINCE, EntityType.REGION)
BODIES = (EntityType.AGENCY, EntityType.AGENCY_GROUP, EntityType.ORGANIZATION)
_AREAS = (EntityType.BASE_AREA, EntityType.REGION)
_SERVE = (EntityType.AGENCY, EntityType.AGENCY_GROUP)


def entity_named(name: str, kinds: Sequence[EntityType], entities: Iterable[Entity]) -> Entity:
    """The entity of one of *kinds* with that official *name*, without mentions unless it is one of *entities*; a new
    one is of the first kind that its ending tells, or else of the first."""
    name = name.strip()
    held = [one for one in entities if one.type in kinds]
    for one in held:
        if one.canonical == name:
            return one
    if known := next(filter(None, (known_entity(name, kind) for kind in kinds)), None):
        return next((one for one in held if one.key == known.key), known)
    return _new(name, next((kind for kind in kinds if _subtype(name, kind)), kinds[0]))


def known_entity(name: str, kind: EntityType) -> Entity | None:
    """The entity of that *kind* that the gazetteer knows by that official name, or else by a full name of its own."""
    known = gazetteer()
    if kind in PLACES and (place := _place_of_name(name, kind, known)):
        return Entity(place.type, place.name, place.key, name, subtype=place.kind, place=place.parent)
    if kind in _AREAS and (area := known.areas_by_surface.get(name)) and area.type is kind:
        return Entity(kind, area.name, area.key, name)
    if kind is EntityType.AGENCY and (found := _agency(name, known)):
        return found
    for one in known.names_by_surface.get(name, ()):
        if one.type is kind:
            return Entity(kind, one.name, one.key, name, subtype=one.subtype, place=one.place)
    return None


def retyped(entity: Entity, kind: EntityType) -> Entity:
    """*entity* as one of another *kind*, with the key and the subtype of that."""
    known = known_entity(entity.canonical, kind) or _new(entity.canonical, kind)
    return replace(
        entity,
        type=kind,
        canonical=known.canonical,
        key=known.key,
        subtype=known.subtype,
        place=known.place,
        members=(),
    )


def _place_of_name(name: str, kind: EntityType, known: Gazetteer) -> Place | None:
    places = [place for place in known.places_by_surface.get(name, ()) if place.type is kind]
    full = [place for place in places if place.name == name]
    return next(iter([*full, *places]), None)


def _agency(name: str, known: Gazetteer) -> Entity | None:
    """The standard body with that official name: of the place with the longest name in it."""
    if row := known.national.get(name):
        return Entity(EntityType.AGENCY, row.name(), row.key(), name, subtype=row.kind)
    places = [place for place in known.places.values() if place.name in name]
    for place in sorted(places, key=lambda one: (-len(one.name), one.key)):
        for row in known.agencies:
            if _serves(row, place) and name in (row.name(place), row.name(_whose(place, known))):
                return Entity(EntityType.AGENCY, name, row.key(place), name, subtype=row.kind, place=place.key)
    return None


def _serves(row: Agency, place: Place) -> bool:
    return place.level in row.levels and (not row.places or place.code in row.places)


def _whose(place: Place, known: Gazetteer) -> Place:
    """*place* by the name that its bodies carry: a district's with its city's before it."""
    city = known.city_of(place)
    return replace(place, name=city.name + place.name) if city and city is not place else place


def _new(name: str, kind: EntityType) -> Entity:
    """An entity that no table holds."""
    place = _opening_place(name) if kind in (*_SERVE, EntityType.ORGANIZATION, EntityType.PLATFORM) else ""
    minted = key(kind, name, place if kind in _SERVE else "")
    return Entity(kind, name, minted, name, subtype=_subtype(name, kind), place=place)


def _subtype(name: str, kind: EntityType) -> str:
    """The subtype that the longest known ending of *name* tells."""
    note_text(name)
    found = [row for row in gazetteer().suffixes if row.type is kind and name.endswith(row.suffix)]
    return max(found, key=lambda row: len(row.suffix)).subtype if found else ""


def _opening_place(name: str) -> str:
    """Key of the place with the longest full name that *name* opens with; empty where several bear it."""
    known = gazetteer()
    bare = name.removeprefix("中共")
    for end in range(min(len(bare), 14), 1, -1):
        places = [place for place in known.places_by_surface.get(bare[:end], ()) if place.name == bare[:end]]
        if len(places) == 1:
            note_text(bare)
            inner = [
                place for place in known.counties if place.parent == places[0].key and bare[end:].startswith(place.name)
            ]
            return inner[0].key if inner else places[0].key
    return ""
