"""What can be chosen in a table, and how many rows each choice leaves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from ..pages.corpora import corpora
from ..pages.pairings import pairings
from ..pages.site import Site, text_of
from ..records.base import Filter
from ..records.confident import all_confidences, band
from ..records.measures import Narrowing, responsible
from ..records.naming import BY_DOCUMENT, documents_naming
from ..records.naming import values as told
from ..records.reading import id_of, iri_of, year_of
from .definitions import Facet, Table, tables
from .values import Row, rows

MOST = 200
"""Choices of one facet that are offered, those with the most rows."""


@dataclass(frozen=True)
class Found:
    """The rows of a table that fit *asked*, by key: with what was found out on the way, and with their values."""

    site: Site
    table: Table
    asked: Filter
    carried: Mapping[str, Any]
    rows: Mapping[str, Row]


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet as addresses have it, the address of the thing that it is, if any, and its rows."""

    value: str
    iri: str
    count: int


def find(site: Site, table: Table, asked: Filter) -> Found:
    """The rows that fit *asked*, all of one version of the data."""
    while True:
        version = site.engine.version
        carried = table.kind.find(site, asked)
        known = rows(site, table, asked, carried)
        if version == site.engine.version:
            return Found(site, table, asked, carried, known)


def choices(found: Found, facet: Facet) -> list[Choice]:
    """The values of *facet* that some rows have, those with the most rows first."""
    if facet.name == "held":  # the two are never in one list
        both = {
            value: len(found.table.kind.find(found.site, _with(found.asked, held=value))) for value in (True, False)
        }
        return [Choice(str(value).lower(), "", count) for value, count in both.items() if count]
    of = _of_column(found, facet.column) if facet.column else SOURCES[facet.source](found)
    counts = Counter(value for key in found.carried for value in set(of(key)))
    offered: list[Choice] = []
    if facet.name == "corpus":  # several are all offered, and of one there is no choice
        several = corpora(found.site) if len(corpora(found.site)) > 1 else {}
        counts = Counter({corpus: counts[corpus] for corpus in several})
    known = {value for value in counts if facet.kind or _can_be_asked(found.table, facet, value)}
    for value, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        if value not in known or len(offered) == MOST:
            continue
        iri = value if facet.kind else ""
        offered.append(Choice(value_of(found.site, facet, iri) if iri else value, iri, count))
    return offered


def _can_be_asked(table: Table, facet: Facet, value: str) -> bool:
    """Whether the condition takes a code: there are things of classes that nobody can ask for."""
    try:
        table.kind.filter.model_validate({facet.name: value})
    except ValidationError:
        return False
    return True


def value_of(site: Site, facet: Facet, iri: str) -> str:
    """A thing as the shortest value of a condition that means it."""
    thing = id_of(site, iri)
    return thing.removeprefix(facet.kind.removeprefix("id/"))


def meant(site: Site, facet: Facet, value: str) -> str:
    """The address of the thing that the value of a condition means; empty where it is no thing's."""
    return iri_of(site, value, facet.kind) if facet.kind else ""


def _with(asked: Filter, **other: object) -> Filter:
    return asked.model_copy(update=other)


Of = Callable[[str], Iterable[str]]


def _of_column(found: Found, column: str) -> Of:
    return lambda key: (str(value) for value in found.rows[key][column])


def _document(found: Found, key: str) -> Iterable[str]:
    """The documents of a row: its own, or those that speak of it."""
    name = "documents" if found.table.name == "pairs" else "document"
    return (str(value) for value in found.rows[key][name])


def _owners(found: Found, wanted: str) -> Of:
    """The bodies of a measure in the role that is asked for, or the roles of the body that is asked for."""
    known = responsible(found.site)
    agency = iri_of(found.site, value, "id/") if (value := getattr(found.asked, "agency", "")) else ""
    role = getattr(found.asked, "role", "")
    if wanted == "agency":
        return lambda key: (body for body, has in known.get(key, {}).items() if role in ("", has))
    return lambda key: (has for body, has in known.get(key, {}).items() if agency in ("", body))


def _cities(found: Found) -> Of:
    def read() -> dict[str, list[str]]:
        known = pairings(found.site)
        places: dict[str, list[str]] = {}
        for place in known.pairs_at:
            for measure in known.of(place):
                places.setdefault(measure, []).append(place)
        return places

    of: dict[str, list[str]] = found.site.remembered("places of measures", read)
    if found.table.name == "measures":
        return lambda key: of.get(key, ())
    return lambda key: of.get(found.carried[key].measure, ())


