"""One letter form for matching: full-width marks, letters and digits as half-width, character by character.

Folding never changes the length of a text, so offsets in the folded text are offsets in the text itself.
"""

from __future__ import annotations

import re

_WIDE = re.compile("[\uff01-\uff5e\u3000\uff61]")
_TABLE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xFF61: 0x3002}


def fold(text: str) -> str:
    """*text* with full-width ASCII forms (U+FF01 to U+FF5E) and the ideographic space as their half-width forms."""
    return text.translate(_TABLE) if _WIDE.search(text) else text  # most texts handed in are folded already
