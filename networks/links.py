"""The rows of a result by the edge that they speak of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode

from .model import NetworkError, Value
from .rows import Row, first_day, last_day, number_of, text_of, value_of
from .terms import OTHER_EDGE, Terms, local_name

_RESERVED = frozenset({"source", "target", "kind", "weight", "start", "end", "label", "source_kind", "target_kind"})


@dataclass(slots=True)
class Link:
    """The rows of one edge, merged."""

    weight: float = 0.0
    start: str | None = None
    end: str | None = None
    open_start: bool = False
    open_end: bool = False
    label: str = ""
    attributes: dict[str, Value] = field(default_factory=dict)


Links = dict[tuple[str, str, str], Link]


def merge(
    rows: Iterable[Row], directed: bool, terms: Terms, kinds: dict[str, set[str]], *, strict: bool = False
) -> Links:
    """Rows by their edge. Rows of the same edge add their weights and join their periods.

    *kinds* collects what the rows say about the kinds of the nodes. A row without source or target is left out, unless
    *strict*, which raises NetworkError.
    """
    links: Links = {}
    for row in rows:
        source, target = row.get("source"), row.get("target")
        if source is None or target is None:
            if strict:
                raise NetworkError("a network query must give ?source and ?target in every row")
            continue
        one, other = text_of(source), text_of(target)
        if "source_kind" in row:
            kinds.setdefault(one, set()).add(text_of(row["source_kind"]))
        if "target_kind" in row:
            kinds.setdefault(other, set()).add(text_of(row["target_kind"]))
        if not directed and other < one:
            one, other = other, one
        key = (one, other, _edge_kind(row, terms))
        link = links.get(key)
        if link is None:
            link = links[key] = Link()
        link.weight += number_of(row.get("weight"), 1.0)
        _extend(link, row)
    for source_id, target_id, kind in list(links):
        if kind in terms.over:
            links.pop((source_id, target_id, terms.over[kind]), None)
    return links


def _edge_kind(row: Row, terms: Terms) -> str:
    kind = row.get("kind")
    if isinstance(kind, NamedNode):
        return terms.kind_of_property.get(kind.value, local_name(kind.value))
    return kind.value if isinstance(kind, Literal) and kind.value else OTHER_EDGE


def _extend(link: Link, row: Row) -> None:
    """Adds one row: the period grows, an open end stays open, the first value of an attribute in order wins."""
    start = first_day(text_of(row["start"])) if "start" in row else None
    end = last_day(text_of(row["end"])) if "end" in row else None
    link.open_start, link.open_end = link.open_start or start is None, link.open_end or end is None
    link.start = min(filter(None, (link.start, start)), default=None)
    link.end = max(filter(None, (link.end, end)), default=None)
    if "label" in row:
        link.label = max(link.label, text_of(row["label"]))
    for name, term in row.items():
        if name not in _RESERVED:
            value = value_of(term)
            held = link.attributes.get(name)
            if held is None or str(value) < str(held):
                link.attributes[name] = value
