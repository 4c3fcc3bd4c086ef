"""Which rows of the gazetteer a document's reading hangs on, so that a new row costs the documents it could change.

The tables act on a document in two ways only: their names stand in a text that is looked through, or a name or a key is
looked up (extract/knowledge/touched.py takes note of both). What they say is kept beside the documents by name and key;
a document that touched none whose row differs would be read as it was. One kind of row changes everything: divisions
of 新疆生产建设兵团, whose bodies go by the city of whoever speaks. All else that is known (word lists, weights, code)
acts in more ways than by its words: it has every document read anew.
"""

from __future__ import annotations

import contextlib
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from ..extract.knowledge.gazetteer import COLUMNS
from ..extract.knowledge.touched import Touched
from ..usercache import cache_folder, keep

if TYPE_CHECKING:  # most builds find what the tables say in the cache
    from ..extract.knowledge.gazetteer import Gazetteer

TABLES = tuple(sorted(f"{name}.csv" for name in COLUMNS))
"""The tables whose rows cost what they touch: those of the gazetteer."""
EVERYTHING = ""
"""Stands in every text: what is listed under it changes any reading."""
TOUCHED = "touched.json"
"""Beside a document's graph: what its reading touched."""

_STEM = "listed-"
_OTHERS = 3
"""How many listings stay in the user's cache folder beside this one."""

Listed = Mapping[str, str]
"""A hash of what the tables say of each name and key."""


def listed(known: Gazetteer) -> Listed:
    """What the tables of a gazetteer say."""
    found = dict[str, list[str]]()
    for key, said in _said(known):
        found.setdefault(key, []).append(said)
    return {key: sha256("\n".join(said).encode()).hexdigest()[:16] for key, said in found.items()}


def _said(known: Gazetteer) -> Iterator[tuple[str, str]]:
    """What each name and key stands for, in the order of the tables where there are several."""
    from ..extract.names.divisions import number_of
    from ..extract.names.enumerations import fields_of_row

    by_name: tuple[Mapping[str, object], ...] = (known.names_by_surface, known.names_by_key, known.places)
    by_name += (known.places_by_surface, known.places_by_abbreviation, known.areas_by_surface)
    for table in by_name:
        yield from ((key, repr(rows)) for key, rows in table.items())
    yield from ((area.key, repr(area)) for area in (*known.base_areas, *known.regions))
    yield from ((one.city, repr(one)) for one in known.memberships)
    yield from ((row.suffix, repr(row)) for row in known.suffixes)
    for row in known.agencies:
        said = repr(replace(row, places=frozenset())) + ",".join(sorted(row.places))
        befores = (before for before, _ in row.frames)
        whole = [EVERYTHING] if number_of(row) else []
        keys = (row.slug, row.name(), *row.bodies, *fields_of_row(row), *befores, *whole)
        yield from ((key, said) for key in dict.fromkeys(keys))


def _listing(version: str, program: str) -> bytes:
    """What the tables in use say, as it is kept: made once for each program and its knowledge, for all folders."""
    file = cache_folder() / f"{_STEM}{sha256(f'{program} {version}'.encode()).hexdigest()[:32]}"
    with contextlib.suppress(OSError, zlib.error):  # what is cut short or changed does not pass its checksum
        return zlib.decompress(file.read_bytes())
    from ..extract.knowledge.gazetteer import gazetteer

    made = json.dumps(listed(gazetteer()), ensure_ascii=False).encode()
    with contextlib.suppress(OSError):
        keep(file, zlib.compress(made, 1), f"{_STEM}*", _OTHERS)
    return made


def to_touched(touched: Touched) -> bytes:
    """What is kept of it."""
    held = {"texts": sorted(touched.texts), "keys": sorted(touched.keys), "everything": touched.everything}
    return json.dumps(held, ensure_ascii=False).encode("utf-8", "surrogatepass")


@dataclass(frozen=True, slots=True)
class Listings:
    """The *folder* in which builds keep what the tables said, by the hash of the tables."""

    folder: Path

    def keep(self, version: str, program: str) -> None:
        """Keeps what the tables in use say: *version* is their hash, and *program* that of what reads them."""
        file = self.folder / f"{version}.json"
        if not file.is_file():
            self.folder.mkdir(parents=True, exist_ok=True)
            beside = file.with_suffix(".new")
            beside.write_bytes(_listing(version, program))
            beside.rename(file)

    def prune(self, versions: Iterable[str]) -> None:
        """Removes all but these *versions*."""
        wanted = {f"{version}.json" for version in versions}
        for file in self.folder.iterdir() if self.folder.is_dir() else ():
            if file.name not in wanted:
                file.unlink(missing_ok=True)

    def hangs_on(self, kept: Path, before: str, now: str) -> bool:
        """Whether the reading in the folder *kept*, by the tables of the hash *before*, could be another by those of
        the hash *now*; true as well where that cannot be told."""
        changed = _changed(self.folder, before, now)
        with contextlib.suppress(OSError, ValueError, KeyError):
            if changed is not None:
                held = json.loads((kept / TOUCHED).read_bytes().decode("utf-8", "surrogatepass"))
                if not held["everything"] and changed.isdisjoint(held["keys"]):
                    return any(name in text for text in held["texts"] for name in changed)
        return True


@cache
def _changed(folder: Path, before: str, now: str) -> frozenset[str] | None:
    """The names and keys of which two versions say other things; None where one is not kept."""
    try:
        old, new = (json.loads((folder / f"{version}.json").read_bytes()) for version in (before, now))
        return frozenset(key for key in old.keys() | new.keys() if old.get(key) != new.get(key))
    except (OSError, ValueError, AttributeError):
        return None
