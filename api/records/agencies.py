"""Bodies that are responsible for measures, with what they own: who owns what is asked here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from ..pages import measures as listed
from ..pages.site import Site, text_of
from .base import Kind, Quote, Record, Reference, asked, told
from .measures import ROLE, Narrowing, chosen, responsible
from .reading import id_of, iri_of, nodes, optional, quoted, reference


class AgencyFilter(Narrowing):
    """Which bodies are listed: those that answer for a measure that fits; numbers count such measures alone."""

    place: str = asked("place_of_agency", examples=["440300"])
    role: str = asked("role", pattern=ROLE)
    type: str = asked("type_of_agency", pattern="^(Agency|AgencyGroup|Organization)?$")


class Agency(Record):
    """A body that is responsible for measures."""

    id: str = told("id")
    iri: str = told("iri")
    zh: str = told("zh")
    en: str = told("en")
    type: str = told("type")
    jurisdiction: Reference | None = told("jurisdiction")
    measures: int = told("measures")
    lead: int = told("lead")
    supporting: int = told("supporting")
    documents: int = told("documents")
    quote: Quote | None = told("quote")


@dataclass(slots=True)
class Owned:
    """The measures of a body that fit, by IRI, and how many of them it has in each role."""

    measures: set[str] = field(default_factory=set)
    documents: set[str] = field(default_factory=set)
    roles: Counter[str] = field(default_factory=Counter)


def _find(site: Site, asked: AgencyFilter) -> dict[str, Owned]:
    """The bodies that answer for measures that fit *asked*, those with the most measures first, groups last."""
    found: dict[str, Owned] = {}
    known, owners = listed.index(site), responsible(site)
    for measure in chosen(site, asked):
        for body, role in owners.get(measure, {}).items():
            if asked.role in ("", role):
                owned = found.setdefault(body, Owned())
                owned.roles[role] += 1
                owned.measures.add(measure)
                owned.documents.add(known[measure][0])
    site.names.load(found)
    places = jurisdictions(site)
    fitting = (body for body in found if _fits(site, body, asked, places.get(body, "")))

    def order(body: str) -> tuple[bool, int, str]:
        return listed.is_group(body), -found[body].roles.total(), body

    return {body: found[body] for body in sorted(fitting, key=order)}


def _numbers(owned: Owned) -> dict[str, int]:
    return {
        "measures": owned.roles.total(),
        "lead": owned.roles["lead"],
        "supporting": owned.roles["supporting"],
        "documents": len(owned.documents),
    }


def _read(site: Site, _: AgencyFilter, shown: Mapping[str, Owned]) -> list[Agency]:
    places = jurisdictions(site)
    site.names.load(filter(None, (places.get(body, "") for body in shown)))
    first = {body: listed.in_order(site, owned.measures)[0] for body, owned in shown.items()}
    rows = site.select("assignments", measure=nodes(set(first.values()))) if first else []
    words = quoted(site, rows, "measure", "agency")
    items = []
    for body, owned in shown.items():
        name = reference(site, body)
        items.append(
            Agency(
                id=id_of(site, body),
                iri=body,
                zh=name.zh,
                en=name.en,
                type=site.names.one(body).type,
                jurisdiction=optional(site, places.get(body, "")),
                measures=owned.roles.total(),
                lead=owned.roles["lead"],
                supporting=owned.roles["supporting"],
                documents=len(owned.documents),
                quote=next(iter(words.get((first[body], body), [])), None),
            )
        )
    return items


def jurisdictions(site: Site) -> dict[str, str]:
    """The place of each body that has one, by IRI; kept while the data stay."""

    def read() -> dict[str, str]:
        return {text_of(row["agency"]): text_of(row["place"]) for row in site.select("records/jurisdictions")}

    known: dict[str, str] = site.remembered("jurisdictions", read)
    return known


def _fits(site: Site, body: str, asked: AgencyFilter, place: str) -> bool:
    if asked.place and place != iri_of(site, asked.place, listed.FILTERS["city"]):
        return False
    return not asked.type or asked.type in site.names.one(body).types


agencies = Kind(AgencyFilter, Agency, _find, _read, _numbers)
"""The bodies that answer for measures, those with the most measures first."""
