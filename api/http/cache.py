"""Repeated answers kept in memory for as long as the data do not change."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Cache(Generic[Value]):
    """The answers used last, up to *limit* bytes in all; an answer longer than a sixteenth of that is not kept."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._size = 0
        self._entries: OrderedDict[Hashable, tuple[int, Value]] = OrderedDict()
        self._version = ""

    def get(self, version: str, key: Hashable) -> Value | None:
        """The value kept for *key* under this *version* of the data."""
        if version != self._version:
            self._entries.clear()
            self._size, self._version = 0, version
            return None
        entry = self._entries.get(key)
        if entry is None:
            return None
        self._entries.move_to_end(key)
        return entry[1]

    def put(self, version: str, key: Hashable, value: Value, size: int) -> None:
        """Keeps *value*, of *size* bytes, unless the data have changed since it was asked for."""
        if version != self._version or size > self._limit // 16:
            return
        old = self._entries.pop(key, None)
        if old is not None:
            self._size -= old[0]
        self._entries[key] = (size, value)
        self._size += size
        while self._size > self._limit:
            _, (dropped, _) = self._entries.popitem(last=False)
            self._size -= dropped
