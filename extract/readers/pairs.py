"""What a site's program marks in its pages by pairs of comments: <!--<$[信息内容]>begin--> and ...end-->."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from html import unescape

from ..knowledge import schemas
from ..knowledge.lexicon import lexicon
from ..model import Span

CONTENT = "content"
PREFIX = "pair:"
"""Begins the names under which the other pairs are declared."""
LONGEST_VALUE = 500
FEWEST = 40  # characters of a content that is believed to be the whole
_TAG, _BLANK = re.compile(r"<[^<>]*>"), re.compile(r"\s+")
_COMMENT = re.compile(r"<!--(?:[^<>]|<\$\[|>){0,90}?-->")


def pairs(page: str) -> Iterator[tuple[str, Span]]:
    """The name of each pair (content, title, ...) and what stands between its comments, as they close."""
    begun: dict[str, int] = {}
    for comment in _COMMENT.finditer(page):
        for name, pattern in _patterns():
            if match := pattern.fullmatch(comment[0]):
                if match["end"] and name in begun:
                    yield name, Span(begun.pop(name), comment.start())
                elif not match["end"]:
                    begun.setdefault(name, comment.end())
                break


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    before, behind = r"<!--\s*(?:<\$\[|ZJEG_RSS\.|TRS[_.:]|@)?\s*", r"\s*(?:\]>)?[\s._:：-]*"
    edge = r"(?:begin|start|开始|(?P<end>end|结束|完))\s*-->"
    return tuple(
        (name, re.compile(f"{before}(?:{words.pattern}){behind}{edge}", re.IGNORECASE))
        for name, words in lexicon(schemas.Clean).html.pairs.items()
    )


def words_of(page: str, span: Span) -> str:
    """The words of a stretch of *page* on one line, tags left out."""
    return _BLANK.sub(" ", unescape(_TAG.sub("", span.of(page)))).strip()


def declared(page: str, found: list[tuple[str, Span]]) -> Iterator[tuple[str, str]]:
    """The pairs but for the content, as names and values of what the format declares."""
    for name, span in found:
        if name != CONTENT and span.end - span.start <= 4 * LONGEST_VALUE:
            value = words_of(page, span)
            if value and len(value) <= LONGEST_VALUE:
                yield PREFIX + name, value
