"""What features stand for, looked up one by one until so many are asked for that all of them are worth loading."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from .weights import Features

V = TypeVar("V")
NONE = -1
"""The row of a feature that a table does not have."""
_WORTH = 4
"""Of how many features one must be looked up until to load all would have taken as long."""


class Lookup(Generic[V]):
    """The values of *features*. ``get(feature, default)`` is as that of a dictionary; ask with one default only."""

    def __init__(self, features: Features, value: Callable[[int], V], values: Callable[[], Iterable[V]]) -> None:
        """*value* gives that of one row, and *values* those of all rows in their order."""
        self._features, self._value, self._values = features, value, values
        self._known: dict[str, V] = {}
        self._left = len(features) // _WORTH
        self.get: Callable[[str, V], V] = self._search

    def _search(self, feature: str, default: V) -> V:
        known = self._known
        if feature in known:
            return known[feature]
        if self._left <= 0:
            self.hasten()
            return known.get(feature, default)
        self._left -= 1
        place = self._features.place(feature)
        found = known[feature] = default if place is None else self._value(place)
        return found

    def hasten(self) -> None:
        """Loads all: there is much to come."""
        if self.get == self._search:
            self._known.update(zip(self._features, self._values(), strict=True))
            self.get = self._known.get
