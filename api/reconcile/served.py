"""What the served graph holds of places, bodies, organisations and topics."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ..pages.site import Site, text_of
from .model import AGENCY, KINDS, ORGANIZATION, PLACE, TOPIC, Entry

_CONCEPT = "http://www.w3.org/2004/02/skos/core#Concept"
_NO_CODE = "000000"
_BELOW_PLACE = ("City", "Province", "County", "BaseArea", "Region")


@dataclass(slots=True)
class _Thing:
    types: set[str] = field(default_factory=set)
    zh: str = ""
    en: str = ""
    aliases: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)
    code: str = ""


def served_entries(site: Site) -> Iterator[Entry]:
    """An entry for each thing of the graph that names are reconciled with, in the order of their addresses."""
    base, classes, topics = site.settings.base, site.space("dk"), site.space("dkt")
    things: dict[str, _Thing] = {}
    for row in site.select("reconcile/things"):
        thing = things.setdefault(text_of(row["this"]), _Thing())
        if kind := row.get("type"):
            thing.types.add("concept" if text_of(kind) == _CONCEPT else text_of(kind).removeprefix(classes))
        if label := row.get("label"):
            english = (getattr(label, "language", "") or "").startswith("en")
            setattr(thing, "en" if english else "zh", text_of(label))
        if alias := row.get("alias"):
            thing.aliases.add(text_of(alias))
        if place := row.get("place"):
            thing.places.add(text_of(place).removeprefix(base))
        if code := row.get("code"):
            thing.code = text_of(code)
    codes = {iri.removeprefix(base): thing.code for iri, thing in things.items()}
    for iri, thing in sorted(things.items()):
        if (types := _types(thing.types, iri.startswith(topics))) and iri.startswith(base):
            yield _entry(iri.removeprefix(base), thing, types, codes)


def _types(found: Iterable[str], is_topic: bool) -> tuple[str, ...]:
    """One of KINDS behind the classes below it; () for what is none, as concepts of other schemes."""
    ours = {name for name in found if name.isalpha() and name[0].isupper()}
    if is_topic:
        return (TOPIC,)
    if ours & {*_BELOW_PLACE}:
        return (*(name for name in _BELOW_PLACE if name in ours), PLACE)
    if AGENCY in ours:
        return (AGENCY,)
    return (*sorted(ours - {*KINDS}), ORGANIZATION) if ORGANIZATION in ours else ()


def _entry(local: str, thing: _Thing, types: tuple[str, ...], codes: dict[str, str]) -> Entry:
    place = min(thing.places, default="")
    code = thing.code or ("" if PLACE in types else codes.get(place, ""))
    return Entry(
        id=local,
        name=thing.zh or thing.en,
        types=types,
        english=thing.en,
        place="" if place.endswith("/100000") else place,
        code="" if code == _NO_CODE else code,
        aliases=tuple(sorted(thing.aliases)),
        served=True,
    )
