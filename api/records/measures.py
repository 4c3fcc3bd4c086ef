"""Measures, and the narrowing to some of them that other kinds of records share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..pages import measures as listed
from ..pages.pairings import pairings
from ..pages.site import Site, text_of
from .assigned import printed
from .base import Filter, Kind, Quote, Record, Reference, asked, told
from .confident import BAND, all_confidences, band
from .reading import confidences, id_of, iri_of, nodes, optional, quoted, quotes, reference, references, year_of

ROLE = "^(lead|supporting|responsible)?$"
MOMENT = r"^((19|20)\d\d(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?)?$"
_PATHS = ("corpus", "document", "area", "topic", "commitment", "agency", "names")
"""The filters that a query of queries/measures/ answers."""
_ROLES = {"leadAgency": "lead", "supportingAgency": "supporting", "responsibleAgency": "responsible"}


class DocumentNarrowing(Filter):
    """Whose statements are meant."""

    corpus: str = asked("corpus")
    document: str = asked("document", examples=["guangzhou-longyan-plan-2023-2027"])


class Narrowing(DocumentNarrowing):
    """Which measures are meant, as the page /measures asks; several conditions hold together."""

    area: str = asked("area")
    topic: str = asked("topic", examples=["green-energy"])
    commitment: str = asked("commitment")
    city: str = asked("city", examples=["440300"])
    pair: str = asked("pair", examples=["350800-440100"])
    agency: str = asked("agency", examples=["agency/440300/fa-zhan-he-gai-ge-wei-yuan-hui"])
    names: str = asked("names")
    due_before: str = asked("due_before", pattern=MOMENT, examples=["2025-06"])


class MeasureFilter(Narrowing):
    """Which measures are listed."""

    role: str = asked("role", pattern=ROLE)
    without_agency: bool = asked("without_agency", False)
    year: int | None = asked("year_due", None, ge=1900, le=2199)
    confidence: str = asked("confidence", pattern=BAND)


class Responsible(Record):
    """A body that answers for a measure, its role, and the words that say so."""

    agency: Reference = told("agency")
    role: str = told("role")
    quotes: list[Quote] = told("quotes")


class Measure(Record):
    """One committed action of a document."""

    id: str = told("id")
    iri: str = told("iri")
    text: str = told("text")
    document: Reference = told("document")
    section: Reference | None = told("section")
    order: int = told("order")
    commitment: Reference | None = told("commitment")
    areas: list[Reference] = told("areas")
    topics: list[Reference] = told("topics")
    responsible: list[Responsible] = told("responsible")
    places: list[Reference] = told("places")
    organizations: list[Reference] = told("organizations")
    platforms: list[Reference] = told("platforms")
    deadline: str | None = told("deadline")
    deadline_text: str | None = told("deadline_text")
    deadline_basis: str | None = told("deadline_basis")
    confidence: float | None = told("confidence")
    quotes: list[Quote] = told("quotes")


def _find(site: Site, asked: MeasureFilter) -> dict[str, None]:
    """The measures that fit *asked*, by document and place in it."""
    found = chosen(site, asked)
    if asked.role or asked.without_agency:
        owned = responsible(site)
        agency = iri_of(site, asked.agency, listed.FILTERS["agency"]) if asked.agency else ""
        if asked.without_agency:
            found -= set(owned)
        if asked.role:
            found = {iri for iri in found if _in_role(owned.get(iri, {}), agency, asked.role)}
    if asked.year is not None:
        found &= due_in(site, asked.year)
    if asked.confidence:
        sure = all_confidences(site, "Measure")
        found = {iri for iri in found if band(sure.get(iri)) == asked.confidence}
    return dict.fromkeys(listed.in_order(site, found))


def due_in(site: Site, year: int) -> set[str]:
    """The measures whose deadline is in a year, by IRI."""
    rows = site.remembered("deadlines", lambda: site.select("measures/due"))
    return {text_of(row["measure"]) for row in rows if year_of(text_of(row["deadline"])) == year}


def chosen(site: Site, asked: Narrowing) -> set[str]:
    """The measures that fit every condition, by IRI; all of them without one."""
    given = {
        name: iri_of(site, value, listed.FILTERS[name]).removeprefix(site.settings.base + listed.FILTERS[name])
        for name in _PATHS
        if (value := getattr(asked, name))
    }
    found = listed.choose(site, given, pairings(site).of, asked.due_before)
    for name in ("city", "pair"):
        if value := getattr(asked, name):
            found &= pairings(site).of(iri_of(site, value, listed.FILTERS[name]))
    return found


def narrowed(asked: Narrowing) -> bool:
    """Whether any condition is given, so that what no such measure has is left out."""
    return any(getattr(asked, name) for name in Narrowing.model_fields)


def responsible(site: Site) -> dict[str, dict[str, str]]:
    """The bodies of each measure that has some, with their roles; all by IRI. Kept while the data stay."""

    def read() -> dict[str, dict[str, str]]:
        dk = site.space("dk")
        found: dict[str, dict[str, str]] = {}
        for row in site.select("records/responsible"):
            owners, agency = found.setdefault(text_of(row["measure"]), {}), text_of(row["agency"])
            role = _ROLES[text_of(row["role"]).removeprefix(dk)]
            if owners.get(agency) in (None, "responsible"):  # lead and supporting say more
                owners[agency] = role
        return found

    known: dict[str, dict[str, str]] = site.remembered("responsible", read)
    return known


def _in_role(owners: dict[str, str], agency: str, role: str) -> bool:
    return any(has == role for body, has in owners.items() if agency in ("", body))


def by_iri(site: Site, iris: Sequence[str]) -> list[Measure]:
    """The records of some measures, in their order."""
    known = listed.read(site, iris)
    site.names.load([iri for one in known.values() for named in one.related.values() for iri in named])
    own, sure = quotes(site, "evidence", iris), confidences(site, iris)
    rows = site.select("assignments", measure=nodes(iris)) if iris else []
    assigned = quoted(site, rows, "measure", "agency")
    order = printed(site)
    return [_record(site, one, own.get(one.iri, []), assigned, sure.get(one.iri), order) for one in known.values()]


def _record(
    site: Site,
    one: listed.Measure,
    own: list[Quote],
    assigned: dict[tuple[str, ...], list[Quote]],
    confidence: float | None,
    order: Mapping[tuple[str, str], int],
) -> Measure:
    return Measure(
        id=id_of(site, one.iri),
        iri=one.iri,
        text=one.text,
        document=reference(site, one.document),
        section=optional(site, one.section),
        order=one.order,
        commitment=optional(site, one.commitment),
        areas=references(site, one.areas),
        topics=references(site, one.topics),
        responsible=[
            Responsible(
                agency=reference(site, owner.agency),
                role=owner.role,
                quotes=assigned.get((one.iri, owner.agency), []),
            )
            for owner in sorted(one.owners, key=lambda owner: order.get((one.iri, owner.agency), 0))
        ],
        places=references(site, sorted(one.related.get("concerns", []))),
        organizations=references(site, sorted(one.related.get("involves", []))),
        platforms=references(site, sorted(one.related.get("uses", []))),
        deadline=one.deadline or None,
        deadline_text=one.deadline_words or None,
        deadline_basis=one.deadline_basis or None,
        confidence=confidence,
        quotes=own,
    )


def documents_of(site: Site, iris: set[str]) -> dict[str, int]:
    """How many of some measures each document has."""
    counts: dict[str, int] = {}
    for iri, (document, _) in listed.index(site).items():
        if iri in iris:
            counts[document] = counts.get(document, 0) + 1
    return counts


def _read(site: Site, _: MeasureFilter, found: Mapping[str, None]) -> list[Measure]:
    return by_iri(site, list(found))


measures = Kind(MeasureFilter, Measure, _find, _read)
"""The measures, by document and place in it."""
