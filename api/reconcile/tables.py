"""Places, areas, organisations and topics that the tables know, whatever the documents name."""

from __future__ import annotations

from collections.abc import Iterator

from ...extract.knowledge.gazetteer import Gazetteer, Place
from ...ontology.topics import topics
from .model import ORGANIZATION, PLACE, TOPIC, Entry


def place_entry(place: Place) -> Entry:
    """A province, city or county."""
    return Entry(
        id=f"id/{place.key}",
        name=place.name,
        types=(place.type.value, PLACE),
        english=place.english,
        place=f"id/{place.parent}" if place.parent else "",
        code=place.code,
        aliases=place.short,
    )


def entries(known: Gazetteer) -> Iterator[Entry]:
    """Everything of the tables but bodies, which are made by rule (agencies.py)."""
    yield from map(place_entry, known.places.values())
    for area in (*known.base_areas, *known.regions):
        yield Entry(f"id/{area.key}", area.name, (area.type.value, PLACE), area.english, aliases=area.aliases)
    for row in known.organizations:
        place = known.places.get(row.place)
        kind = () if row.subtype in ("", ORGANIZATION) else (row.subtype,)
        yield Entry(
            id=f"id/{row.key}",
            name=row.name,
            types=(*kind, ORGANIZATION),
            english=row.english,
            place=f"id/{row.place}" if place else "",
            code=place.code if place else "",
            aliases=row.aliases,
        )
    for topic in topics():
        yield Entry(f"topic/{topic.slug}", topic.label_zh, (TOPIC,), topic.label_en)
