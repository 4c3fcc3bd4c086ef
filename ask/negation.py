"""What a question excludes: 不负责医疗卫生, 不是广东的, 除深圳以外, except Shanghai."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from .link import SKIPPED
from .model import Kind, Token
from .vocabulary import Vocabulary

_NEGATED, _BEYOND = "negated", "beyond"
_JOINS = frozenset({"和", "与", "跟", "及", "以及", "或", "或者", "and", "or", "nor"})
_ASKED = frozenset({"吗", "吧", "对吗", "是吗"})
"""At the end of 赣州不是和深圳结对吗, which excludes nothing."""


def negated(found: Sequence[Token], own: Collection[str], vocabulary: Vocabulary) -> frozenset[int]:
    """The numbers of the tokens that name what is excluded, and of the words that exclude it. A word of the groups
    *own* means something else here: 三明方案没有的主题."""
    if any(token.surface in _ASKED for token in found):
        return frozenset()
    numbers: set[int] = set()
    for number, token in enumerate(found):
        if _NEGATED in token.groups and not token.groups & {*own} and (named := _named(found, number, vocabulary)):
            numbers |= {number, *named}
        elif _BEYOND in token.groups and (before := _before(found, number, numbers)):
            numbers |= {number, *before}  # 除深圳以外, 深圳以外
    return frozenset(numbers)


def _ends(found: Sequence[Token], at: int) -> bool:
    """Whether the names from there on end in 以外: 除深圳、广州以外."""
    behind = next((token for token in found[at:] if not token.things and token.surface not in _JOINS), None)
    return behind is not None and _BEYOND in behind.groups


def _before(found: Sequence[Token], number: int, numbers: Collection[int]) -> list[int]:
    """The numbers of the name right before a word that ends what is excluded."""
    at = number - 1
    return [at] if at >= 0 and (at in numbers or found[at].things) else []


def _named(found: Sequence[Token], number: int, vocabulary: Vocabulary) -> list[int]:
    """The numbers of the names behind a word that excludes, those joined to the first by 和 too."""
    named: list[int] = []
    for at in range(number + 1, len(found)):
        token = found[at]
        kind = token.things[0].kind if token.things else None
        if named and kind and kind is not found[named[0]].things[0].kind:
            break
        if kind and named and found[at - 1].surface not in _JOINS and not _ends(found, at):
            break  # 除了三明,福建还有谁
        if kind:
            named.append(at)
        elif (named and SKIPPED not in token.groups) or not token.groups or _NEGATED in token.groups:
            break
    return [] if any(found[at].things[0].kind is Kind.DOCUMENT_KIND for at in named) else named
