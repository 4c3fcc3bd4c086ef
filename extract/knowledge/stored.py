"""The rows of the gazetteer, read from its tables once for each of their versions: what they tell is kept in the user's
cache folder as JSON, and taken from there as long as the tables are what it was made from.

The file's name holds the SHA-256 of the tables and of the code that reads them, so one is never stale. Where the folder
cannot be written or a file in it cannot be read, the tables are read each time: nothing depends on it but time.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from operator import itemgetter
from pathlib import Path
from typing import Any, overload

from ...usercache import cache_folder, keep
from ..model import EntityType
from . import entries

_STEM = "gazetteer-"
_OTHERS = 3
"""How many versions are kept beside this one: tables of one's own, and programs of another version."""
_KINDS = (entries.Place, entries.Area, entries.Membership, entries.Agency, entries.KnownName, entries.Suffix)

Entries = Mapping[str, Any]
"""The rows by table, a sequence of each."""


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
    return {name: _table(kinds[held["kinds"][name]], rows) if rows else () for name, rows in held["rows"].items()}


def _table(kind: type[Any], rows: Sequence[Sequence[Any]]) -> Sequence[Any]:
    return Late(rows) if kind is entries.KnownName else _rows(kind, rows)


class Late(Sequence[entries.KnownName]):
    """The rows of a table of names, each made when it is asked for: most are not while a small document is read."""

    def __init__(self, cells: Sequence[Sequence[Any]]) -> None:
        self._cells = cells
        self._made: dict[int, entries.KnownName] = {}

    def __len__(self) -> int:
        return len(self._cells)

    @overload
    def __getitem__(self, place: int) -> entries.KnownName: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[entries.KnownName, ...]: ...

    def __getitem__(self, place: int | slice) -> entries.KnownName | tuple[entries.KnownName, ...]:
        if isinstance(place, slice):
            return tuple([self[one] for one in range(*place.indices(len(self)))])
        if place not in self._made:
            (self._made[place],) = _rows(entries.KnownName, [self._cells[place]])
        return self._made[place]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]

    def forms(self) -> Iterator[tuple[str, str, Sequence[str]]]:
        """Key, name and aliases of each row."""
        return map(_FORMS, self._cells)


def _rows(kind: type[Any], rows: Sequence[Sequence[Any]]) -> tuple[Any, ...]:
    """The rows of a table, whose fields are of these types."""
    makers = [_MAKERS.get(str(field.type), None) for field in fields(kind)]
    columns = [
        column if maker is None else map(maker, column)
        for maker, column in zip(makers, zip(*rows, strict=True), strict=True)
    ]
    return tuple(map(kind, *columns))


_FORMS = itemgetter(*([field.name for field in fields(entries.KnownName)].index(n) for n in ("key", "name", "aliases")))
_MAKERS: Mapping[str, Callable[[Any], object]] = {
    "EntityType": {kind.value: kind for kind in EntityType}.__getitem__,
    "tuple[str, ...]": tuple,
    "frozenset[str]": frozenset,
}
"""What makes the value of a field of what JSON has, by its type."""
