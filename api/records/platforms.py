"""Platforms, projects and events of the cooperation."""

from __future__ import annotations

from collections.abc import Mapping

from ..pages.site import Site
from .base import Kind, Quote, Record, Reference, asked, told
from .measures import Narrowing
from .naming import documents_naming, fitting, how_many, values
from .reading import iri_of, mentions, optional, reference

TYPES = ("Platform", "Project", "Event")
_KIND = "platform-kind/"


class PlatformFilter(Narrowing):
    """Which platforms are listed: those that documents, or fitting measures, name."""

    type: str = asked("type_of_platform", pattern=f"^({'|'.join(TYPES)})?$", examples=["Project"])
    kind: str = asked("kind_of_platform", examples=["park"])


class Platform(Record):
    """A platform (park, base, alliance, fund and the like), project or event."""

    id: str = told("id")
    iri: str = told("iri")
    zh: str = told("zh")
    en: str = told("en")
    type: str = told("type")
    kind: Reference | None = told("kind_of_platform")
    measures: int = told("measures_naming")
    documents: int = told("documents_naming")
    quote: Quote | None = told("quote")


def _find(site: Site, asked: PlatformFilter) -> dict[str, set[str]]:
    """The platforms, projects and events that fit *asked*, those that the most fitting measures name first."""
    documents = _documents(site)
    known = values(site, "records/vehicles", "this")
    site.names.load(documents)
    kind = iri_of(site, asked.kind, _KIND) if asked.kind else ""
    candidates = (
        iri
        for iri in documents
        if (not kind or kind in known.get(iri, {}).get("platformKind", []))
        and (not asked.type or asked.type in site.names.one(iri).types)
    )
    found = fitting(site, asked, candidates, documents)
    return {iri: found[iri] for iri in sorted(found, key=lambda iri: (-len(found[iri]), iri))}


def _documents(site: Site) -> dict[str, set[str]]:
    return documents_naming(site, *TYPES)


def _read(site: Site, _: PlatformFilter, shown: Mapping[str, set[str]]) -> list[Platform]:
    known, documents = values(site, "records/vehicles", "this"), _documents(site)
    named, kinds = mentions(site, list(shown)), {iri: known.get(iri, {}).get("platformKind", []) for iri in shown}
    site.names.load(kind for each in kinds.values() for kind in each)
    return [
        Platform(
            **reference(site, iri).model_dump(),
            type=next(name for name in TYPES if name in site.names.one(iri).types),
            kind=optional(site, next(iter(kinds[iri]), "")),
            measures=len(naming),
            documents=len(documents[iri]),
            quote=named.get(iri),
        )
        for iri, naming in shown.items()
    ]


platforms = Kind(PlatformFilter, Platform, _find, _read, how_many, TYPES)
"""The platforms, projects and events, those that the most fitting measures name first."""
