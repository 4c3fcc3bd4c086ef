"""Assignments: one body's role in one measure, with the words that say so."""

from __future__ import annotations

from collections.abc import Mapping

from ..pages import measures as listed
from ..pages.site import Site
from .agencies import jurisdictions
from .assigned import Assigned, assigned
from .base import Kind, Quote, Record, Reference, asked, told
from .confident import BAND, band
from .measures import ROLE, Narrowing, chosen, due_in
from .reading import id_of, iri_of, optional, quotes, reference, references


class AssignmentFilter(Narrowing):
    """Which assignments are listed: those of measures that fit, in the role and of the body that are asked for."""

    role: str = asked("role", pattern=ROLE)
    place: str = asked("place_of_agency", examples=["440300"])
    year: int | None = asked("year_due", None, ge=1900, le=2199)
    confidence: str = asked("confidence", pattern=BAND)


class Assignment(Record):
    """A body that answers for a measure."""

    id: str = told("id")
    iri: str = told("iri")
    agency: Reference = told("agency")
    jurisdiction: Reference | None = told("jurisdiction")
    role: str = told("role")
    order: int = told("order_printed")
    scope: str | None = told("scope")
    measure: str = told("measure")
    measure_iri: str = told("measure_iri")
    text: str = told("text")
    document: Reference = told("document")
    section: Reference | None = told("section")
    commitment: Reference | None = told("commitment")
    areas: list[Reference] = told("areas")
    topics: list[Reference] = told("topics")
    deadline: str | None = told("deadline")
    deadline_text: str | None = told("deadline_text")
    confidence: float | None = told("confidence")
    quotes: list[Quote] = told("quotes")


def _find(site: Site, asked: AssignmentFilter) -> dict[str, Assigned]:
    known, index = assigned(site), listed.index(site)
    fits = chosen(site, asked)
    if asked.year is not None:
        fits &= due_in(site, asked.year)
    agency = iri_of(site, asked.agency, listed.FILTERS["agency"]) if asked.agency else ""
    place = iri_of(site, asked.place, listed.FILTERS["city"]) if asked.place else ""
    places = jurisdictions(site)
    found = [
        iri
        for iri, one in known.items()
        if one.measure in fits
        and agency in ("", one.agency)
        and asked.role in ("", one.role)
        and asked.confidence in ("", band(one.confidence))
        and (not place or places.get(one.agency) == place)
    ]
    found.sort(key=lambda iri: (*index[known[iri].measure], known[iri].measure, known[iri].order, iri))
    return {iri: known[iri] for iri in found}


def _read(site: Site, _: AssignmentFilter, shown: Mapping[str, Assigned]) -> list[Assignment]:
    measures = listed.read(site, list(dict.fromkeys(one.measure for one in shown.values())))
    places, words = jurisdictions(site), quotes(site, "evidence", list(shown))
    site.names.load(filter(None, (places.get(one.agency, "") for one in shown.values())))
    return [
        Assignment(
            id=id_of(site, iri),
            iri=iri,
            agency=reference(site, one.agency),
            jurisdiction=optional(site, places.get(one.agency, "")),
            role=one.role,
            order=one.order,
            scope=one.scope or None,
            measure=id_of(site, one.measure),
            measure_iri=one.measure,
            text=measures[one.measure].text,
            document=reference(site, measures[one.measure].document),
            section=optional(site, measures[one.measure].section),
            commitment=optional(site, measures[one.measure].commitment),
            areas=references(site, measures[one.measure].areas),
            topics=references(site, measures[one.measure].topics),
            deadline=measures[one.measure].deadline or None,
            deadline_text=measures[one.measure].deadline_words or None,
            confidence=one.confidence,
            quotes=words.get(iri, []),
        )
        for iri, one in shown.items()
    ]


assignments = Kind(AssignmentFilter, Assignment, _find, _read)
"""The assignments, by document, place of the measure in it, and order as printed."""
