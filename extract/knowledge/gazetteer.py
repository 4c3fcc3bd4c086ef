"""The gazetteer: what is known about places, bodies and names before any document is read.

Rows of data/gazetteer (CSV, described in its README) as frozen values, read once, with simple look-ups by key, by
surface and by the body of an agency's name. Which of several candidates a text means is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from importlib.resources import files
from importlib.resources.abc import Traversable
from operator import attrgetter
from pathlib import Path
from typing import Any, TypeVar

from ..model import EntityType
from ..own import own
from . import entries, tables
from .entries import PLACE, Agency, Area, KnownName, Membership, Place, Suffix
from .stored import Late, stored
from .touched import Traced, note_key

__all__ = ["PLACE", "Agency", "Area", "KnownName", "Membership", "Place", "Suffix"]  # with all that is defined here

LEVELS = ("national", "province", "city", "county")
COLUMNS = {
    "provinces": "code name short abbreviations english latitude longitude geonames",
    "cities": "code name short abbreviations kind province english latitude longitude geonames",
    "counties": "code name short city english",
    "functional-areas": "slug name short city english administration source",
    "base-areas": "slug name aliases english",
    "base-area-cities": "base_area city source",
    "regions": "slug name aliases english",
    "agencies": "slug level pattern aliases english kind places",
    "organizations": "slug name aliases type place english source",
    "names": "slug type name aliases subtype english source",
    "suffixes": "suffix type subtype",
}
"""The columns of each table."""
_SEPARATOR = "|"
_FORMS = attrgetter("key", "name", "aliases")

T = TypeVar("T")
K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, eq=False)
class Gazetteer:
    """All tables, with indexes over them. Build it with :func:`gazetteer` or :func:`load`.

    The indexes tell what was asked of them (touched.py). Whoever goes through rows for a document has to tell it.
    """

    provinces: tuple[Place, ...]
    cities: tuple[Place, ...]
    counties: tuple[Place, ...]  # functional areas included
    base_areas: tuple[Area, ...]
    memberships: tuple[Membership, ...]
    regions: tuple[Area, ...]
    agencies: tuple[Agency, ...]
    organizations: Sequence[KnownName]
    names: Sequence[KnownName]
    suffixes: tuple[Suffix, ...]

    places: Mapping[str, Place] = field(init=False, repr=False)
    """Every place by its key."""
    places_by_surface: Mapping[str, tuple[Place, ...]] = field(init=False, repr=False)
    """Full and short names; provinces first, then cities, then counties."""
    places_by_abbreviation: Mapping[str, tuple[Place, ...]] = field(init=False, repr=False)
    """One character each (沪, 穗, 明): provinces and cities that use it."""
    areas_by_surface: Mapping[str, Area] = field(init=False, repr=False)
    names_by_surface: Mapping[str, tuple[KnownName, ...]] = field(init=False, repr=False)
    """Organisations and known names."""
    names_by_key: Mapping[str, KnownName] = field(init=False, repr=False)
    national: Mapping[str, Agency] = field(init=False, repr=False)
    """National bodies by every form that they are printed in."""
    frames: tuple[tuple[str, str], ...] = field(init=False, repr=False)
    """What stands before and behind the place in the names that hold it in their middle, the longest first."""
    _bodies: Mapping[tuple[str, str], tuple[Agency, ...]] = field(init=False, repr=False)
    _areas_of: Mapping[str, tuple[str, ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        everywhere = (*self.provinces, *self.cities, *self.counties)
        bodies = ((level, body, row) for row in self.agencies for level in row.levels for body in row.bodies)
        self._set("places", {place.key: place for place in everywhere})
        self._set("places_by_surface", _group((form, place) for place in everywhere for form in place.surfaces))
        self._set("places_by_abbreviation", _group((one, place) for place in everywhere for one in place.abbreviations))
        self._set(
            "areas_by_surface", {form: area for area in (*self.base_areas, *self.regions) for form in area.surfaces}
        )
        by_surface, by_key = _named(self.organizations, self.names)
        self._set("names_by_surface", by_surface)
        self._set("names_by_key", by_key)
        national = [row for row in self.agencies if "national" in row.levels]
        self._set("national", {form: row for row in reversed(national) for form in row.bodies})
        frames = {frame for row in self.agencies for frame in row.frames}
        self._set("frames", tuple(sorted(frames, key=lambda frame: (-len("".join(frame)), frame))))
        object.__setattr__(self, "_bodies", _group(((level, body), row) for level, body, row in bodies))
        self._set("_areas_of", _group((row.city, row.base_area) for row in self.memberships))

    def _set(self, name: str, value: Mapping[str, object] | tuple[tuple[str, str], ...]) -> None:
        object.__setattr__(self, name, value if isinstance(value, tuple) else Traced(value))

    def place(self, code: str) -> Place | None:
        """The place with this GB/T 2260 code."""
        return self.places.get(f"place/{code}")

    def province_of(self, place: Place) -> Place | None:
        """The province that *place* lies in; None for a municipality and what lies in one."""
        above: Place | None = place
        while above and above.type is not EntityType.PROVINCE:
            above = self.places.get(above.parent)
        return above

    def city_of(self, place: Place) -> Place | None:
        """*place* itself when it is a city, the city that a county lies in, else None."""
        above: Place | None = place
        while above and above.type is not EntityType.CITY:
            above = self.places.get(above.parent)
        return above

    def base_areas_of(self, city: str) -> tuple[str, ...]:
        """Keys of the base areas that the city with this key lies in."""
        return self._areas_of.get(city, ())

    def agency(self, body: str, level: str, code: str = "") -> Agency | None:
        """The row for *body* (发展改革委, 委组织部) at *level*, the place with *code* having the first word."""
        note_key(body)
        rows = self._bodies.get((level, body), ())
        own = next((row for row in rows if code and code in row.places), None)
        return own or next((row for row in rows if not row.places), None)

    def agency_bodies(self, level: str) -> Iterator[tuple[str, Agency]]:
        """Every (body, row) of a level: the words for a matcher. A body comes once for each row that has it."""
        for (of, body), rows in self._bodies.items():
            if of == level:
                yield from ((body, row) for row in rows)


def gazetteer() -> Gazetteer:
    """The shipped gazetteer with the rows of the user's own before its own, read on first use."""
    return _with_own(own().gazetteer)