def _corpora(found: Found) -> Of:
    def read() -> dict[str, list[str]]:
        known: dict[str, list[str]] = {}
        for corpus, documents in corpora(found.site).items():
            for document in documents:
                known.setdefault(document, []).append(corpus)
        return known

    of: dict[str, list[str]] = found.site.remembered("corpora of documents", read)
    documents = {"agencies": _through("document"), **dict.fromkeys(_NAMED, _naming)}.get(found.table.name)
    named = documents(found) if documents else lambda key: _document(found, key)
    return lambda key: (corpus for document in named(key) for corpus in of.get(document, ()))


_NAMED = ("places", "organizations", "platforms")


def _naming(found: Found) -> Of:
    """The documents that name a thing; those of its measures once a condition is about measures."""
    asked = found.asked
    about_measures = any(getattr(asked, name) for name in Narrowing.model_fields if name not in BY_DOCUMENT)
    if about_measures:
        return _through("document")(found)
    documents = documents_naming(found.site, *found.table.kind.classes)
    return lambda key: documents.get(key, ())


def _measures(found: Found, key: str) -> Iterable[str]:
    carried = found.carried[key]
    owned: Iterable[str] = getattr(carried, "measures", carried)
    return owned


def _through(column: str) -> Callable[[Found], Of]:
    """What the measures of a row have in a column of the table of measures."""

    def source(found: Found) -> Of:
        table = tables()["measures"]
        asked = table.kind.filter()
        known = rows(found.site, table, asked, {})
        return lambda key: {str(value) for one in _measures(found, key) for value in known[one][column]}

    return source


def _covered(found: Found) -> Of:
    """The places and base areas whose pairs the document of a row covers."""

    def read() -> dict[str, set[str]]:
        of_pair: dict[str, set[str]] = {}
        for row in found.site.remembered("pairs with terms", lambda: found.site.select("effect/pairs")):
            sides = {text_of(row.get(key)) for key in ("base", "partner", "base_area")} - {""}
            of_pair.setdefault(text_of(row["cooperation"]), set()).update(sides)
        documents = told(found.site, "records/documents", "document")
        return {
            document: {place for pair in own.get("coversCooperation", ()) for place in of_pair.get(pair, ())}
            for document, own in documents.items()
        }

    of: dict[str, set[str]] = found.site.remembered("places of documents", read)
    return lambda key: {place for document in _document(found, key) for place in of.get(document, ())}


def _implemented(found: Found) -> Of:
    """The documents that a document implements, by each name that is the same document's."""
    known = told(found.site, "records/documents", "document")

    def names(key: str) -> set[str]:
        own = set(known.get(key, {}).get("implements", ()))
        held = {other for other, told_of in known.items() if own.intersection(told_of.get("sameAs", ()))}
        return held or own

    return names


def _confident(found: Found) -> Of:
    if found.table.name == "assignments":
        return lambda key: [band(found.carried[key].confidence)]
    known = all_confidences(found.site, {"measures": "Measure", "pairs": "Cooperation"}[found.table.name])
    return lambda key: [name] if (name := band(known.get(key))) else []


def _years(column: str) -> Callable[[Found], Of]:
    def source(found: Found) -> Of:
        return lambda key: (str(year) for value in found.rows[key][column] if (year := year_of(str(value))) is not None)

    return source


SOURCES: Mapping[str, Callable[[Found], Of]] = {
    "agency": lambda found: _owners(found, "agency"),
    "role": lambda found: _owners(found, "role"),
    "roles": lambda found: lambda key: found.carried[key].roles,
    "types": lambda found: lambda key: found.site.names.one(key).types,
    "unowned": lambda found: lambda key: () if responsible(found.site).get(key) else ("true",),
    "city": _cities,
    "corpus": _corpora,
    "documents": _naming,
    "due": _years("deadline"),
    "published": _years("published"),
    "confidence": _confident,
    "covered": _covered,
    "implemented": _implemented,
    "sides": lambda found: lambda key: (found.carried[key].base, found.carried[key].partner),
    "paired": lambda found: lambda key: ("true" if found.rows[key]["partners"] else "false",),
    "held": lambda _: lambda _: (),  # see choices
    **{f"measures.{name}": _through(name) for name in ("areas", "topics", "commitment", "document")},
}
"""What facets go by that is no column of their table."""
