"""The tables of weights, read from CSV once for each of their versions: compiled, they are kept in the user's cache
folder, and taken from there as long as they are what the tables say.

A file holds a line of JSON, which says where each part of each table begins, and the parts. It is mapped into memory,
not read: features are looked up where they lie, by their CRC-32 (RFC 1952), and of the weights the rows that somebody
asks for are loaded. So a small document costs what it needs, and processes share what they have in common.

The file's name holds the SHA-256 of the tables, so one is never stale. Where the folder cannot be written or a file in
it cannot be read, the tables are read each time: nothing depends on it but time.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import mmap
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from zlib import crc32

import numpy as np

from ...usercache import cache_folder, keep
from .weights import Table, read_table, shipped_table

_FORMAT = b"2"
_STEM = "weights-"
_ALIGNED = 64
_PARTS = ("codes", "ends", "words", "weights")
"""Of a table: the CRC-32 of each feature, ascending, where each ends among the words, the words, and the weights."""


class Features:
    """The features of a compiled table, in the order of their rows."""

    def __init__(self, codes: memoryview, ends: memoryview, words: memoryview) -> None:
        self._codes, self._ends, self._words = codes, ends, words

    def __len__(self) -> int:
        return len(self._codes)

    def __iter__(self) -> Iterator[str]:
        words, start = bytes(self._words), 0
        for end in self._ends.tolist():
            yield words[start:end].decode("utf-8", "surrogatepass")
            start = end

    def place(self, feature: str) -> int | None:
        """The row of a *feature*; None where the table has none."""
        word = feature.encode("utf-8", "surrogatepass")
        code = crc32(word)
        place = bisect_left(self._codes, code)
        while place < len(self._codes) and self._codes[place] == code:
            if self._words[self._ends[place - 1] if place else 0 : self._ends[place]] == word:
                return place
            place += 1
        return None


def shipped_tables(names: Sequence[str]) -> dict[str, Table]:
    """The tables of data/model with these *names*. Raises ValueError naming table and line of a bad row."""
    digest = hashlib.sha256(_FORMAT)
    for name in names:
        digest.update(f"\0{name}\0".encode())
        digest.update(shipped_table(name).read_bytes())
    file = cache_folder() / f"{_STEM}{digest.hexdigest()[:32]}"
    with contextlib.suppress(OSError, ValueError):
        return read_tables(file, names)
    tables = {name: read_table(shipped_table(name)) for name in names}
    with contextlib.suppress(OSError):
        keep_tables(file, tables)
    return tables


def read_tables(file: Path, names: Sequence[str]) -> dict[str, Table]:
    """The tables that *file* holds. Raises OSError or ValueError for a file that is none."""
    with file.open("rb") as opened:
        data = memoryview(mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ))
        head = opened.readline()
    try:
        held = json.loads(head)
        if len(data) != held["size"]:
            raise ValueError(f"{file}: cut off")
        return {name: _table(data, held["start"], *held["tables"][name]) for name in names}
    except (KeyError, TypeError) as error:
        raise ValueError(f"{file}: no tables of weights") from error


def keep_tables(file: Path, tables: Mapping[str, Table]) -> None:
    """Writes *tables* to *file*, beside first, then renamed; older ones of the folder go."""
    parts: list[bytes] = []
    held: dict[str, tuple[Sequence[str], list[tuple[int, int]]]] = {}
    size = 0
    for name, table in tables.items():
        compiled = _compiled(table)
        places: list[tuple[int, int]] = []
        for part in compiled:
            places.append((size, len(part)))
            parts.append(part.ljust(-len(part) % _ALIGNED + len(part), b"\0"))
            size += len(parts[-1])
        held[name] = table.labels, places
    body = b"".join(parts)
    keep(file, _headed(held, size) + body, f"{_STEM}*")


def _headed(held: Mapping[str, object], size: int) -> bytes:
    """The line before a body of *size* bytes, as long as the parts are aligned by."""
    rough = len(json.dumps({"size": 10**12, "start": 10**12, "tables": held}))
    start = rough + -rough % _ALIGNED
    head = json.dumps({"size": start + size, "start": start, "tables": held})
    return f"{head.ljust(start - 1)}\n".encode()


def _compiled(table: Table) -> tuple[bytes, ...]:
    """The _PARTS of a table."""
    words = [feature.encode("utf-8", "surrogatepass") for feature in table.features]
    order = sorted(range(len(words)), key=lambda place: (crc32(words[place]), words[place]))
    ordered = [words[place] for place in order]
    return (
        np.array([crc32(word) for word in ordered], np.uint32).tobytes(),
        np.array(list(accumulate(map(len, ordered))), np.uint32).tobytes(),
        b"".join(ordered),
        np.ascontiguousarray(table.weights[order], np.float64).tobytes(),
    )


def _table(data: memoryview, start: int, labels: Sequence[str], parts: Sequence[tuple[int, int]]) -> Table:
    """The table whose *parts* stand so many bytes after the *start* of all, and are so long."""
    codes, ends, words, weights = (data[start + place : start + place + length] for place, length in parts)
    rows = np.frombuffer(weights, np.float64).reshape(len(codes) // 4, len(labels))
    return Table(Features(codes.cast("I"), ends.cast("I"), words), tuple(labels), rows)
