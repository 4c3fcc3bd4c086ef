"""Resolves the issuer that a document's metadata names to the entity that it is."""

from __future__ import annotations

from .model import Clean, EntityType, Linked, Outline

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
        for entity in linked.entities:
            if entity.type in ISSUERS and metadata.issuer in (entity.canonical, entity.surface, *entity.aliases):
                return entity.key
    return None
