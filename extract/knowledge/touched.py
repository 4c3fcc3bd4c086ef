"""What of the gazetteer a document's reading came in touch with: the texts that were looked through for names, and each
name or key that was looked up, whether it was found or not.

A row whose names and key are in none of these cannot have changed what was read, whatever the row says: every way from
the rows to a document is a look-up in a :class:`Traced` mapping, a :class:`.matcher.Matcher` run over a text, or a loop
over rows that asks how a word begins, ends or what it holds, and notes that word as a text (:func:`note_text`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

V = TypeVar("V")


@dataclass(slots=True)
class Touched:
    """The texts that were looked through, and the names and keys that were looked up."""

    texts: set[str] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)
    everything: bool = False
    """All rows were gone through: any change may be one of the reading."""


_now: Touched | None = None


@contextmanager
def touching(into: Touched | None) -> Iterator[None]:
    """Has *into* take note of what is touched within the block; nothing does where it is None."""
    global _now  # noqa: PLW0603 - a process reads one document at a time
    before, _now = _now, into
    try:
        yield
    finally:
        _now = before


def note_text(text: str) -> None:
    """Takes note of a *text* that is looked through."""
    if _now is not None:
        _now.texts.add(text)


def note_key(key: str) -> None:
    """Takes note of a name or *key* that is looked up."""
    if _now is not None:
        _now.keys.add(key)


def note(touched: Touched) -> None:
    """Takes note of all that work *touched* whose outcome is used again."""
    if _now is not None:
        _now.texts |= touched.texts
        _now.keys |= touched.keys
        _now.everything |= touched.everything


class Traced(Mapping[str, V]):
    """A mapping of names or keys that takes note of what is asked of it."""

    __slots__ = ("_held",)

    def __init__(self, held: Mapping[str, V]) -> None:
        self._held = held

    def __getitem__(self, key: str) -> V:
        note_key(key)
        return self._held[key]

    def get(self, key: str, default: Any = None) -> Any:
        note_key(key)
        return self._held.get(key, default)

    def __contains__(self, key: object) -> bool:
        if isinstance(key, str):
            note_key(key)
        return key in self._held

    def __iter__(self) -> Iterator[str]:
        if _now is not None:
            _now.everything = True
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)
