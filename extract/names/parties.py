"""Words that stand for a body only in their document: 甲方, 我委, 该局."""

from __future__ import annotations

import re
from functools import cache

from ..knowledge import schemas
from ..knowledge.lexicon import lexicon


@cache
def party_words() -> re.Pattern[str]:
    """甲方, 甲乙双方; 该, 我 or 本 and the last character of a kind of body; 公司 where it opens a clause."""
    words = lexicon(schemas.Bodies).parties
    kinds = "|".join(words.kinds)
    return re.compile(
        f"(?:{'|'.join((*words.both, *words.named))})"
        f"|(?:{'|'.join(words.referring)})(?:{kinds})(?![\u4e00-\u9fff]?长)"
        f"|(?<![^,。;:、!?\\s])(?:{'|'.join(words.opening)})"
    )


@cache
def party_both() -> frozenset[str]:
    return frozenset(lexicon(schemas.Bodies).parties.both)
