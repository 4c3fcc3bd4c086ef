"""Which rows of well-known names a document's reading hangs on, so that a new row costs the documents it could change.

The tables of organisations and names act on a document in three ways only: their names stand in a text that is looked
through, or a name or a key is looked up (extract/knowledge/touched.py takes note of both). What they say is kept beside
the documents by name and key; a document that touched none whose row differs would be read as it was. All else that
is known (places, bodies, endings, word lists, weights, code) acts in more ways: it has every document read anew.
"""

from __future__ import annotations

import contextlib
import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from ..extract.knowledge.touched import Touched
from ..usercache import cache_folder, keep

if TYPE_CHECKING:  # most builds find what the tables say in the cache
    from ..extract.knowledge.gazetteer import KnownName

TABLES = ("names.csv", "organizations.csv")
"""The tables of the gazetteer whose rows cost what they touch."""
TOUCHED = "touched.json"
"""Beside a document's graph: what its reading touched."""

_STEM = "listed-"
_OTHERS = 3
"""How many listings stay in the user's cache folder beside this one."""

Listed = Mapping[str, str]
"""A hash of what the tables say of each name and key."""


def listed() -> Listed:
    """What the tables in use say."""
    from ..extract.knowledge.gazetteer import gazetteer

    known = gazetteer()
    by_key = ((one.key, (one,)) for one in known.names_by_key.values())
    found: dict[str, list[tuple[KnownName, ...]]] = {}
    for key, rows in (*known.names_by_surface.items(), *by_key):
        found.setdefault(key, []).append(rows)
    return {key: sha256(repr(rows).encode()).hexdigest()[:16] for key, rows in found.items()}


def _listing(version: str, program: str) -> bytes:
    """What the tables in use say, as it is kept: made once for each program and its knowledge, for all folders."""
    file = cache_folder() / f"{_STEM}{sha256(f'{program} {version}'.encode()).hexdigest()[:32]}"
    with contextlib.suppress(OSError, zlib.error):  # what is cut short or changed does not pass its checksum
        return zlib.decompress(file.read_bytes())
    made = json.dumps(listed(), ensure_ascii=False).encode()
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
