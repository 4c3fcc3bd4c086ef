"""Two halves of the documents: what is fitted to one finds what later decisions learn from in the other."""

from __future__ import annotations

from hashlib import sha256

HALVES = 2


def half(document: str, again: int = 0) -> int:
    """Which half of the documents the *document* of this name belongs to; *again* numbers other ways to halve, as a
    half is to be halved in its turn."""
    return sha256(f"half {document}".encode()).digest()[again] % HALVES
