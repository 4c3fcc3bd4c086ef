"""The shipped tables of weights, read from CSV once for each of their versions: the matrices are kept in the user's
cache folder, and taken from there as long as the tables are what they were made from.

The file's name holds the SHA-256 of the tables, so one is never stale. Where the folder cannot be written or a file in
it cannot be read, the tables are read each time: nothing depends on it but time.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...usercache import cache_folder, keep
from .weights import Table, read_weights, shipped_table

_FORMAT = b"1"
_BETWEEN = "\0"
"""Stands between two features; no feature holds it, as it is in no text that was cleaned."""
_STEM = "weights-"


def shipped_tables(names: Sequence[str]) -> dict[str, Table]:
    """The tables of data/model with these *names*. Raises ValueError naming table and line of a bad row."""
    digest = hashlib.sha256(_FORMAT)
    for name in names:
        digest.update(f"{_BETWEEN}{name}{_BETWEEN}".encode())
        digest.update(shipped_table(name).read_bytes())
    file = cache_folder() / f"{_STEM}{digest.hexdigest()[:32]}.npz"
    with contextlib.suppress(OSError, ValueError, KeyError, zipfile.BadZipFile):
        return read_tables(file, names)
    tables = {name: Table.of(read_weights(shipped_table(name))) for name in names}
    with contextlib.suppress(OSError):
        keep_tables(file, tables)
    return tables


def read_tables(file: Path, names: Sequence[str]) -> dict[str, Table]:
    """The tables that *file* holds. Raises OSError, ValueError, KeyError or BadZipFile for a file that is none."""
    with np.load(file, allow_pickle=False) as arrays:
        return {
            name: Table(_words(arrays[f"{name} features"]), _words(arrays[f"{name} labels"]), arrays[f"{name} weights"])
            for name in names
        }


def keep_tables(file: Path, tables: dict[str, Table]) -> None:
    """Writes *tables* to *file*, beside first, then renamed; older ones of the folder go."""
    arrays: dict[str, NDArray[Any]] = {}
    for name, table in tables.items():
        arrays[f"{name} features"] = _bytes(table.features)
        arrays[f"{name} labels"] = _bytes(table.labels)
        arrays[f"{name} weights"] = table.weights
    data = io.BytesIO()
    np.savez(data, allow_pickle=False, **arrays)
    keep(file, data.getbuffer(), f"{_STEM}*.npz")


def _bytes(words: Sequence[str]) -> NDArray[np.uint8]:
    return np.frombuffer(_BETWEEN.join(words).encode(), dtype=np.uint8)


def _words(data: NDArray[np.uint8]) -> tuple[str, ...]:
    text = data.tobytes().decode()
    return tuple(text.split(_BETWEEN)) if text else ()
