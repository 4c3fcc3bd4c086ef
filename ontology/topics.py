"""The topic scheme of schemes.ttl as plain values, for the classifier."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox

from .terms import DEFAULT_BASE, schemes_text

_SKOS = "http://www.w3.org/2004/02/skos/core#"


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic: its place in the scheme, its labels and the words that are evidence for it."""

    slug: str
    """Local name in the ``dkt:`` namespace, as in annotations: ``green-energy``."""
    area: str
    """Local name of the area (top concept) that the topic belongs to."""
    label_zh: str
    label_en: str
    cues: tuple[str, ...]
    """Chinese words or phrases whose presence is evidence for the topic, sorted."""
    weak_cues: tuple[str, ...]
    """Weaker evidence, sorted; no word is in both."""


@cache
def topics() -> tuple[Topic, ...]:
    """Every topic of the scheme, sorted by slug.

    :raises ValueError: a topic lacks its area or a label, or names more than one.
    """
    # Slugs do not depend on the base IRI, so the file is read as it stands; pyoxigraph reads it in milliseconds.
    values: dict[str, dict[str, list[ox.Literal | ox.NamedNode]]] = defaultdict(lambda: defaultdict(list))
    for triple in ox.parse(schemes_text(), format=ox.RdfFormat.TURTLE):
        if isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.Literal | ox.NamedNode):
            values[triple.subject.value][triple.predicate.value].append(triple.object)
    found = (_topic(iri, properties) for iri, properties in sorted(values.items()) if f"{_SKOS}broader" in properties)
    return tuple(found)


@cache
def areas() -> dict[str, str]:
    """The area of each topic."""
    return {topic.slug: topic.area for topic in topics()}


def _topic(iri: str, properties: dict[str, list[ox.Literal | ox.NamedNode]]) -> Topic:
    namespace = f"{DEFAULT_BASE}topic/"
    areas = properties[f"{_SKOS}broader"]
    labels = {label.language: label.value for label in properties[f"{_SKOS}prefLabel"] if isinstance(label, ox.Literal)}
    if len(areas) != 1 or not labels.keys() >= {"zh", "en"}:
        raise ValueError(f"schemes.ttl: {iri}: a topic needs one skos:broader and skos:prefLabel in zh and en")
    return Topic(
        slug=iri.removeprefix(namespace),
        area=areas[0].value.removeprefix(namespace),
        label_zh=labels["zh"],
        label_en=labels["en"],
        cues=_words(properties, "cue"),
        weak_cues=_words(properties, "weakCue"),
    )


def _words(properties: dict[str, list[ox.Literal | ox.NamedNode]], term: str) -> tuple[str, ...]:
    return tuple(sorted(word.value for word in properties.get(f"{DEFAULT_BASE}ontology#{term}", ())))
