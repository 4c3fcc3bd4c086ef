"""Facts as an annotation file: the JSON structure of data/gold/GUIDELINES.md.

Offsets count in the source file, and every surface, text and title is the source's own words.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from typing import Any

from ..fold import fold
from ..lexicon import lexicon
from ..model import Entity, EntityType, Facts, Measure, Role

PLACES = (EntityType.CITY, EntityType.PROVINCE, EntityType.COUNTY, EntityType.BASE_AREA, EntityType.REGION)
NAMED = (EntityType.PLATFORM, EntityType.PROJECT)
_SPACE = re.compile(r"\s+")


def to_annotation(facts: Facts) -> dict[str, Any]:
    """*facts* as a value that ``json.dump`` writes in the annotation format."""
    entities = facts.linked.by_key
    return {
        "document": _document(facts),
        "entities": [_entity(entity) for entity in facts.linked.entities],
        "pairs": [
            {
                "base": entities[pair.base].canonical,
                "partner": entities[pair.partner].canonical,
                "base_area": entities[pair.base_area].canonical if pair.base_area else None,
                "from": pair.start,
                "to": pair.end,
            }
            for pair in facts.pairs
        ],
        "documents_cited": [
            {"title": facts.clean.quote(citation.title), "number": citation.number} for citation in facts.citations
        ],
        "measures": _measures(facts),
        "targets": [{"year": target.year, "text": facts.clean.quote(target.span)} for target in facts.targets],
        "noise": list(dict.fromkeys(_noise(facts))),
    }


def _document(facts: Facts) -> dict[str, Any]:
    metadata = facts.outline.metadata
    issuer = facts.linked.by_key.get(facts.issuer) if facts.issuer else None
    return {
        "title": facts.clean.quote(metadata.title_span) if metadata.title_span else metadata.title,
        "kind": metadata.kind,
        "issuer": issuer.canonical if issuer else metadata.issuer,
        "published": metadata.published,
        "period": list(metadata.period) if metadata.period else None,
        "number": metadata.number,
    }


def _entity(entity: Entity) -> dict[str, Any]:
    return {
        "type": entity.type.value,
        "surface": entity.surface,
        "canonical": entity.canonical,
        "aliases": list(entity.aliases),
    }


def _measures(facts: Facts) -> list[dict[str, Any]]:
    roles: dict[int, list[tuple[str, Role]]] = defaultdict(list)
    for responsibility in facts.responsibilities:
        canonical = facts.linked.by_key[responsibility.entity].canonical
        roles[responsibility.measure].append((canonical, responsibility.role))
    return [_measure(facts, measure, roles[number]) for number, measure in enumerate(facts.measures)]


def _measure(facts: Facts, measure: Measure, roles: list[tuple[str, Role]]) -> dict[str, Any]:
    source = facts.clean.to_source(measure.span)
    mentioned = facts.linked.mentions_within(measure.span)

    def places() -> list[str]:
        """The places that the measure names itself: 两市 names the document's pair in every other line."""
        found = ((span.of(facts.clean.text), entity) for span, entity in mentioned if entity.type in PLACES)
        return list(dict.fromkeys(entity.canonical for words, entity in found if words not in _pair_words()))

    # A hospital in the name of its alliance has no part in the measure.
    named = [span for span, entity in mentioned if entity.type in NAMED]

    def surfaces(wanted: EntityType) -> list[str]:
        own = (
            span
            for span, entity in mentioned
            if entity.type is wanted and not any(other != span and other.contains(span) for other in named)
        )
        return list(dict.fromkeys(facts.clean.quote(span) for span in own))

    return {
        "start": source.start,
        "end": source.end,
        "text": source.of(facts.clean.source.text),
        "commitment": measure.commitment,
        "areas": list(measure.areas),
        "topics": list(measure.topics),
        "responsible": list(dict.fromkeys(name for name, _ in roles)),
        "lead": list(dict.fromkeys(name for name, role in roles if role is Role.LEAD)),
        "supporting": list(dict.fromkeys(name for name, role in roles if role is Role.SUPPORTING)),
        "platforms": surfaces(EntityType.PLATFORM),
        "organizations": surfaces(EntityType.ORGANIZATION),
        "places": places(),
    }


@cache
def _pair_words() -> frozenset[str]:
    pronouns = lexicon("mentions")["pronouns"]
    return frozenset(word for kind in ("pair", "provinces", "both") for word in pronouns[kind])


def _noise(facts: Facts) -> list[str]:
    text = facts.clean.source.text
    return [words for noise in facts.clean.noise if (words := noise.span.of(text).strip())]


def normal_number(number: str | None) -> str | None:
    """A document number in its standard form: 国发[2021] 3 号 and 国发(2021)3号 are 国发〔2021〕3号."""
    if not number:
        return None
    compact = _SPACE.sub("", fold(number))
    return re.sub(r"[\[(〔【]((?:19|20)\d{2})[\])〕】]", r"〔\1〕", compact)
