"""Two documents side by side by topic."""

from __future__ import annotations

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
    areas = {text_of(row["topic"]): text_of(row["area"]) for row in view.site.select("areas")}
    for side, document in (("left", left), ("right", right)):
        for measure in _measures(view, document):
            for topic in measure.topics:
                getattr(rows.setdefault(topic, TopicRow(topic)), side).append(measure)
    by_area: dict[str, list[TopicRow]] = {}
    for topic in sorted(rows, key=view.label):
        by_area.setdefault(areas.get(topic, topic), []).append(rows[topic])
    both = sum(1 for row in rows.values() if row.left and row.right)
    only_left = sum(1 for row in rows.values() if not row.right)
    only_right = sum(1 for row in rows.values() if not row.left)
    ordered = sorted(by_area.items(), key=lambda item: view.label(item[0]))
    return Comparison(left, right, ordered, both, only_left, only_right)


def _measures(view: View, document: str) -> list[Measure]:
    node = view.site.iri(view.site.local(document) or "")
    if node is None:
        return []
    found = [text_of(row["measure"]) for row in view.site.select("measures/document", this=node)]
    return measures.load(view, measures.in_order(view.site, found))