@cache
def _with_own(folder: Path | None) -> Gazetteer:
    shipped, others = files("duikou.data") / "gazetteer", [folder] if folder else []
    _check(others)
    here = [path for one in (*others, shipped) for name in COLUMNS if (path := one / f"{name}.csv").is_file()]
    made_of = (data for path in here for data in (path.name.encode(), path.read_bytes()))
    read = partial(_read_tables, shipped, *others)
    return Gazetteer(**stored(made_of, [Path(__file__), *(Path(str(one.__file__)) for one in (entries, tables))], read))


def load(folder: Traversable, *others: Path) -> Gazetteer:
    """The gazetteer in *folder*, with the rows of *others*, which need not have every table, before its own. Raises
    ValueError naming table, line and cause when a row is wrong, and a table that is none."""
    _check(others)
    return Gazetteer(**_read_tables(folder, *others))


def _check(folders: Iterable[Path]) -> None:
    """Raises ValueError for a table that is none of the gazetteer's."""
    for folder in folders:
        if strange := sorted(path.name for path in _tables_of(folder) if path.stem not in COLUMNS):
            raise ValueError(f"{folder / strange[0]}: no table of the gazetteer; there are {', '.join(COLUMNS)}")


def _read_tables(folder: Traversable, *others: Path) -> dict[str, tuple[Any, ...]]:
    """The rows by the names of the fields that hold them."""

    def table(name: str, row: Callable[[dict[str, str]], T]) -> tuple[T, ...]:
        here = [other for other in others if (other / f"{name}.csv").exists()]
        return tuple(made for one in (*here, folder) for made in _read(one, name, row))

    return {
        "provinces": table("provinces", lambda row: _place(row, EntityType.PROVINCE, "")),
        "cities": table("cities", lambda row: _place(row, EntityType.CITY, row["province"])),
        "counties": (
            *table("counties", lambda row: _place(row, EntityType.COUNTY, row["city"])),
            *table("functional-areas", lambda row: _place(row, EntityType.COUNTY, row["city"])),
        ),
        "base_areas": table("base-areas", lambda row: _area(row, EntityType.BASE_AREA, "base-area")),
        "memberships": table(
            "base-area-cities",
            lambda row: Membership(f"base-area/{row['base_area']}", f"place/{row['city']}", row["source"]),
        ),
        "regions": table("regions", lambda row: _area(row, EntityType.REGION, "region")),
        "agencies": table("agencies", _agency),
        "organizations": table("organizations", lambda row: _name(row, "Organization", row["type"])),
        "names": table("names", lambda row: _name(row, row["type"], row["subtype"])),
        "suffixes": table(
            "suffixes",
            lambda row: Suffix(row["suffix"], EntityType(row["type"]), row["subtype"]),
        ),
    }


