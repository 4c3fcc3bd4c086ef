"""The parts of a thing's page: tables, measures, pairings, quotes, as kinds.toml asks for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pyoxigraph import NamedNode

from ..store.engine import Row
from . import measures
from .effect import Change, changes_of
from .measures import Measure
from .pairings import pairings
from .pairs import Pair, read_pairs
from .quotes import Quote, evidence_of, quotes
from .said import FieldStatement, PairStatement, disagreeing, read_fields, read_statements
from .site import View, text_of

_ROWS, _MOST_ROWS = 15, 100
"""Rows of a table that a page shows at first, and at all."""
_IN_GROUP = 12
"""Measures that it shows of each of several groups."""


@dataclass(slots=True)
class Group:
    """Measures under a common heading; ``iri`` names the heading's own page."""

    iri: str
    total: int
    measures: list[Measure]
    """The first of them, as far as the page goes."""
    more: str = ""
    """Address of all of them when the page shows only the first."""


@dataclass(slots=True)
class Block:
    """One part of a page. Which of the fields are filled depends on ``show``."""

    show: str
    title: str
    columns: list[str] = field(default_factory=list)
    rows: Sequence[Row] = ()
    groups: list[Group] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)
    bars: list[tuple[str, int]] = field(default_factory=list)
    quotes: list[Quote] = field(default_factory=list)
    statements: list[PairStatement] = field(default_factory=list)
    fields: list[FieldStatement] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    disagree: bool = False
    """Whether the statements differ."""
    rest: Sequence[Row] = ()
    """Rows of a table after its first."""
    total: int = 0
    documents: int = 0
    """Of all measures, shown or not."""
    topics: int = 0
    filter: str = ""
    more: str = ""
    """Address of the whole list when the page shows only its beginning."""


def block(view: View, node: NamedNode, entry: dict[str, Any]) -> Block | None:
    """One part of a page as kinds.toml asks for it, or None when there is nothing to show."""
    made = Block(entry["show"], entry["title"], filter=entry.get("filter", ""))
    match made.show:
        case "table":
            made.rows = view.site.select(f"blocks/{entry['query']}", this=node)
            made.columns = list(dict.fromkeys(key for row in made.rows for key in row))
            shown = made.rows[:_MOST_ROWS]
            view.site.names.load([v.value for row in shown for v in row.values() if isinstance(v, NamedNode)])
            counted = [row for row in made.rows if set(row) - {"measures", "count"}]  # COUNT over nothing gives one row
            made.total = len(counted)
            made.rows, made.rest = counted[:_ROWS], counted[_ROWS:_MOST_ROWS]
            if made.total > _MOST_ROWS and (path := entry.get("list")):
                made.more = narrowed(view, path, {made.filter: node.value})
            return made if counted else None
        case "areas":
            made.bars = pairings(view.site).by_area(node.value)
            view.site.names.load(area for area, _ in made.bars)
            return made if made.bars else None
        case "measures":
            found = [text_of(row["measure"]) for row in view.site.select(entry["query"], this=node)]
            _count(view, made, found)
            made.groups = _groups(view, node, entry, measures.in_order(view.site, found))
            if made.total > sum(len(group.measures) for group in made.groups) and made.filter:
                made.more = more_link(view, made.filter, node.value)
            return made if found else None
        case "pairs":
            made.pairs = read_pairs(view, view.site.select(entry["query"], this=node))
            return made if made.pairs else None
        case "statements" | "fields" | "changes":
            made.statements = read_statements(view, node) if made.show == "statements" else []
            made.fields = read_fields(view, node) if made.show == "fields" else []
            made.disagree = disagreeing(made.statements)
            made.changes = changes_of(view, node) if made.show == "changes" else []
            return made if made.statements or made.fields or made.changes else None
        case "quotes":
            made.quotes = evidence_of(view, [node.value]).get(node.value, [])
        case "mentions":
            made.quotes = quotes(view, view.site.select("mentions", this=node))
            made.rows = view.site.select("mention-counts", this=node)
        case "target":
            made.quotes = quotes(view, view.site.select("selectors", this=node))
    view.site.names.load([q.document for q in made.quotes])
    return made if made.quotes else None


def _count(view: View, made: Block, found: Sequence[str]) -> None:
    """What the first sentence of a page tells of measures: of all of them, however many the page shows."""
    places, topics = measures.index(view.site), measures.topics(view.site)
    made.total = len(found)
    made.documents = len({places[iri][0] for iri in found if iri in places})
    made.topics = len({topic for iri in found for topic in topics.get(iri, ())})


def _groups(view: View, node: NamedNode, entry: dict[str, Any], found: Sequence[str]) -> list[Group]:
    """Measures by their first topic or their document, as kinds.toml asks, the fullest group first.

    So many of each are read, and so many of all; without a heading there is one group.
    """
    by, limit = entry.get("group", ""), entry.get("limit", 50)
    places, topics = measures.index(view.site), measures.topics(view.site)
    groups: dict[str, list[str]] = {} if by else {"": list(found)}
    for iri in found if by else ():
        heading = places.get(iri, ("", 0))[0] if by == "document" else next(iter(topics.get(iri, ())), "")
        groups.setdefault(heading, []).append(iri)
    ordered = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    shown: dict[str, list[str]] = {}
    for heading, members in ordered:
        left = limit - sum(map(len, shown.values()))
        shown[heading] = members[: min(left, _IN_GROUP if by else limit)]
    read = {one.iri: one for one in measures.load(view, [iri for each in shown.values() for iri in each])}
    view.site.names.load(heading for heading in groups if heading)
    made = []
    for heading, members in ordered:
        whole = len(shown[heading]) == len(members)
        chosen = {entry.get("filter", ""): node.value, by: heading}
        more = "" if whole or not all(chosen) or not heading else narrowed(view, "/measures", chosen)
        made.append(Group(heading, len(members), [read[iri] for iri in shown[heading]], more))
    return made


def more_link(view: View, name: str, iri: str) -> str:
    """The page of all measures that fit one filter."""
    return narrowed(view, "/measures", {name: iri})


def narrowed(view: View, path: str, chosen: Mapping[str, str]) -> str:
    """A list narrowed by the things of some conditions, by IRI."""
    local = {name: (view.site.local(iri) or "").removeprefix(measures.FILTERS[name]) for name, iri in chosen.items()}
    return view.url(path, **local)


def area_link(view: View, name: str, iri: str, area: str) -> str:
    """The measures of one policy area that also fit the page's own filter."""
    return narrowed(view, "/measures", {name: iri, "area": area})
