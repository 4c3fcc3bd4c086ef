"""Two halves of the documents: what is fitted to one finds what later decisions learn from in the other."""

from __future__ import annotations

from hashlib import sha256

from .gold import Gold

HALVES = 2


def half(gold: Gold, again: int = 0) -> int:
    """Which half of the documents a document belongs to, by its name; *again* numbers other ways to halve, as a half is
    to be halved in its turn."""
    return sha256(f"half {gold.name}".encode()).digest()[again] % HALVES
