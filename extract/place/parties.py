"""The sides of an agreement, where it says who they are."""

from __future__ import annotations

import re
from functools import cache

from ..knowledge import schemas
from ..knowledge.lexicon import lexicon


@cache
def party_definition() -> re.Pattern[str]:
    """What gives a party its name: 甲方:某市人民政府."""
    words = lexicon(schemas.Bodies).parties
    return re.compile(f"(?P<party>{'|'.join(words.named)})(?:[(][^()]*[)])?[:]")


def has_sides(text: str) -> bool:
    """Whether *text* (folded) is an agreement that says who each of its sides is: what one side leaves unsaid is not
    its own more than the other's."""
    return len({match["party"] for match in party_definition().finditer(text)}) > 1
