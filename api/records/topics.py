"""Policy areas and topics, counted over the measures that a filter means."""

from __future__ import annotations

from ..pages import measures as listed
from ..pages.site import Site, text_of
from .base import Page, Record, Reference, asked, told
from .measures import Narrowing, chosen, narrowed
from .reading import nodes, optional, reference


class TopicFilter(Narrowing):
    """Which topics are listed: all, or those of fitting measures; numbers count such measures alone."""

    type: str = asked("type_of_topic", pattern="^(area|topic)?$", examples=["topic"])


class Topic(Record):
    """A policy area, or a topic of one."""

    id: str = told("id")
    iri: str = told("iri")
    zh: str = told("zh")
    en: str = told("en")
    type: str = told("type_of_topic")
    area: Reference | None = told("area")
    definition_zh: str | None = told("definition_zh")
    definition_en: str | None = told("definition_en")
    measures: int = told("measures")
    documents: int = told("documents")


def topics(site: Site, asked: TopicFilter, start: int = 0, count: int = 50) -> Page[Topic]:
    """The policy areas and topics that fit *asked*: each area, then its topics."""
    about, known = measures_about(site), listed.index(site)
    fits = chosen(site, asked) if narrowed(asked) else None
    own = {iri: about.get(iri, set()) if fits is None else about.get(iri, set()) & fits for iri, _ in tree(site)}
    ordered = [
        (iri, area)
        for iri, area in tree(site)
        if (own[iri] or fits is None) and asked.type in ("", "topic" if area else "area")
    ]
    shown = ordered[start : start + count]
    site.names.load(iri for pair in shown for iri in pair if iri)
    meaning = _definitions(site, [iri for iri, _ in shown])
    items = [
        Topic(
            **reference(site, iri).model_dump(),
            type="topic" if area else "area",
            area=optional(site, area),
            definition_zh=meaning.get((iri, "zh")),
            definition_en=meaning.get((iri, "en")),
            measures=len(own[iri]),
            documents=len({known[measure][0] for measure in own[iri]}),
        )
        for iri, area in shown
    ]
    return Page[Topic](total=len(ordered), items=items)


def tree(site: Site) -> list[tuple[str, str]]:
    """Every area (with an empty string) followed by its topics (with the area), by address."""
    rows = site.remembered("topic tree", lambda: site.select("areas"))
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(text_of(row["area"]), []).append(text_of(row["topic"]))
    return [pair for area, each in found.items() for pair in ((area, ""), *((topic, area) for topic in each))]


def measures_about(site: Site) -> dict[str, set[str]]:
    """The measures of each topic and area, by IRI; kept while the data stay."""

    def read() -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for row in site.select("records/topics"):
            found.setdefault(text_of(row["topic"]), set()).add(text_of(row["measure"]))
        return found

    known: dict[str, set[str]] = site.remembered("measures about", read)
    return known


def _definitions(site: Site, iris: list[str]) -> dict[tuple[str, str], str]:
    rows = site.select("records/definitions", this=nodes(iris)) if iris else []
    return {
        (text_of(row["this"]), getattr(row["definition"], "language", None) or "zh"): text_of(row["definition"])
        for row in rows
    }
