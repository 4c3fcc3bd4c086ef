"""Bodies that are responsible for measures, with what they own: who owns what is asked here."""

from __future__ import annotations

from collections import Counter

from ..pages import measures as listed
from ..pages.site import Site, text_of
from .base import Page, Quote, Record, Reference, asked, told
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


def agencies(site: Site, asked: AgencyFilter, start: int = 0, count: int = 50) -> Page[Agency]:
    """The bodies that answer for measures that fit *asked*, those with the most measures first."""
    roles: dict[str, Counter[str]] = {}
    owned: dict[str, set[str]] = {}
    known, owners = listed.index(site), responsible(site)
    for measure in chosen(site, asked):
        for body, role in owners.get(measure, {}).items():
            if asked.role in ("", role):
                roles.setdefault(body, Counter())[role] += 1
                owned.setdefault(body, set()).add(measure)
    site.names.load(roles)
    places = jurisdictions(site)
    ordered = sorted(
        (body for body in roles if _fits(site, body, asked, places.get(body, ""))),
        key=lambda body: (-roles[body].total(), body),
    )
    shown = ordered[start : start + count]
    site.names.load(filter(None, (places.get(body, "") for body in shown)))
    first = {body: listed.in_order(site, owned[body])[0] for body in shown}
    rows = site.select("assignments", measure=nodes(set(first.values()))) if first else []
    words = quoted(site, rows, "measure", "agency")
    items = []
    for body in shown:
        name = reference(site, body)
        items.append(
            Agency(
                id=id_of(site, body),
                iri=body,
                zh=name.zh,
                en=name.en,
                type=site.names.one(body).type,
                jurisdiction=optional(site, places.get(body, "")),
                measures=roles[body].total(),
                lead=roles[body]["lead"],
                supporting=roles[body]["supporting"],
                documents=len({known[measure][0] for measure in owned[body]}),
                quote=next(iter(words.get((first[body], body), [])), None),
            )
        )
    return Page[Agency](total=len(ordered), items=items)


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
