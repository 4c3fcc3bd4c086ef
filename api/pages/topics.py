"""Measures by topic and policy area."""

from __future__ import annotations

from collections.abc import Iterable

from . import measures
from .measures import Measure
from .site import View, text_of


def by_topic(found: Iterable[Measure]) -> dict[str, list[Measure]]:
    """Measures by topic; one with several stands under each, one with none under the empty string."""
    topics: dict[str, list[Measure]] = {}
    for measure in found:
        for topic in measure.topics or [""]:
            topics.setdefault(topic, []).append(measure)
    return topics


def topics_by_area(view: View, found: Iterable[Measure]) -> list[tuple[str, list[tuple[str, list[Measure]]]]]:
    """Measures by area and topic, by name; those without a topic come last, under empty strings."""
    topics = by_topic(found)
    rest = topics.pop("", [])
    areas = [(area, [(topic, topics[topic]) for topic in each]) for area, each in areas_of(view, topics)]
    return [*areas, ("", [("", rest)])] if rest else areas


def measures_of(view: View, document: str) -> list[Measure]:
    """The measures of a document, by IRI, in its order, without the words that make bodies responsible."""
    node = view.site.iri(view.site.local(document) or "")
    if node is None:
        return []
    found = [text_of(row["measure"]) for row in view.site.select("measures/document", this=node)]
    return list(measures.read(view.site, measures.in_order(view.site, found)).values())


def areas_of(view: View, topics: Iterable[str]) -> list[tuple[str, list[str]]]:
    """Topics by their area, all by IRI, both in the order of their names."""
    areas = {text_of(row["topic"]): text_of(row["area"]) for row in view.site.select("areas")}
    view.site.names.load([area for topic in topics if (area := areas.get(topic))])
    by_area: dict[str, list[str]] = {}
    for topic in sorted(topics, key=view.label):
        by_area.setdefault(areas.get(topic, topic), []).append(topic)
    return sorted(by_area.items(), key=lambda item: view.label(item[0]))
