"""Cuts a text at punctuation, and never inside balanced brackets or quotation marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ..model import Span

SENTENCE = "。;!?"
COMMA = ","
EDGES = SENTENCE + COMMA + "、:"
"""Punctuation that is no part of the words at whose end it stands."""
_OPENERS, _MATCHING = "([【〔《〈“‘「『", ")]】〕》〉”’」』"
_QUOTES = re.compile("[“「『]")
_COUNTED = re.compile("(?<![一-鿿A-Za-z0-9(第])[①-⑳㉑-㉟㊱-㊿]|(?<=[一-鿿)])[②-⑳㉑-㉟㊱-㊿](?=[一-鿿“])")
_PAIRS = dict(zip(_OPENERS, _MATCHING, strict=True))


@cache
def _any_of(marks: str) -> re.Pattern[str]:
    return re.compile(f"[{re.escape(marks)}]")


@cache
def _brackets(opens: str) -> re.Pattern[str]:
    """The marks in *opens* and every closing mark; a mark that closes another kind is passed over later."""
    return _any_of(opens + _MATCHING)


def closed(text: str, span: Span, opens: str = _OPENERS) -> list[Span]:
    """The outermost stretches between balanced marks of the kinds in *opens*, marks included, in order.

    A mark that nothing closes inside *span* is passed over. One pass, whatever the text.
    """
    if not _any_of(opens).search(text, span.start, span.end):
        return []
    stack: list[tuple[str, int]] = []
    outer: list[Span] = []
    waiting: dict[str, int] = {}
    for match in _brackets(opens).finditer(text, span.start, span.end):
        char, position = match[0], match.start()
        if closer := _PAIRS.get(char):
            stack.append((closer, position))
            waiting[closer] = waiting.get(closer, 0) + 1
        elif waiting.get(char):
            while True:
                closer, start = stack.pop()
                waiting[closer] -= 1
                if closer == char:
                    break
            while outer and outer[-1].start > start:
                outer.pop()
            outer.append(Span(start, position + 1))
    return outer


def split(text: str, span: Span, marks: str) -> Iterator[Span]:
    """The parts of *span* between the *marks*; empty parts are dropped, white space is left in place."""
    inside: list[Span] | None = None  # looked for when there is a mark at all
    start, at = span.start, 0
    for match in _any_of(marks).finditer(text, span.start, span.end):
        position = match.start()
        if inside is None:
            inside = closed(text, span)
        while at < len(inside) and inside[at].end <= position:
            at += 1
        if at < len(inside) and inside[at].start <= position:
            continue
        if not _blank(text, start, position):
            yield Span(start, position)
        start = position + 1
    if not _blank(text, start, span.end):
        yield Span(start, span.end)


def sentences(text: str, span: Span) -> Iterator[tuple[Span, bool]]:
    """The sentences of *span*, cut at SENTENCE and before signs that count (②), and whether each is quoted; white space
    is left in place, empty ones are dropped.

    What brackets and quotation marks hold is not cut, but for what somebody says: a quotation that opens a sentence or
    a part of one, and has sentences in it.
    """
    for stretch, quoted in _told(text, span, False):
        for part in split(text, stretch, SENTENCE):
            start = part.start
            for sign in _COUNTED.finditer(text, part.start + 1, part.end):
                if not _blank(text, start, sign.start()):
                    yield Span(start, sign.start()), quoted
                start = sign.start()
            yield Span(start, part.end), quoted


def _told(text: str, span: Span, quoted: bool) -> Iterator[tuple[Span, bool]]:
    """*span* cut around the quotations of sentences in it."""
    start = span.start
    for stretch in closed(text, span) if _QUOTES.search(text, span.start, span.end) else ():
        if text[stretch.start] in "“「『" and _says(text, stretch, span.start):
            if not _blank(text, start, stretch.start):
                yield Span(start, stretch.start), quoted
            yield from _told(text, Span(stretch.start + 1, stretch.end - 1), True)
            start = stretch.end
    if not _blank(text, start, span.end):
        yield Span(start, span.end), quoted


def _says(text: str, quotation: Span, start: int) -> bool:
    """Whether a quotation in what begins at *start* is one of sentences: 打造“红色;绿色”品牌 has none."""
    before = text[start : quotation.start].rstrip()[-1:]
    opens = not before or before in EDGES or before in _MATCHING
    return opens and bool(_any_of(SENTENCE).search(text, quotation.start, quotation.end))


def _blank(text: str, start: int, end: int) -> bool:
    return start >= end or (text[start].isspace() and text[start:end].isspace())


def parts(text: str, span: Span) -> Iterator[Span]:
    """The comma parts of a sentence, without white space and stray punctuation at their ends."""
    for part in split(text, span, COMMA):
        yield trim(text, part, EDGES)


def trim(text: str, span: Span, extra: str = "") -> Span:
    """*span* without white space and the characters of *extra* at either end."""
    start, end = span
    while start < end and (text[start].isspace() or text[start] in extra):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in extra):
        end -= 1
    return Span(start, end)
