"""What is compared: documents, pairings and places, each with its measures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..pages import measures
from ..pages.measures import Measure
from ..pages.pairings import pairings
from ..pages.site import Site, View, text_of

MOST = 8
"""So many sides are compared at a time."""
MEASURES = 1600
"""Measures that all sides together may bring; each side has the same share of it."""
_PLACES = ("City", "County", "Province", "BaseArea", "Region", "Place")


@dataclass(frozen=True, slots=True)
class Side:
    """One of the things compared, with its measures in the order of their documents."""

    iri: str
    filter: str
    """The parameter of /measures that lists its measures."""
    measures: tuple[Measure, ...]
    total: int
    """How many it has; more than there are in ``measures`` where its share is used up."""
    documents: tuple[str, ...]


def value_of(site: Site, iri: str) -> str:
    """How an address names a side: what follows ``id/`` in its IRI."""
    return iri.removeprefix(site.space("id"))


def sides(view: View, values: Sequence[str]) -> tuple[Side, ...]:
    """The sides that *values* name (``document/...``, ``cooperation/...``, ``place/...``), each once.

    Raises LookupError for one that is not held or is none of these, ValueError for more than MOST.
    """
    wanted = list(dict.fromkeys(value for value in values if value))
    if len(wanted) > MOST:
        raise ValueError(f"side: {len(wanted)} are named, and {MOST} can be compared at a time")
    known = [(value, *_filter(view.site, value)) for value in wanted]
    share = MEASURES // max(1, len(known))
    return tuple(_side(view, iri, name, share) for _, iri, name in known)


def _filter(site: Site, value: str) -> tuple[str, str]:
    """The IRI of a side, and the filter that finds its measures."""
    node = site.iri(f"id/{value}")
    if node is not None:
        types = site.names.one(node.value).types
        held = site.remembered("documents", lambda: site.select("documents"))
        if "PolicyDocument" in types and any(text_of(row["document"]) == node.value for row in held):
            return node.value, "document"
        if "Cooperation" in types:
            return node.value, "pair"
        if set(types) & set(_PLACES):
            return node.value, "city" if node.value in pairings(site).pairs_at else "names"
    raise LookupError(f"side: {value[:80]!r} is no held document, pairing or place")


def _side(view: View, iri: str, name: str, share: int) -> Side:
    site = view.site
    known = pairings(site)
    rest = (site.local(iri) or "").removeprefix(measures.FILTERS[name])
    # A base area is no place of the filter "city", and a pairing's measures are known already.
    found = known.of(iri) if name in ("city", "pair") else measures.choose(site, {name: rest}, known.of)
    ordered = measures.in_order(site, found)
    read = tuple(measures.read(site, ordered[:share]).values())
    documents = (iri,) if name == "document" else tuple(dict.fromkeys(one.document for one in read if one.document))
    site.names.load([iri, *documents])
    return Side(iri, name, read, len(ordered), documents)
