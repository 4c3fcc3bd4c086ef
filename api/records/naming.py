"""Things that measures and documents name, counted over the measures that a filter means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pyoxigraph import NamedNode

from ..pages import measures as listed
from ..pages.corpora import corpora
from ..pages.site import Site, text_of
from .measures import DocumentNarrowing, Narrowing, chosen
from .reading import iri_of

BY_DOCUMENT = {"corpus", "document"}
"""The conditions that are about documents, and hold for what they name outside of measures too."""


def values(site: Site, query: str, subject: str) -> dict[str, dict[str, list[str]]]:
    """The solutions ?p ?o of a query by its *subject*: for each thing its properties (local names) and their values.

    Kept while the data stay.
    """

    def read() -> dict[str, dict[str, list[str]]]:
        found: dict[str, dict[str, list[str]]] = {}
        for row in site.select(query):
            local = text_of(row["p"]).replace("#", "/").rpartition("/")[2]
            found.setdefault(text_of(row[subject]), {}).setdefault(local, []).append(text_of(row["o"]))
        return found

    known: dict[str, dict[str, list[str]]] = site.remembered(("values", query), read)
    return known


def measures_naming(site: Site) -> dict[str, set[str]]:
    """The measures that name each thing, by IRI; kept while the data stay."""

    def read() -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for row in site.select("records/named"):
            found.setdefault(text_of(row["thing"]), set()).add(text_of(row["measure"]))
        return found

    known: dict[str, set[str]] = site.remembered("measures naming", read)
    return known


def documents_naming(site: Site, *classes: str) -> dict[str, set[str]]:
    """The documents that name each thing of some of our classes; kept while the data stay."""

    def read() -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for row in site.select("records/naming", **{"class": [NamedNode(site.space("dk", name)) for name in classes]}):
            found.setdefault(text_of(row["this"]), set()).add(text_of(row["document"]))
        return found

    known: dict[str, set[str]] = site.remembered(("documents naming", classes), read)
    return known


def wanted_documents(site: Site, asked: DocumentNarrowing) -> set[str] | None:
    """The documents that the conditions about documents mean; None without such a condition."""
    wanted: set[str] | None = None
    if asked.corpus:
        wanted = set(corpora(site).get(iri_of(site, asked.corpus, listed.FILTERS["corpus"]), ()))
    if asked.document:
        one = {iri_of(site, asked.document, listed.FILTERS["document"])}
        wanted = one if wanted is None else wanted & one
    return wanted


def how_many(naming: set[str]) -> dict[str, int]:
    """The number of records that depends on the filter: the measures that name a thing and fit."""
    return {"measures": len(naming)}


def fitting(
    site: Site, asked: Narrowing, things: Iterable[str], documents: Mapping[str, set[str]]
) -> dict[str, set[str]]:
    """Those of *things* that fit *asked*, each with the measures that name it and fit; *documents* name them.

    By conditions about measures, a thing fits when such a measure names it; by those about documents alone, when such a
    document does.
    """
    given = {name for name in Narrowing.model_fields if getattr(asked, name)}
    naming, wanted = measures_naming(site), wanted_documents(site, asked)
    fits = chosen(site, asked) if given else None
    found: dict[str, set[str]] = {}
    for thing in things:
        own = naming.get(thing, set()) if fits is None else naming.get(thing, set()) & fits
        if (given - BY_DOCUMENT and not own) or (wanted is not None and not documents.get(thing, set()) & wanted):
            continue
        found[thing] = own
    return found
