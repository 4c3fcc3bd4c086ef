"""Cuts a text at punctuation, and never inside balanced brackets or quotation marks."""

from __future__ import annotations

from collections.abc import Iterator

from .model import Span

SENTENCE = "。;!?"
COMMA = ","
EDGES = SENTENCE + COMMA + "、:"
"""Punctuation that is no part of the words at whose end it stands."""
_OPENERS, _MATCHING = "([【〔《〈“‘「『", ")]】〕》〉”’」』"
_PAIRS = dict(zip(_OPENERS, _MATCHING, strict=True))
_CLOSERS = frozenset(_PAIRS.values())


def closed(text: str, span: Span, opens: str = _OPENERS) -> list[Span]:
    """The outermost stretches between balanced marks of the kinds in *opens*, marks included, in order.

    A mark that nothing closes inside *span* is passed over. One pass, whatever the text.
    """
    stack: list[tuple[str, int]] = []
    outer: list[Span] = []
    waiting: dict[str, int] = {}
    for position in range(span.start, span.end):
        char = text[position]
        if char in opens:
            stack.append((_PAIRS[char], position))
            waiting[_PAIRS[char]] = waiting.get(_PAIRS[char], 0) + 1
        elif char in _CLOSERS and waiting.get(char):
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
    inside = closed(text, span)
    start, position, at = span.start, span.start, 0
    while position < span.end:
        if at < len(inside) and inside[at].start == position:
            position = inside[at].end
            at += 1
            continue
        if text[position] in marks:
            if text[start:position].strip():
                yield Span(start, position)
            start = position + 1
        position += 1
    if text[start : span.end].strip():
        yield Span(start, span.end)


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
