"""What the terms of the ontology and its schemes are called and mean, as plain values."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox

from .terms import DEFAULT_BASE, ontology_text, schemes_text

_LABELS = ("http://www.w3.org/2000/01/rdf-schema#label", "http://www.w3.org/2004/02/skos/core#prefLabel")
_DEFINITION = "http://www.w3.org/2004/02/skos/core#definition"
_SCHEME = "http://www.w3.org/2004/02/skos/core#ConceptScheme"
CLASSES, TOPICS, COMMITMENTS = "ontology#", "topic/", "commitment/"
"""Where terms lie below the base."""


@dataclass(frozen=True, slots=True)
class Definition:
    """A term in Chinese."""

    label: str
    definition: str
    """Empty where none is given."""


@cache
def definitions(namespace: str) -> dict[str, Definition]:
    """The terms of the *namespace* (CLASSES, TOPICS or COMMITMENTS) that have a label, by local name, sorted; a scheme
    is none of its own."""
    begins = f"{DEFAULT_BASE}{namespace}"
    labels: dict[str, str] = {}
    meanings: dict[str, str] = defaultdict(str)
    schemes: set[str] = set()
    for text in (ontology_text(), schemes_text()):
        for triple in ox.parse(text, format=ox.RdfFormat.TURTLE):
            subject, value = triple.subject, triple.object
            if not isinstance(subject, ox.NamedNode) or not subject.value.startswith(begins):
                continue
            name = subject.value.removeprefix(begins)
            if isinstance(value, ox.NamedNode) and value.value == _SCHEME:
                schemes.add(name)
            if isinstance(value, ox.Literal) and value.language == "zh":
                if triple.predicate.value in _LABELS:
                    labels[name] = value.value
                elif triple.predicate.value == _DEFINITION:
                    meanings[name] = value.value
    return {name: Definition(label, meanings[name]) for name, label in sorted(labels.items()) if name not in schemes}
