"""Resolves the issuer that a document's metadata names to the entity that it is."""

from __future__ import annotations

from collections.abc import Iterator

from ..knowledge.gazetteer import gazetteer
from ..model import Clean, EntityType, Linked, Outline

LONGEST_PLACE = 20
ISSUERS = (EntityType.AGENCY, EntityType.ORGANIZATION)


def find_issuer(clean: Clean, outline: Outline, linked: Linked) -> str | None:
    """The key of the issuing body, or None when the metadata names none or nothing linked goes by that name."""
    metadata = outline.metadata
    if metadata.issuer_span:
        named = [
            (mention.end - mention.start, entity.key)
            for entity in linked.entities
            if entity.type in ISSUERS
            for mention in entity.mentions
            if metadata.issuer_span.contains(mention)
        ]
        if named:
            return max(named, key=lambda item: item[0])[1]
    if metadata.issuer:
        names = {metadata.issuer, *_in_full(metadata.issuer)}
        for entity in linked.entities:
            if entity.type in ISSUERS and not names.isdisjoint((entity.canonical, entity.surface, *entity.aliases)):
                return entity.key
    return None


def _in_full(name: str) -> Iterator[str]:
    """The full names that *name* may stand for: its place and its body each in their full form."""
    known = gazetteer()
    for end in range(2, min(len(name), LONGEST_PLACE)):
        for place in known.places_by_surface.get(name[:end], ()):
            yield place.name + name[end:]
            if agency := known.agency(name[end:], place.level, place.code):
                yield agency.name(place)
