"""Repeated answers kept in memory for as long as the data do not change."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from typing import Any

OVERHEAD = 1024
"""Bytes that an entry takes besides what it holds."""
SHARE = 4
"""One entry may take this part of all."""


class Cache:
    """The answers used last, up to *limit* bytes in all; every answer of the application is kept in the same one.

    Keys may be of any length, for only their digest is kept.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._size = 0
        self._entries: OrderedDict[bytes, tuple[int, Any]] = OrderedDict()
        self._version = ""
        self._lock = threading.Lock()

    def get(self, version: str, *key: object) -> Any:
        """The value kept for *key* under this *version* of the data, or None."""
        digest = _digest(key)
        with self._lock:
            if version != self._version:
                self._entries.clear()
                self._size, self._version = 0, version
            if digest not in self._entries:
                return None
            self._entries.move_to_end(digest)
            return self._entries[digest][1]

    def put(self, version: str, *key: object, value: object, size: int) -> None:
        """Keeps *value*, of *size* bytes, unless it is large or the data have changed since it was asked for."""
        size += OVERHEAD
        digest = _digest(key)
        with self._lock:
            if version != self._version or size > self._limit // SHARE:
                return
            self._size += size - self._entries.pop(digest, (0, None))[0]
            self._entries[digest] = (size, value)
            while self._size > self._limit:
                self._size -= self._entries.popitem(last=False)[1][0]


def _digest(key: tuple[object, ...]) -> bytes:
    return hashlib.blake2b(repr(key).encode("utf-8", "surrogatepass"), digest_size=16).digest()
