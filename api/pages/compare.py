"""Two documents side by side by topic."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from . import measures
from .measures import Measure
from .site import View, text_of


@dataclass(slots=True)
class TopicRow:
    """The measures of both documents about one topic."""

    topic: str
    left: list[Measure] = field(default_factory=list)
    right: list[Measure] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Topics by area, with how many both documents have and how many only one."""

    left: str
    right: str
    areas: list[tuple[str, list[TopicRow]]]
    both: int
    only_left: int
    only_right: int


def compare(view: View, left: str, right: str) -> Comparison:
    """The comparison of two documents, by IRI. A measure with several topics stands under each."""
    rows: dict[str, TopicRow] = {}
    for side, document in (("left", left), ("right", right)):
        for topic, found in by_topic(measures_of(view, document)).items():
            if topic:
                getattr(rows.setdefault(topic, TopicRow(topic)), side).extend(found)
    both = sum(1 for row in rows.values() if row.left and row.right)
    only_left = sum(1 for row in rows.values() if not row.right)
    only_right = sum(1 for row in rows.values() if not row.left)
    areas = [(area, [rows[topic] for topic in topics]) for area, topics in _areas(view, rows)]
    return Comparison(left, right, areas, both, only_left, only_right)


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
    areas = [(area, [(topic, topics[topic]) for topic in each]) for area, each in _areas(view, topics)]
    return [*areas, ("", [("", rest)])] if rest else areas


def measures_of(view: View, document: str) -> list[Measure]:
    """The measures of a document, by IRI, in its order."""
    node = view.site.iri(view.site.local(document) or "")
    if node is None:
        return []
    found = [text_of(row["measure"]) for row in view.site.select("measures/document", this=node)]
    return measures.load(view, measures.in_order(view.site, found))


def _areas(view: View, topics: Iterable[str]) -> list[tuple[str, list[str]]]:
    """Topics by their area, both by name."""
    areas = {text_of(row["topic"]): text_of(row["area"]) for row in view.site.select("areas")}
    view.site.names.load([area for topic in topics if (area := areas.get(topic))])
    by_area: dict[str, list[str]] = {}
    for topic in sorted(topics, key=view.label):
        by_area.setdefault(areas.get(topic, topic), []).append(topic)
    return sorted(by_area.items(), key=lambda item: view.label(item[0]))
