"""Policy documents, held and only cited, as of a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ..pages.corpora import corpora
from ..pages.effect import documents_as_of
from ..pages.measures import FILTERS
from ..pages.site import Site, text_of
from ..pages.standing import Standing
from ..store.engine import Row
from .base import Filter, Kind, Quote, Record, Reference, asked, told
from .naming import values
from .pairs import DAY, day_asked
from .reading import iri_of, mentions, nodes, optional, quotes, reference, references, year_of

_STANDINGS = "^(in-force|not-yet|expired|repealed|no-effect|unknown)?$"
_DOCUMENT = FILTERS["document"]


class DocumentFilter(Filter):
    """Which documents are listed, and for which day it is said how they stand."""

    corpus: str = asked("corpus")
    date: str = asked("date", pattern=DAY, examples=["2024-12-31"])
    standing: str = asked("standing", pattern=_STANDINGS)
    kind: str = asked("kind_of_document", pattern="^(plan|opinion|interpretation|news)?$")
    issuer: str = asked("issuer")
    place: str = asked("place_of_document", examples=["440300"])
    implements: str = asked("implements")
    cites: str = asked("cites")
    held: bool = asked("held", True)
    year: int | None = asked("year_published", None, ge=1900, le=2199)


class Document(Record):
    """A policy document."""

    id: str = told("id")
    iri: str = told("iri")
    zh: str = told("zh")
    en: str = told("en")
    held: bool = told("held")
    kind: str | None = told("kind_of_document")
    issuers: list[Reference] = told("issuers")
    number: str | None = told("number")
    published: str | None = told("published")
    start_year: int | None = told("start_year")
    end_year: int | None = told("end_year")
    date: str = told("date")
    standing: str | None = told("standing")
    standing_reason: str | None = told("standing_reason")
    corpora: list[Reference] = told("corpora")
    pairs: list[Reference] = told("pairs_of_document")
    implements: list[Reference] = told("implements")
    cites: list[Reference] = told("cites")
    amends: list[Reference] = told("amends")
    repeals: list[Reference] = told("repeals")
    stands_for: Reference | None = told("stands_for")
    measures: int = told("measures_of_document")
    agencies: int = told("agencies_of_document")
    source: str | None = told("source")
    licence: str | None = told("licence")
    sha256: str | None = told("sha256")
    quotes: list[Quote] = told("title_quotes")


@dataclass(frozen=True, slots=True)
class Listed:
    """A document as lists have it, empty where it is only cited, and how it stands on the day."""

    row: Row
    standing: Standing | None


def _find(site: Site, asked: DocumentFilter) -> dict[str, Listed]:
    """The documents that fit *asked*, the newest first. Raises ValueError for a date that is no day."""
    day = day_asked(asked.date)
    known = values(site, "records/documents", "document")
    rows: dict[str, Row] = {}
    for row in site.remembered("documents", lambda: site.select("documents")):
        rows.setdefault(text_of(row["document"]), row)
    standings = documents_as_of(site, list(rows.values()), day)
    cited = [iri for iri in known if iri not in rows]
    return {
        iri: Listed(rows.get(iri, {}), standings.get(iri))
        for iri in (rows if asked.held else cited)
        if _fits(site, iri, rows.get(iri, {}), known, asked)
        and (not asked.standing or (iri in standings and standings[iri].state == asked.standing))
    }


def _read(site: Site, asked: DocumentFilter, shown: Mapping[str, Listed]) -> list[Document]:
    day, known = day_asked(asked.date), values(site, "records/documents", "document")
    titles = quotes(site, "records/titles", list(shown))
    named = mentions(site, [iri for iri in shown if iri not in titles])
    digests = site.select("records/files", this=nodes(shown)) if shown else []
    sha256 = {text_of(row["this"]): text_of(row["sha256"]) for row in digests}
    return [
        _record(
            site,
            iri,
            one.row,
            known.get(iri, {}),
            one.standing,
            day,
            sha256.get(iri),
            titles.get(iri) or ([named[iri]] if iri in named else []),
        )
        for iri, one in shown.items()
    ]


def covering(site: Site, place: str) -> set[str]:
    """The documents that cover a pair of this place or base area, by IRI."""
    found = set()
    for row in site.remembered("pairs with terms", lambda: site.select("effect/pairs")):
        if place in {text_of(row.get(key)) for key in ("base", "partner", "base_area")}:
            found.add(text_of(row["cooperation"]))
    known = values(site, "records/documents", "document")
    return {iri for iri, own in known.items() if found.intersection(own.get("coversCooperation", ()))}


def _fits(site: Site, iri: str, row: Row, known: dict[str, dict[str, list[str]]], asked: DocumentFilter) -> bool:
    own = known.get(iri, {})
    if asked.corpus and iri not in corpora(site).get(iri_of(site, asked.corpus, FILTERS["corpus"]), ()):
        return False
    if asked.kind and text_of(row.get("kind")) != asked.kind:
        return False
    if asked.year not in (None, year_of(text_of(row.get("published")))):
        return False
    if asked.issuer and iri_of(site, asked.issuer, FILTERS["agency"]) not in own.get("issuer", []):
        return False
    return (not asked.place or iri in covering(site, iri_of(site, asked.place, FILTERS["city"]))) and _relates(
        site, known, own, asked
    )


def _relates(
    site: Site, known: dict[str, dict[str, list[str]]], own: dict[str, list[str]], asked: DocumentFilter
) -> bool:
    for name in ("implements", "cites"):
        if value := getattr(asked, name):
            named = iri_of(site, value, _DOCUMENT)
            same = {named, *known.get(named, {}).get("sameAs", [])}  # a held document is cited by its other name
            if same.isdisjoint(own.get(name, [])):
                return False
    return True


def _record(
    site: Site,
    iri: str,
    row: Row,
    own: dict[str, list[str]],
    standing: Standing | None,
    day: date,
    sha256: str | None,
    words: list[Quote],
) -> Document:
    web = {
        key: next((value for value in own.get(key, []) if value.startswith(("http://", "https://"))), None)
        for key in ("source", "license")
    }
    stands_for = next(iter(own.get("standsFor", [])), "")
    site.names.load(filter(None, [iri, stands_for]))
    return Document(
        **reference(site, iri).model_dump(),
        held=bool(row),
        kind=text_of(row.get("kind")) or None,
        issuers=references(site, own.get("issuer", [])),
        number=next(iter(own.get("documentNumber", [])), None),
        published=text_of(row.get("published")) or None,
        start_year=year_of(text_of(row.get("from"))),
        end_year=year_of(text_of(row.get("to"))),
        date=day.isoformat(),
        standing=standing.state if standing else None,
        standing_reason=standing.reason if standing else None,
        corpora=references(site, own.get("isPartOf", [])),
        pairs=references(site, own.get("coversCooperation", [])),
        implements=references(site, own.get("implements", [])),
        cites=references(site, own.get("cites", [])),
        amends=references(site, own.get("amends", [])),
        repeals=references(site, own.get("repeals", [])),
        stands_for=optional(site, stands_for),
        measures=int(text_of(row.get("measures")) or 0),
        agencies=int(text_of(row.get("agencies")) or 0),
        source=web["source"],
        licence=web["license"],
        sha256=sha256,
        quotes=words,
    )


documents = Kind(DocumentFilter, Document, _find, _read)
"""The documents, the newest first. Raises ValueError for a date that is no day."""
