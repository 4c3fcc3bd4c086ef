"""JSON that is written piece by piece, one node or edge a line, keys in the order given."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)
dumps = _ENCODER.encode


def array(items: Iterable[object]) -> Iterator[str]:
    """A JSON array, an item a line."""
    before = "[\n"
    for item in items:
        yield before + dumps(item)
        before = ",\n"
    yield "\n]" if before != "[\n" else "[]"
