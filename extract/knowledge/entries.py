"""What a row of the gazetteer tells: a place, an area, a kind of body, a well-known name, an ending."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from ..model import EntityType

PLACE = "{place}"
"""In an agency's pattern or alias: the place by its full name."""
SHORT = "{short}"
"""In an agency's pattern: the place by its short name."""
_PARTY = "中共"


@dataclass(frozen=True, slots=True)
class Place:
    """A province, city or county. Coordinates are WGS84 degrees, None when unknown."""

    key: str  # place/440300
    type: EntityType
    code: str  # GB/T 2260, six digits; empty for a functional area, which has none
    name: str
    short: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()  # one character each, the usual one first
    kind: str = ""
    parent: str = ""  # key of the place that it lies in
    english: str = ""
    latitude: float | None = None
    longitude: float | None = None
    geonames: str = ""
    administration: str = ""  # a functional area's administrative committee, by its full name
    source: str = ""

    @property
    def surfaces(self) -> tuple[str, ...]:
        """The full name and the short ones, without one-character abbreviations."""
        return tuple(dict.fromkeys((self.name, *self.short)))

    @property
    def level(self) -> str:
        """The level of its agencies. A municipality counts as a city: its bodies are printed 市教委, not 省教育厅."""
        return self.type.value.lower()


@dataclass(frozen=True, slots=True)
class Area:
    """A base area or a region: a named area that is no administrative division."""

    key: str  # base-area/gan-min-yue
    type: EntityType
    name: str
    aliases: tuple[str, ...]
    english: str

    @property
    def surfaces(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((self.name, *self.aliases)))


@dataclass(frozen=True, slots=True)
class Membership:
    """That a city lies in a base area, and which document says so."""

    base_area: str  # key
    city: str  # key
    source: str


@dataclass(frozen=True, slots=True)
class Agency:
    """A body of the standard kind: one row stands for the same body of every place of its levels."""

    slug: str
    levels: tuple[str, ...]
    pattern: str
    aliases: tuple[str, ...]
    english: str
    kind: str
    places: frozenset[str]  # codes of the only places that it holds for; empty: everywhere

    def name(self, place: Place | None = None) -> str:
        """The full official name of *place*'s body, for instance 深圳市发展和改革委员会; a national body needs none."""
        return _fill(self.pattern, place, "name")

    def english_name(self, place: Place | None = None) -> str:
        return _fill(self.english, place, "english")

    def key(self, place: Place | None = None) -> str:
        """``agency/{code}/{slug}``; 000000 for a national body."""
        return f"agency/{place.key.removeprefix('place/') if place else '000000'}/{self.slug}"

    @property
    def bodies(self) -> tuple[str, ...]:
        """What can be printed after the place or after 市, 省, 县: 发展改革委, 委组织部. National: every form."""
        return _bodies(self.pattern, self.aliases)

    @property
    def frames(self) -> tuple[tuple[str, str], ...]:
        """Forms that have the place in their middle, as (before, after): 团市委 is ("团", "委")."""
        return tuple(
            dict.fromkeys(
                (before, after)
                for form in (self.pattern.replace(SHORT, PLACE), *self.aliases)
                for before, mark, after in [form.partition(PLACE)]
                if mark and before and before != _PARTY
            )
        )


@dataclass(frozen=True, slots=True)
class KnownName:
    """A well-known organisation, platform, project, event or policy document."""

    key: str
    type: EntityType
    name: str
    aliases: tuple[str, ...]
    subtype: str
    english: str
    source: str
    place: str = ""  # key of the place where an organisation stands

    @property
    def surfaces(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((self.name, *self.aliases)))


@dataclass(frozen=True, slots=True)
class Suffix:
    """An ending that names of a type have."""

    suffix: str
    type: EntityType
    subtype: str


@cache
def _bodies(pattern: str, aliases: tuple[str, ...]) -> tuple[str, ...]:
    opening = pattern.removeprefix(_PARTY)
    own = opening.removeprefix(PLACE).removeprefix(SHORT) if opening.startswith((PLACE, SHORT)) else pattern
    return tuple(dict.fromkeys(form for form in (own, *aliases) if "{" not in form))


def _fill(text: str, place: Place | None, attribute: str) -> str:
    if place is None:
        return text
    full = place.english if attribute == "english" else place.name
    short = place.english if attribute == "english" else (place.short or (place.name,))[0]
    return text.replace(PLACE, full).replace(SHORT, short)