def _tables_of(folder: Path) -> list[Path]:
    try:
        return [path for path in folder.iterdir() if path.suffix == ".csv"]
    except OSError as error:
        raise ValueError(f"{folder}: {error.strerror}: no folder of a gazetteer") from error


def _read(folder: Traversable, name: str, make: Callable[[dict[str, str]], T]) -> Iterator[T]:
    path = folder / f"{name}.csv"
    for row in tables.read_table(path, COLUMNS[name].split()):
        try:
            yield make(row)
        except ValueError as error:
            raise ValueError(f"{path}, line {row.line}: {error}") from error


def _place(row: dict[str, str], type_: EntityType, parent: str) -> Place:
    code = row.get("code", "")
    if code and not (len(code) == 6 and code.isascii() and code.isdigit()):
        raise ValueError(f"code {code!r} is not six digits")
    return Place(
        key=f"place/{code or row['slug']}",
        type=type_,
        code=code,
        name=_required(row, "name"),
        short=_many(row["short"]),
        abbreviations=_many(row.get("abbreviations", "")),
        kind=row.get("kind", ""),
        parent=f"place/{parent}" if parent else "",
        english=row["english"],
        latitude=_degrees(row.get("latitude", "")),
        longitude=_degrees(row.get("longitude", "")),
        geonames=row.get("geonames", ""),
        administration=row.get("administration", ""),
        source=row.get("source", ""),
    )


def _area(row: dict[str, str], type_: EntityType, folder: str) -> Area:
    return Area(f"{folder}/{_required(row, 'slug')}", type_, row["name"], _many(row["aliases"]), row["english"])


def _agency(row: dict[str, str]) -> Agency:
    levels = _many(row["level"])
    if unknown := set(levels).difference(LEVELS):
        raise ValueError(f"unknown level {', '.join(sorted(unknown))}; known are {', '.join(LEVELS)}")
    return Agency(
        slug=_required(row, "slug"),
        levels=levels,
        pattern=_required(row, "pattern"),
        aliases=_many(row["aliases"]),
        english=row["english"],
        kind=row["kind"],
        places=frozenset(_many(row["places"])),
    )


def _name(row: dict[str, str], type_: str, subtype: str) -> KnownName:
    entity = EntityType(type_)
    folder = {EntityType.POLICY_DOCUMENT: "policy"}.get(entity, entity.value.lower())
    place = row.get("place", "")
    return KnownName(
        key=f"{folder}/{_required(row, 'slug')}",
        type=entity,
        name=_required(row, "name"),
        aliases=_many(row["aliases"]),
        subtype=subtype,
        english=row["english"],
        source=row["source"],
        place=f"place/{place}" if place else "",
    )


def _required(row: dict[str, str], column: str) -> str:
    if not row[column]:
        raise ValueError(f"{column} is empty")
    return row[column]


def _many(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split(_SEPARATOR) if part)


def _degrees(cell: str) -> float | None:
    return float(cell) if cell else None


class _Picked(Mapping[str, V]):
    """What is made of the numbers of rows, when it is asked for."""

    def __init__(self, numbers: Mapping[str, K], pick: Callable[[K], V]) -> None:
        self._numbers = numbers
        self._pick = pick

    def __getitem__(self, key: str) -> V:
        return self._pick(self._numbers[key])

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)

    def __contains__(self, key: object) -> bool:
        return key in self._numbers


def _named(
    first: Sequence[KnownName], then: Sequence[KnownName]
) -> tuple[Mapping[str, tuple[KnownName, ...]], Mapping[str, KnownName]]:
    """The rows of both tables by surface and by key."""
    surfaces: dict[str, list[int]] = {}
    keys: dict[str, int] = {}
    number = 0
    for rows in (first, then):
        for key, name, aliases in rows.forms() if isinstance(rows, Late) else map(_FORMS, rows):
            keys[key] = number
            surfaces.setdefault(name, []).append(number)
            for alias in aliases:
                surfaces.setdefault(alias, []).append(number)
            number += 1

    def row(number: int) -> KnownName:
        return first[number] if number < len(first) else then[number - len(first)]

    def rows_of(numbers: list[int]) -> tuple[KnownName, ...]:
        return tuple(dict.fromkeys(map(row, numbers)))

    return _Picked(surfaces, rows_of), _Picked(keys, row)


def _group(pairs: Iterable[tuple[K, V]]) -> dict[K, tuple[V, ...]]:
    groups: dict[K, list[V]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return {key: tuple(dict.fromkeys(values) if len(values) > 1 else values) for key, values in groups.items()}
