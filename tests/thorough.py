"""How hard properties are tried: a run of all tests tries some examples of each, `make thorough` many."""

from __future__ import annotations

import os

TIMES = 1 if "DUIKOU_THOROUGH" not in os.environ else 8


def examples(count: int) -> int:
    """How many examples of a property are tried that begins to tell something from *count* of them."""
    return count * TIMES
