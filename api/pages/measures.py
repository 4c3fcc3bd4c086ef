"""Measures as pages list them, and the ways to choose among them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pyoxigraph import NamedNode

from ..store.engine import Row
from .quotes import Quote, quote
from .site import Site, View, text_of

FILTERS = {
    "corpus": "id/corpus/",
    "document": "id/document/",
    "area": "topic/",
    "topic": "topic/",
    "commitment": "commitment/",
    "city": "id/place/",
    "pair": "id/cooperation/",
    "agency": "id/",
    "names": "id/",
}
"""The parameters of /measures that name things. Each takes the rest of an IRI after this path, and has a query in
queries/measures/ (but pair and city, see pairings.py)."""

DUE = "due_before"
"""The parameter that takes a day, month or year by the end of which measures are to be done."""
_MOMENT = re.compile(r"(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")
_ROLES = {"leadAgency": "lead", "supportingAgency": "supporting", "responsibleAgency": "responsible"}


@dataclass(slots=True)
class Owner:
    """A body that is responsible for a measure, and the words that say so."""

    agency: str
    role: str
    evidence: list[Quote] = field(default_factory=list)


@dataclass(slots=True)
class Measure:
    """One measure with everything that a list of measures shows."""

    iri: str
    text: str = ""
    order: int = 0
    document: str = ""
    section: str = ""
    commitment: str = ""
    topics: list[str] = field(default_factory=list)
    areas: list[str] = field(default_factory=list)
    owners: list[Owner] = field(default_factory=list)
    related: dict[str, list[str]] = field(default_factory=dict)
    deadline: str = ""
    """The day, month or year; empty where the words tell none."""
    deadline_words: str = ""
    deadline_basis: str = ""

    @property
    def anchor(self) -> str:
        """Where the reading view marks it."""
        return anchor(self.iri)


def anchor(iri: str) -> str:
    """Where a measure is marked in the reading view: ``measure/{slug}/1f0c22ab`` gives ``m-1f0c22ab``."""
    return "-".join(["m", *iri.rpartition("/measure/")[2].split("/")[1:]])


def choose(site: Site, chosen: Mapping[str, str], paired: Callable[[str], set[str]], due: str = "") -> set[str]:
    """The measures that fit every one of the filters; all of them without a filter.

    *paired* gives the measures of a pairing, or of the pairings of a city. *due* (2025, 2025-06 or 2025-06-30) leaves
    those that are to be done by its end.
    """
    result = _due(site, due) if due else None
    for name, value in chosen.items():
        node = site.iri(FILTERS[name] + value)
        if node is None:
            return set()
        if name in {"pair", "city"}:
            found = paired(node.value)
        else:
            found = {text_of(row["measure"]) for row in site.select(f"measures/{name}", this=node)}
        result = found if result is None else result & found
    return set(index(site)) if result is None else result


def _due(site: Site, moment: str) -> set[str]:
    """The measures that are to be done by the end of *moment*; none for what is no day, month or year."""
    if not _MOMENT.fullmatch(moment):
        return set()
    rows = site.select("measures/due")
    return {text_of(row["measure"]) for row in rows if _last(text_of(row["deadline"])) <= _last(moment)}


def _last(moment: str) -> str:
    """The last day of a day, month or year, as text that sorts; every month counts as if it had 31."""
    return moment + ("-12-31", "-31", "")[moment.count("-")]


def index(site: Site) -> dict[str, tuple[str, int]]:
    """Every measure with its document and its position there; kept while the data stay."""

    def read() -> dict[str, tuple[str, int]]:
        rows = site.select("measures/index")
        return {text_of(r["measure"]): (text_of(r["document"]), int(text_of(r.get("order")) or 0)) for r in rows}

    known: dict[str, tuple[str, int]] = site.remembered("measures", read)
    return known


def commitments(site: Site) -> dict[str, str]:
    """How binding each measure is, as the IRI of its level; kept while the data stay."""

    def read() -> dict[str, str]:
        return {text_of(row["measure"]): text_of(row["commitment"]) for row in site.select("measures/commitments")}

    known: dict[str, str] = site.remembered("commitments", read)
    return known


def topics(site: Site) -> dict[str, list[str]]:
    """The topics of each measure that has some, all by IRI, in the order of these; kept while the data stay."""

    def read() -> dict[str, list[str]]:
        found: dict[str, set[str]] = {}
        for row in site.select("measures/topics"):
            found.setdefault(text_of(row["measure"]), set()).add(text_of(row["topic"]))
        return {measure: sorted(each) for measure, each in found.items()}

    known: dict[str, list[str]] = site.remembered("topics of measures", read)
    return known


def in_order(site: Site, iris: Iterable[str]) -> list[str]:
    """Measures by document and place in it."""
    known = index(site)
    return sorted(iris, key=lambda iri: (*known.get(iri, ("", 0)), iri))


def read(site: Site, iris: Sequence[str]) -> dict[str, Measure]:
    """The measures of *iris*, in that order, without the words that make bodies responsible."""
    dk = site.space("dk")
    measures = {iri: Measure(iri) for iri in iris}
    roles: dict[tuple[str, str], str] = {}
    for row in site.select("measures/details", measure=[NamedNode(iri) for iri in iris]) if measures else []:
        measure, value = measures[text_of(row["measure"])], text_of(row["o"])
        _set(measure, text_of(row["p"]).removeprefix(dk), value, site, roles)
    for (iri, agency), role in roles.items():
        measures[iri].owners.append(Owner(agency, role))
    for measure in measures.values():
        measure.topics.sort()
        measure.areas.sort()
        measure.owners.sort(key=_rank)
    site.names.load(names(measures.values()))
    return measures


def outlined(
    iri: str,
    commitments: Mapping[str, str],
    topics: Mapping[str, list[str]],
    owners: Mapping[str, Mapping[str, str]],
) -> Measure:
    """What a note says of a measure: from what is known of all by IRI, its commitment, topics, and bodies by role."""
    known = [Owner(agency, role) for agency, role in owners.get(iri, {}).items()]
    return Measure(
        iri, commitment=commitments.get(iri, ""), topics=topics.get(iri, []), owners=sorted(known, key=_rank)
    )


def _rank(owner: Owner) -> tuple[int, bool, str]:
    """The order of owners of whom no printed place is known: by role, groups (各区政府) after who has a name."""
    return list(_ROLES.values()).index(owner.role), is_group(owner.agency), owner.agency


def is_group(agency: str) -> bool:
    """Whether an IRI is that of a group (各区政府), which lists put after who has a name."""
    return "/id/agency-group/" in agency


def load(view: View, iris: Sequence[str]) -> list[Measure]:
    """The measures of *iris*, in that order, with the names that their lists need."""
    measures = read(view.site, iris)
    if measures:
        for row in view.site.select("assignments", measure=[NamedNode(iri) for iri in iris]):
            _evidence(view, measures[text_of(row["measure"])], row)
    for measure in measures.values():  # as the document prints them, who leads before who supports
        measure.owners.sort(key=lambda owner: (_rank(owner)[0], min((q.start for q in owner.evidence), default=0)))
    return list(measures.values())


def _set(measure: Measure, name: str, value: str, site: Site, roles: dict[tuple[str, str], str]) -> None:
    match name:
        case "text":
            measure.text = value
        case "order":
            measure.order = int(value)
        case "commitment":
            measure.commitment = value
        case "deadline":
            measure.deadline = value
        case "deadlineText":
            measure.deadline_words = value
        case "deadlineBasis":
            measure.deadline_basis = value
        case "topic":
            measure.topics.append(value)
        case "area":
            measure.areas.append(value)
        case "partOf":
            is_document = value.startswith(site.space("id", "document/"))
            setattr(measure, "document" if is_document else "section", value)
        case "responsibleAgency" | "leadAgency" | "supportingAgency":
            known = roles.get((measure.iri, value))
            if known in (None, "responsible"):  # lead and supporting say more
                roles[measure.iri, value] = _ROLES[name]
        case _:
            measure.related.setdefault(name, []).append(value)


def _evidence(view: View, measure: Measure, row: Row) -> None:
    agency = text_of(row["agency"])
    made = quote(view, row)
    for owner in measure.owners:
        if owner.agency == agency and made is not None and made not in owner.evidence:
            owner.evidence.append(made)


def names(measures: Iterable[Measure]) -> list[str]:
    """Every IRI that a list of measures shows by name."""
    found: list[str] = []
    for m in measures:
        found += [m.document, m.section, m.commitment, *m.topics, *m.areas, *(owner.agency for owner in m.owners)]
        found += [iri for iris in m.related.values() for iri in iris]
    return [iri for iri in found if iri]
