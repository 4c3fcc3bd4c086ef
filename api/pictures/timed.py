"""Documents and pairs with their times."""

from __future__ import annotations

from collections import Counter

from ...pictures import Lane, Thing
from ..pages.site import Site
from ..records.documents import DocumentFilter, documents
from ..records.measures import documents_of
from ..records.targets import TargetFilter, targets
from .asked import PictureFilter, measures_of, named
from .counting import pair_label
from .paired import IN_FORCE, fitting

_ALL = 1_000_000


def lanes(site: Site, asked: PictureFilter, language: str) -> list[Lane]:
    """The pairs in force and the held documents that fit *asked*, each by its first time."""
    wanted = named(site, asked)
    listed = documents(site, DocumentFilter(corpus=asked.corpus, place=asked.place), 0, _ALL).items
    having = documents_of(site, measures_of(site, asked)) if {"topic", "agency"} & set(wanted) else None
    kept = [
        document
        for document in listed
        if wanted.get("document", document.iri) == document.iri
        and ("pair" not in wanted or wanted["pair"] in {pair.iri for pair in document.pairs})
        and (having is None or document.iri in having)
    ]
    goals: dict[str, Counter[int]] = {}
    for target in targets(site, TargetFilter(corpus=asked.corpus, document=asked.document), 0, _ALL).items:
        if target.year is not None:
            goals.setdefault(target.document.iri, Counter())[target.year] += 1
    held = [
        Lane(
            "document",
            Thing(document.iri, site.names.one(document.iri).label(language), document.iri),
            document.published or "",
            document.start_year,
            document.end_year,
            tuple(sorted(goals.get(document.iri, {}).items())),
        )
        for document in kept
    ]
    paired = [
        Lane("pair", Thing(pair.iri, pair_label(site, pair.iri, language), pair.iri), "", *pair.years)
        for pair, _ in fitting(site, asked)
        if pair.status == IN_FORCE
    ]
    return [*sorted(paired, key=_first), *sorted(held, key=_first)]


def _first(lane: Lane) -> tuple[str, int, str]:
    first = lane.published or str(lane.start or lane.end or "9999")
    return first, lane.end or 0, lane.thing.key
