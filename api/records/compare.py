"""Two documents side by side by topic."""

from __future__ import annotations

from ..pages import measures as listed
from ..pages.site import Site, text_of
from ..pages.topics import by_topic
from .base import Filter, Quote, Record, Reference, asked, told
from .reading import id_of, iri_of, node_of, optional, quotes, reference
from .topics import tree

_DOCUMENT = listed.FILTERS["document"]


class CompareFilter(Filter):
    """Which documents are compared, and what of them is shown."""

    left: str = asked("left", examples=["guangzhou-longyan-plan-2023-2027"])
    right: str = asked("right", examples=["shanghai-sanming-plan-2023-2025"])
    topic: str = asked("topic")
    area: str = asked("area")
    only: str = asked("only", pattern="^(left|right|both)?$", examples=["left"])


class BriefMeasure(Record):
    """A measure by its words."""

    id: str = told("id")
    iri: str = told("iri")
    text: str = told("text")
    quotes: list[Quote] = told("quotes")


class ComparedTopic(Record):
    """The measures of both documents about one topic; one with several topics stands under each."""

    topic: Reference = told("topic")
    area: Reference | None = told("area")
    left: list[BriefMeasure] = told("left_measures")
    right: list[BriefMeasure] = told("right_measures")


class Comparison(Record):
    """What two documents have, and what only one of them has."""

    left: Reference = told("left")
    right: Reference = told("right")
    both: int = told("both")
    only_left: int = told("only_left")
    only_right: int = told("only_right")
    topics: list[ComparedTopic] = told("compared_topics")


def compare(site: Site, asked: CompareFilter) -> Comparison:
    """The two documents of *asked*, the newest where it names none. Raises LookupError for one that is not held."""
    held = [text_of(row["document"]) for row in site.remembered("documents", lambda: site.select("documents"))]
    left = _document(site, "left", asked.left, held, "")
    right = _document(site, "right", asked.right, held, left)
    topics = {side: by_topic(_measures(site, iri)) for side, iri in (("left", left), ("right", right))}
    known = [(topic, area) for topic, area in tree(site) if topic in topics["left"] or topic in topics["right"]]
    sides = {topic: (topic in topics["left"], topic in topics["right"]) for topic, _ in known}
    shown = [(topic, area) for topic, area in known if _fits(site, topic, area, sides[topic], asked)]
    site.names.load([left, right, *(iri for pair in shown for iri in pair if iri)])
    iris = [one.iri for topic, _ in shown for side in topics.values() for one in side.get(topic, [])]
    words = quotes(site, "evidence", sorted(set(iris)))

    def brief(side: str, topic: str) -> list[BriefMeasure]:
        return [
            BriefMeasure(id=id_of(site, one.iri), iri=one.iri, text=one.text, quotes=words.get(one.iri, []))
            for one in topics[side].get(topic, [])
        ]

    return Comparison(
        left=reference(site, left),
        right=reference(site, right),
        both=sum(sides[topic] == (True, True) for topic, _ in known),
        only_left=sum(sides[topic] == (True, False) for topic, _ in known),
        only_right=sum(sides[topic] == (False, True) for topic, _ in known),
        topics=[
            ComparedTopic(
                topic=reference(site, topic),
                area=optional(site, area),
                left=brief("left", topic),
                right=brief("right", topic),
            )
            for topic, area in shown
        ],
    )


def _document(site: Site, side: str, value: str, held: list[str], other: str) -> str:
    if not value:
        found = next((iri for iri in held if iri != other), None)
    else:
        found = iri if (iri := iri_of(site, value, _DOCUMENT)) in held else None
    if found is None:
        raise LookupError(f"{side}: {value or 'a second document'!r} is not held")
    return found


def _measures(site: Site, document: str) -> list[listed.Measure]:
    node = node_of(site, document, _DOCUMENT)
    found = [text_of(row["measure"]) for row in site.select("measures/document", this=node)] if node else []
    return list(listed.read(site, listed.in_order(site, found)).values())


def _fits(site: Site, topic: str, area: str, sides: tuple[bool, bool], asked: CompareFilter) -> bool:
    if asked.topic and topic != iri_of(site, asked.topic, listed.FILTERS["topic"]):
        return False
    if asked.area and area != iri_of(site, asked.area, listed.FILTERS["area"]):
        return False
    return sides == {"left": (True, False), "right": (False, True), "both": (True, True)}.get(asked.only, sides)
