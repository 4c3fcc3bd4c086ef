"""One letter form for matching: full-width marks, letters and digits as half-width, character by character.

Folding never changes the length of a text, so offsets in the folded text are offsets in the text itself.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from .lexicon import lexicon

_WIDE = re.compile("[\uff01-\uff5e\u3000\uff61]")
_TABLE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xFF61: 0x3002}


def fold(text: str) -> str:
    """*text* with full-width ASCII forms (U+FF01 to U+FF5E) and the ideographic space as their half-width forms."""
    return text.translate(_TABLE) if _WIDE.search(text) else text  # most texts handed in are folded already


def _fold_all(value: Any) -> Any:
    if isinstance(value, str):
        return fold(value)
    if isinstance(value, list):
        return [_fold_all(item) for item in value]
    if isinstance(value, dict):
        return {fold(key): _fold_all(item) for key, item in value.items()}
    return value


@cache
def folded_lexicon(name: str) -> dict[str, Any]:
    """``lexicon(name)`` with every key and word folded, to be matched against folded text."""
    result: dict[str, Any] = _fold_all(lexicon(name))
    return result
