"""The facts of a document as an editor sees them: each with its words, its fields, and what tells it from others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from pyoxigraph import NamedNode

from ...corrections.model import BETWEEN_PLACES, Kind
from ..pages.reading import CSS
from ..pages.site import Site, text_of
from ..pages.texts import Text
from ..store.engine import Row

_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|\w{1,31});?")
"""A character of an HTML file that is written by its name or number."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of a document, or one that came near to be."""

    kind: Kind
    document: str
    start: int
    end: int
    """Source offsets of the words that it is anchored at."""
    subject: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    """What is published, by field of corrections.model.FIELDS."""
    label: str = ""
    """What the fact says, in words of the document and official names."""
    iri: str = ""
    probability: float | None = None
    spots: tuple[tuple[int, int], ...] = ()
    """Source offsets of what is marked for it; its own words when empty."""
    candidate: bool = False
    """It came near to be published, and was not."""

    @property
    def key(self) -> str:
        """Names the fact in addresses, in its document: by its place and what tells it from others there."""
        told = sha256(f"{self.subject} {self.candidate or ''}".encode()).hexdigest()[:6]
        return f"{self.kind.value}-{self.start}-{self.end}-{told}"

    @property
    def marks(self) -> tuple[tuple[int, int], ...]:
        return self.spots or ((self.start, self.end),)


def facts_of(site: Site, slug: str) -> tuple[Fact, ...]:
    """The published facts of a document in text order; kept until the data change."""
    found: tuple[Fact, ...] = site.remembered(("facts", slug), lambda: tuple(_read(site, slug)))
    return found


def by_key(facts: Iterable[Fact]) -> dict[str, Fact]:
    return {fact.key: fact for fact in facts}


def _read(site: Site, slug: str) -> list[Fact]:
    node = site.iri(f"id/document/{slug}")
    if node is None:
        return []
    measures = _measures(site, slug, node)
    facts = [
        *measures.values(),
        *_responsibilities(site, slug, node, measures),
        *_pairs(site, slug, node),
        *_mentions(site, slug, node),
        *_targets(site, slug, node),
    ]
    return sorted(facts, key=lambda fact: (fact.start, -fact.end, fact.kind, fact.subject))


def _measures(site: Site, slug: str, node: NamedNode) -> dict[str, Fact]:
    topics: dict[str, list[str]] = {}
    for row in site.select("editing/topics", this=node):
        topics.setdefault(text_of(row["fact"]), []).append(_local(row["topic"]))
    return {
        iri: Fact(
            kind=Kind.MEASURE,
            document=slug,
            start=spots[0][0],
            end=spots[-1][1],
            fields={"commitment": _local(row.get("commitment")), "topics": "|".join(topics.get(iri, ()))},
            label=text_of(row["text"]),
            iri=iri,
            probability=_number(row),
            spots=spots,
        )
        for iri, row, spots in _grouped(site.select("editing/measures", this=node))
    }


def _responsibilities(site: Site, slug: str, node: NamedNode, measures: Mapping[str, Fact]) -> Iterator[Fact]:
    rows = _grouped(site.select("editing/responsibilities", this=node))
    site.names.load(text_of(row["body"]) for _, row, _ in rows)
    for iri, row, spots in rows:
        measure = measures.get(text_of(row["measure"]))
        if measure is not None:
            body = site.names.one(text_of(row["body"])).zh
            yield Fact(
                kind=Kind.RESPONSIBILITY,
                document=slug,
                start=measure.start,
                end=measure.end,
                subject=body,
                fields={"body": body, "role": text_of(row.get("role"))},
                label=f"{body}: {measure.label}",
                iri=iri,
                probability=_number(row),
                spots=spots,
            )


