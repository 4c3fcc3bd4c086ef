"""Bitmaps of pictures, one at a time: each takes up to a second of the processor."""

from __future__ import annotations

from threading import Lock

from ...pictures import png
from ..http.errors import RefusedError

_TURN = Lock()
_PATIENCE = 10
"""Seconds that a bitmap waits for its turn."""


def bitmap(svg: str) -> bytes:
    """An SVG as PNG. Raises RefusedError (503) where the turn does not come, and NoFontError as ``png`` does."""
    if not _TURN.acquire(timeout=_PATIENCE):
        raise RefusedError(503, "too many bitmaps are being made; take the SVG, or ask again", {"Retry-After": "5"})
    try:
        return png(svg)
    finally:
        _TURN.release()
