"""Facts as an annotation file: the JSON structure of data/gold/GUIDELINES.md.

Offsets count in the source file, and every surface, text and title is the source's own words.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from typing import Any

from ..knowledge import schemas
from ..knowledge.lexicon import lexicon
from ..model import Entity, EntityType, Facts, Measure, Pair, Role, Status
from ..text.fold import fold

PLACES = (EntityType.CITY, EntityType.PROVINCE, EntityType.COUNTY, EntityType.BASE_AREA, EntityType.REGION)
NAMED = (EntityType.PLATFORM, EntityType.PROJECT)
_SPACE = re.compile(r"\s+")


def to_annotation(facts: Facts) -> dict[str, Any]:
    """*facts* as a value that ``json.dump`` writes in the annotation format."""
    return {
        "document": _document(facts),
        "entities": [_entity(entity) for entity in facts.linked.entities],
        "pairs": [_pair(facts, pair) for pair in facts.pairs if pair.status is Status.IN_FORCE],
        "other_pairs": [_pair(facts, pair) for pair in facts.pairs if pair.status is not Status.IN_FORCE],
        "documents_cited": [
            {"title": facts.clean.printed(citation.title), "number": citation.number} for citation in facts.citations
        ],
        "measures": _measures(facts),
        "targets": [{"year": target.year, "text": facts.clean.printed(target.span)} for target in facts.targets],
        "noise": list(dict.fromkeys(_noise(facts))),
    }


def _pair(facts: Facts, pair: Pair) -> dict[str, Any]:
    names = facts.linked.by_key
    return {
        "base": names[pair.base].canonical,
        "partner": names[pair.partner].canonical,
        "base_area": names[pair.base_area].canonical if pair.base_area else None,
        "from": pair.term.start if pair.term else None,
        "to": pair.term.end if pair.term else None,
        "status": pair.status.value,
        "confidence": round(pair.confidence, 3),
    }


def _document(facts: Facts) -> dict[str, Any]:
    metadata = facts.outline.metadata
    issuer = facts.linked.by_key.get(facts.issuer) if facts.issuer else None
    return {
        "title": facts.clean.printed(metadata.title_span) if metadata.title_span else metadata.title,
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
    roles: dict[int, list[tuple[str, Role, float]]] = defaultdict(list)
    for one in facts.responsibilities:
        roles[one.measure].append((facts.linked.by_key[one.entity].canonical, one.role, one.confidence))
    return [_measure(facts, measure, roles[number]) for number, measure in enumerate(facts.measures)]


def _measure(facts: Facts, measure: Measure, roles: list[tuple[str, Role, float]]) -> dict[str, Any]:
    source = facts.clean.to_source(measure.span)
    mentioned = facts.linked.mentions_within(measure.span)

    def places() -> list[str]:
        """The places that the measure names itself: 两市 names the document's pair in every other line."""
        found = ((span.of(facts.clean.text), entity) for span, entity in mentioned if entity.type in PLACES)
        return list(dict.fromkeys(entity.canonical for words, entity in found if fold(words) not in context))

    # A hospital in the name of its alliance has no part in the measure.
    named = [span for span, entity in mentioned if entity.type in NAMED]

    def surfaces(wanted: EntityType) -> list[str]:
        own = (
            span
            for span, entity in mentioned
            if entity.type is wanted and not any(other != span and other.contains(span) for other in named)
        )
        return list(dict.fromkeys(facts.clean.printed(span) for span in own))

    context = _context_words()
    responsible: dict[str, float] = {}
    for name, _, confidence in roles:
        responsible[name] = max(confidence, responsible.get(name, 0.0))
    return {
        "start": source.start,
        "end": source.end,
        "text": source.of(facts.clean.source.text),
        "commitment": measure.commitment,
        "confidence": round(measure.confidence, 3),
        "areas": list(measure.areas),
        "topics": list(measure.topics),
        "topic_confidences": [round(confidence, 3) for confidence in measure.topic_confidences],
        "responsible": list(responsible),
        "responsible_confidences": [round(confidence, 3) for confidence in responsible.values()],
        "lead": list(dict.fromkeys(name for name, role, _ in roles if role is Role.LEAD)),
        "supporting": list(dict.fromkeys(name for name, role, _ in roles if role is Role.SUPPORTING)),
        "platforms": surfaces(EntityType.PLATFORM),
        "organizations": surfaces(EntityType.ORGANIZATION),
        "places": places(),
        "deadline": facts.clean.printed(measure.deadline.span) if measure.deadline else None,
        "deadline_value": measure.deadline.value if measure.deadline else "",
    }


@cache
def _context_words() -> frozenset[str]:
    return frozenset((*lexicon(schemas.Common).words.both_sides, *lexicon(schemas.Place).both_sides))


def _noise(facts: Facts) -> list[str]:
    text = facts.clean.source.text
    return [words for noise in facts.clean.noise if (words := noise.span.of(text).strip())]


def normal_number(number: str | None) -> str | None:
    """A document number in its standard form: 国发[2021] 3 号 and 国发(2021)3号 are 国发〔2021〕3号."""
    if not number:
        return None
    compact = _SPACE.sub("", fold(number))
    return re.sub(r"[\[(〔【]((?:19|20)\d{2})[\])〕】]", r"〔\1〕", compact)
