"""What a question excludes: 不负责医疗卫生, 不是广东的, 除深圳以外, except Shanghai."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from .model import Kind, Token
from .vocabulary import Vocabulary
from .words import SKIPPED

_NEGATED, _BEYOND, _DOCUMENT, _FURTHER = "negated", "beyond", "document", "further"
_LACKING = frozenset({"lacks", "lacked"})
"""Groups of words that exclude too: 哪份文件没讲金融. What a document has and another lacks is no condition."""
_YES_OR_NO = frozenset({"是不是", "是否", "有没有", "会不会", "is", "are", "does", "do", "did", "has", "have", "was"})
"""A question that begins so, or asks so, whether something is lacking excludes nothing."""
_JOINS = frozenset({"和", "与", "跟", "及", "以及", "或", "或者", "and", "or", "nor"})
_HOLDERS = frozenset({Kind.DOCUMENT, Kind.AGENCY})
"""Kinds of what has topics."""
_QUESTION = frozenset({"which", "who", "what", "count"})
_ASKED = frozenset({"吗", "吧", "对吗", "是吗"})
"""At the end of 赣州不是和深圳结对吗, which excludes nothing."""


def negated(
    found: Sequence[Token], own: Collection[str], vocabulary: Vocabulary, documents: bool = False
) -> frozenset[int]:
    """The numbers of the tokens that name what is excluded, and of the words that exclude it. A word of the groups
    *own* means something else here: 三明方案没有的主题. *documents*: the one document before a word that names nothing
    is excluded, 深圳意见没提到哪些主题."""
    if any(token.surface in _ASKED for token in found) and not _others(found):
        return frozenset()
    numbers: set[int] = set(_others(found))
    asked = any(t.surface in _YES_OR_NO for n, t in enumerate(found) if n == 0 or not t.surface.isascii())
    words = {_NEGATED} | (frozenset() if asked else _LACKING)
    for number, token in enumerate(found):
        if token.groups & words and not token.groups & {*own} and (named := _named(found, number, vocabulary)):
            if _NEGATED not in token.groups and any(_is_of_document(found, at) for at in named):
                continue
            numbers |= {number, *named}
        elif documents and token.groups & words and not token.groups & {*own} and (of := _documents(found, number)):
            numbers |= {number, *of}
        elif _BEYOND in token.groups and (before := _before(found, number, numbers)):
            numbers |= {number, *before}  # 除深圳以外, 深圳以外
    return frozenset(numbers)


def _others(found: Sequence[Token]) -> list[int]:
    """The numbers of the places before 还有 in a question for the others of a base area, and of that word:
    延安是陕甘宁老区的吧，那陕甘宁还有哪个市."""
    areas = [at for at, token in enumerate(found) if {thing.kind for thing in token.things} & {Kind.BASE_AREA}]
    further = next((at for at, token in enumerate(found) if _FURTHER in token.groups and not token.things), None)
    if further is None or not areas or any(token.groups & {_NEGATED, _BEYOND} for token in found):
        return []
    behind = [token for token in found[further + 1 :] if not token.groups & {SKIPPED} or token.groups - {SKIPPED}]
    if not any(token.groups & _QUESTION for token in found[max(0, further - 1) :]) or not behind:
        return []
    return [at for at, token in enumerate(found[:further]) if _is_place(token)]


def _documents(found: Sequence[Token], number: int) -> list[int]:
    """The number of the document, or the agency, before a word, where it is the only one and no places name another."""
    if any(_is_place(token) for token in found):
        return []
    all_of_them = [at for at, token in enumerate(found) if token.things and token.things[0].kind in _HOLDERS]
    return all_of_them if len(all_of_them) == 1 and all_of_them[0] < number else []


def _is_of_document(found: Sequence[Token], at: int) -> bool:
    """Whether a name is that of a document, or a place with a word for its document behind it: 深圳实施意见."""
    behind = next((token for token in found[at + 1 :] if token.groups != {SKIPPED} and not _is_place(token)), None)
    return found[at].things[0].kind is Kind.DOCUMENT or (
        _is_place(found[at]) and behind is not None and _DOCUMENT in behind.groups
    )


def _is_place(token: Token) -> bool:
    return bool(token.things) and token.things[0].kind is Kind.PLACE


def _is_like_before(found: Sequence[Token], at: int) -> bool:
    """Whether two cities stand side by side, and 还有 behind them: 除了龙岩三明还有."""
    sorts = {thing.sort for token in found[at - 1 : at + 1] for thing in token.things[:1]}
    further = any(_FURTHER in token.groups for token in found[at + 1 : at + 2])
    return further and sorts == {""} and all(_is_place(token) for token in found[at - 1 : at + 1])


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
        apart = named and found[at - 1].surface not in _JOINS
        if kind and apart and not _ends(found, at) and not _is_like_before(found, at):
            break  # 除了三明,福建还有谁
        if kind:
            named.append(at)
        elif (named and SKIPPED not in token.groups) or not token.groups or _NEGATED in token.groups:
            break
    return [] if any(found[at].things[0].kind is Kind.DOCUMENT_KIND for at in named) else named
