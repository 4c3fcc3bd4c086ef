"""Enterprises, schools, institutes and other organisations that documents name."""

from __future__ import annotations

from collections.abc import Mapping

from ..pages.measures import FILTERS
from ..pages.site import Site
from .base import Kind, Quote, Record, Reference, asked, told
from .measures import Narrowing
from .naming import documents_naming, fitting, how_many, values
from .reading import iri_of, mentions, reference, references

TYPES = (
    *("Enterprise", "University", "School", "ResearchInstitute", "Hospital", "FinancialInstitution"),
    *("Association", "MediaOrganization"),
)
_CLASSES = ("Organization", *TYPES)


class OrganizationFilter(Narrowing):
    """Which organisations are listed: those that documents, or fitting measures, name."""

    type: str = asked("type_of_organization", pattern=f"^({'|'.join(TYPES)})?$", examples=["University"])
    place: str = asked("place_of_organization", examples=["360700"])


class Organization(Record):
    """An organisation that is no body of government or party."""

    id: str = told("id")
    iri: str = told("iri")
    zh: str = told("zh")
    en: str = told("en")
    type: str = told("type")
    places: list[Reference] = told("located_in")
    measures: int = told("measures_naming")
    documents: int = told("documents_naming")
    quote: Quote | None = told("quote")


def _find(site: Site, asked: OrganizationFilter) -> dict[str, set[str]]:
    """The organisations that fit *asked*, those that the most fitting measures name first."""
    documents = _documents(site)
    known = values(site, "records/vehicles", "this")
    site.names.load(documents)
    place = iri_of(site, asked.place, FILTERS["city"]) if asked.place else ""
    candidates = (
        iri
        for iri in documents
        if (not place or place in known.get(iri, {}).get("locatedIn", []))
        and (not asked.type or asked.type in site.names.one(iri).types)
    )
    found = fitting(site, asked, candidates, documents)
    return {iri: found[iri] for iri in sorted(found, key=lambda iri: (-len(found[iri]), iri))}


def _documents(site: Site) -> dict[str, set[str]]:
    return documents_naming(site, *_CLASSES)


def _read(site: Site, _: OrganizationFilter, shown: Mapping[str, set[str]]) -> list[Organization]:
    known, documents = values(site, "records/vehicles", "this"), _documents(site)
    named = mentions(site, list(shown))
    return [
        Organization(
            **reference(site, iri).model_dump(),
            type=site.names.one(iri).type,
            places=references(site, known.get(iri, {}).get("locatedIn", [])),
            measures=len(naming),
            documents=len(documents[iri]),
            quote=named.get(iri),
        )
        for iri, naming in shown.items()
    ]


organizations = Kind(OrganizationFilter, Organization, _find, _read, how_many, _CLASSES)
"""The organisations, those that the most fitting measures name first."""
