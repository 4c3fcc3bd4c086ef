"""Printed names of bodies to full official ones: 市发展改革委 to 深圳市发展和改革委员会, 两地政府 to both."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass, replace

from ..fold import folded_lexicon
from ..gazetteer import PLACE, Agency, Gazetteer, Place
from ..keys import key
from ..model import EntityType
from .context import Context


@dataclass(frozen=True, slots=True)
class Target:
    """What a mention stands for."""

    type: EntityType
    canonical: str
    key: str
    subtype: str = ""
    place: str = ""


def link_agency(printed: str, hint: str, context: Context, gazetteer: Gazetteer) -> Iterator[Target]:
    """The bodies that *printed* stands for. One that no place can be found for keeps its printed name."""
    if hint.startswith("agency/"):
        agency = next((row for row in gazetteer.agencies if row.key() == hint), None)
        yield Target(EntityType.AGENCY, agency.name() if agency else printed, hint)
        return
    words = folded_lexicon("link")
    scope, _, body = hint.partition(";") if ";" in hint else _opening(printed, context, gazetteer)
    places = context.scope(scope, gazetteer)
    governments = words["groups"]["governments"]
    if not places and context.own and scope == "county" and _expanded(body) == _expanded(words["government"]):
        yield from link_group(governments.get(printed.removesuffix(body), printed), context, gazetteer)
        return
    if not places or not body:
        yield Target(EntityType.AGENCY, printed, key(EntityType.AGENCY, printed))
        return
    for place in places:
        yield _of(place, body, gazetteer, named=printed.startswith(place.surfaces))


def _opening(printed: str, context: Context, gazetteer: Gazetteer) -> tuple[str, str, str]:
    """The scope and the body of a name that opens with a place: 深圳 + 对口帮扶汕尾指挥部."""
    for length in range(min(len(printed) - 2, 12), 1, -1):
        for place in gazetteer.places_by_surface.get(printed[:length], ()):
            if place.type is not EntityType.COUNTY or place.parent in context.cities:
                return place.key, ";", printed[length:]
    return "", ";", printed


def _of(place: Place, body: str, gazetteer: Gazetteer, *, named: bool) -> Target:
    """The *body* of *place*; *named*: the text opens with the place itself, and so does the name.

    The districts of a municipality, which are counties of the province's rank, always carry its name.
    """
    words = folded_lexicon("link")
    city = gazetteer.city_of(place)
    municipal = city is not None and not city.parent
    whose = place if named and not municipal else _full(place, gazetteer)
    agency = _framed(body, place, gazetteer) if PLACE in body else gazetteer.agency(body, place.level, place.code)
    if place.administration and _expanded(body) == _expanded(words["committee_of_area"]):
        return Target(
            EntityType.AGENCY,
            place.administration,
            key(EntityType.AGENCY, place.administration, place.key),
            "",
            place.key,
        )
    if agency:
        return Target(EntityType.AGENCY, agency.name(whose), agency.key(place), agency.kind, place.key)
    full = _expanded(body)
    party = words["party"]
    if PLACE in full:
        name = full.replace(PLACE, whose.name)
    elif full.startswith(party["committee"]) and not full.startswith(tuple(party["not_committee"])):
        name = f"{party['mark']}{whose.name}{full}"
    else:
        name = f"{whose.name}{full}"
    return Target(EntityType.AGENCY, name, key(EntityType.AGENCY, name, place.key), "", place.key)


def _framed(body: str, place: Place, gazetteer: Gazetteer) -> Agency | None:
    before, _, after = body.partition(PLACE)
    rows = [row for row in gazetteer.agencies if place.level in row.levels and (before, after) in row.frames]
    own = [row for row in rows if place.code and place.code in row.places]
    return next(iter(own or [row for row in rows if not row.places]), None)


def _full(place: Place, gazetteer: Gazetteer) -> Place:
    """*place* by the name that its bodies carry: a district's with the city's before it."""
    city = gazetteer.city_of(place)
    if (
        place.type is EntityType.COUNTY
        and city
        and place.name.endswith(tuple(folded_lexicon("link")["districts"]["endings"]))
    ):
        return replace(place, name=city.name + place.name)
    return place


def _expanded(body: str) -> str:
    """*body* with its opening and ending in full: 科技创新委 is 科技创新委员会, 政府督查室 is 人民政府督查室."""
    words = folded_lexicon("link")
    for short, full in words["expand_opening"].items():
        if body.startswith(short):
            body = full + body[len(short) :]
    if body.endswith(tuple(words["expand_not"]["endings"])):
        return body
    for ending, full in sorted(words["expand"].items(), key=lambda pair: -len(pair[0])):
        if body.endswith(ending) and not body.endswith(full):
            return body[: -len(ending)] + str(full)
    return body


def link_group(
    printed: str, context: Context, gazetteer: Gazetteer, hint: str = "", others: Container[str] = ()
) -> Iterator[Target]:
    """The groups that *printed* stands for: 各区政府 of a Shenzhen document is 深圳市各区政府.

    A *hint* of ``scope;name`` says whose the group is and what it is called. *others*: the groups that the document
    names; 各区 is 各区政府 only where that is one of them.
    """
    words = folded_lexicon("link")["groups"]
    scope, _, called = hint.partition(";")
    if called and (whose := context.scope(scope, gazetteer)):
        yield _group(whose[0].name + called, whose[0])
        return
    for surface in words["split"].get(printed, [printed]):
        name = next((other for other in words["same"].get(surface, ()) if other in others), surface)
        place, rest = _named(name, gazetteer)
        if place is None and not name.startswith(tuple(words["placeless"])):
            prefix = max((word for word in words["levels"] if name.startswith(word)), key=len, default="")
            place = context.at(words["levels"][prefix], gazetteer) if prefix else context.own
            rest = name.removeprefix(prefix)
        if place:
            name = place.name + rest
        yield _group(name, place)


def _group(name: str, place: Place | None) -> Target:
    """The group with that *name* but for its brackets: 各县(市、区) is 各县市区."""
    marks = folded_lexicon("link")["brackets"]
    plain = re.sub(marks["inside"], lambda found: found[1].replace(marks["comma"], ""), name)
    whose = place.key if place else ""
    return Target(EntityType.AGENCY_GROUP, plain, key(EntityType.AGENCY_GROUP, plain, whose), "", whose)


def _named(name: str, gazetteer: Gazetteer) -> tuple[Place | None, str]:
    """The place that *name* opens with by a full name or a city's short one, and the rest."""
    for length in range(min(len(name) - 1, 12), 1, -1):
        for place in gazetteer.places_by_surface.get(name[:length], ()):
            if place.type is not EntityType.COUNTY or place.name == name[:length]:
                return place, name[length:]
    return None, name
