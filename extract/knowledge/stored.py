"""The rows of the gazetteer, read from its tables once for each of their versions: what they tell is kept in the user's
cache folder as JSON, and taken from there as long as the tables are what it was made from.

The file's name holds the SHA-256 of the tables and of the code that reads them, so one is never stale. Where the folder
cannot be written or a file in it cannot be read, the tables are read each time: nothing depends on it but time.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from ...usercache import cache_folder, keep
from ..model import EntityType
from . import entries

_STEM = "gazetteer-"
_OTHERS = 3
"""How many versions are kept beside this one: tables of one's own, and programs of another version."""
_KINDS = (entries.Place, entries.Area, entries.Membership, entries.Agency, entries.KnownName, entries.Suffix)

Entries = Mapping[str, tuple[Any, ...]]
"""The rows by table."""


def stored(tables: Iterable[bytes], made_by: Iterable[Path], read: Callable[[], Entries]) -> Entries:
    """What *read* gives, or gave before of the same *tables* by the same code, which is in the files *made_by*."""
    digest = hashlib.sha256()
    for part in (*(path.read_bytes() for path in (Path(__file__), *made_by)), *tables):
        digest.update(hashlib.sha256(part).digest())
    file = cache_folder() / f"{_STEM}{digest.hexdigest()[:32]}"
    with contextlib.suppress(OSError, ValueError):
        return _loaded(file.read_bytes())
    found = read()
    with contextlib.suppress(OSError):
        keep(file, _dumped(found), f"{_STEM}*", _OTHERS)
    return found


def _dumped(found: Entries) -> bytes:
    held = {name: [_cells(row) for row in rows] for name, rows in found.items()}
    kinds = {name: type(rows[0]).__name__ for name, rows in found.items() if rows}
    body = json.dumps({"kinds": kinds, "rows": held}, ensure_ascii=False, separators=(",", ":")).encode()
    return hashlib.sha256(body).digest() + body


def _cells(row: Any) -> list[object]:
    values = (getattr(row, field.name) for field in fields(row))
    return [sorted(value) if isinstance(value, frozenset) else value for value in values]


def _loaded(data: bytes) -> Entries:
    """Raises ValueError for a file that is damaged."""
    size = hashlib.sha256().digest_size
    if hashlib.sha256(data[size:]).digest() != data[:size]:
        raise ValueError("damaged")
    held = json.loads(data[size:])
    kinds = {kind.__name__: kind for kind in _KINDS}
    return {name: _rows(kinds[held["kinds"][name]], rows) if rows else () for name, rows in held["rows"].items()}


def _rows(kind: type[Any], rows: Sequence[Sequence[Any]]) -> tuple[Any, ...]:
    """The rows of a table, whose fields are of these types."""
    makers = [_MAKERS.get(str(field.type), None) for field in fields(kind)]
    columns = [
        column if maker is None else map(maker, column)
        for maker, column in zip(makers, zip(*rows, strict=True), strict=True)
    ]
    return tuple(map(kind, *columns))


_MAKERS: Mapping[str, Callable[[Any], object]] = {
    "EntityType": {kind.value: kind for kind in EntityType}.__getitem__,
    "tuple[str, ...]": tuple,
    "frozenset[str]": frozenset,
}
"""What makes the value of a field of what JSON has, by its type."""