def _pairs(site: Site, slug: str, node: NamedNode) -> Iterator[Fact]:
    rows = _grouped(site.select("editing/pairs", this=node))
    site.names.load(text_of(row.get(side)) for _, row, _ in rows for side in ("base", "partner", "area") if side in row)
    for iri, row, spots in rows:
        names = {side: site.names.one(text_of(row[side])).zh for side in ("base", "partner", "area") if side in row}
        subject = f"{names['base']}{BETWEEN_PLACES}{names['partner']}"
        yield Fact(
            kind=Kind.PAIR,
            document=slug,
            start=spots[0][0],
            end=spots[-1][1],
            subject=subject,
            fields={
                "status": text_of(row.get("status")),
                "base": names["base"],
                "partner": names["partner"],
                "base_area": names.get("area", ""),
                "from": text_of(row.get("from"))[:4],
                "to": text_of(row.get("to"))[:4],
            },
            label=subject,
            iri=iri,
            probability=_number(row),
            spots=spots,
        )


def _mentions(site: Site, slug: str, node: NamedNode) -> Iterator[Fact]:
    """A fact for each place where a document names something."""
    dk = site.space("dk")
    found: dict[tuple[str, int, int], str] = {}
    for row in site.select("reading/mentions", this=node):
        type_ = text_of(row["type"]).removeprefix(dk)
        if type_ in CSS:
            found.setdefault((text_of(row["entity"]), *_span(row)), type_)
    site.names.load(iri for iri, _, _ in found)
    for (iri, start, end), type_ in found.items():
        name = site.names.one(iri).zh
        fields = {"name": name, "type": type_}
        yield Fact(Kind.ENTITY, slug, start, end, subject=name, fields=fields, label=name, iri=iri)


def _targets(site: Site, slug: str, node: NamedNode) -> Iterator[Fact]:
    for iri, row, spots in _grouped(site.select("editing/targets", this=node)):
        yield Fact(
            kind=Kind.TARGET,
            document=slug,
            start=spots[0][0],
            end=spots[-1][1],
            fields={"year": text_of(row.get("year"))[:4]},
            label=text_of(row["text"]),
            iri=iri,
            spots=spots,
        )


def _grouped(rows: Sequence[Row]) -> list[tuple[str, Row, tuple[tuple[int, int], ...]]]:
    """One entry for each fact, with its first row and all the runs of its words."""
    first: dict[str, Row] = {}
    spots: dict[str, dict[tuple[int, int], None]] = {}
    for row in rows:
        iri = text_of(row["fact"])
        first.setdefault(iri, row)
        spots.setdefault(iri, {})[_span(row)] = None
    return [(iri, row, tuple(sorted(spots[iri]))) for iri, row in first.items()]


def _span(row: Row) -> tuple[int, int]:
    return int(text_of(row["start"])), int(text_of(row["end"]))


def _local(term: object) -> str:
    """The end of the IRI of a concept."""
    return term.value.rpartition("/")[2] if isinstance(term, NamedNode) else ""


def _number(row: Row) -> float | None:
    value = text_of(row.get("confidence"))
    return float(value) if value else None


# --- between the text that is shown and the file's own ----------------------------------------------------------------


def shown(text: Text, start: int, end: int) -> list[tuple[int, int, int]]:
    """Source offsets as stretches of the shown text: the number of the unit, and offsets in it."""
    found = []
    for number, unit in enumerate(text.units):
        if unit.start < end and start < unit.end:
            first, last = unit.clean(start, end)
            if first < last:
                found.append((number, first, last))
    return found


def source(text: Text, written: str, unit: int, first: int, last: int) -> tuple[int, int] | None:
    """A stretch of the shown text (number of the unit, offsets in it) as source offsets; None when there is no such
    stretch. *written* is the text of the file, empty where it is not to be had."""
    if not 0 <= unit < len(text.units):
        return None
    starts = text.units[unit].starts
    if not 0 <= first < last <= len(starts):
        return None
    end = starts[last - 1]
    named = _ENTITY.match(written, end)
    return starts[first], named.end() if named else end + 1
