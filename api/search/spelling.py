"""The forms under which a name is found: normalised, in pinyin, by initials, cut into words."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from ...ask.normal import has_han
from ...extract.text.pinyin import syllables
from ...extract.text.tokens import jieba

_SILENT = re.compile(r"[\s\W_]+")
_JOINED = re.compile("[-_]")
_UNREAD = "\0"
"""Stands before what has no reading, among syllables."""


def normal(text: str) -> str:
    """*text* for comparison: one width and case, without white space and punctuation."""
    return _SILENT.sub("", unicodedata.normalize("NFKC", text).casefold())


@lru_cache(maxsize=4096)
def sounds(text: str) -> tuple[str, str]:
    """The toneless pinyin of a Chinese name in one run, and its first letters: ``ganzhoushi``, ``gzs``. Both are empty
    without Chinese characters."""
    if not has_han(text):
        return "", ""
    parts = syllables(text, rest=lambda rest: _UNREAD + rest)
    letters = (part if part.startswith(_UNREAD) else part[:1] for part in parts)
    pinyin, initials = (normal("".join(each).replace(_UNREAD, "")) for each in (parts, letters))
    return pinyin, initials


def words(text: str) -> list[str]:
    """The words of a text as jieba cuts them for search engines: long words also give the words inside them, and what
    is joined by hyphens and low lines (2023-2027) gives its parts.

    >>> words("对口合作方案(2023-2027年)")
    ['对口', '合作', '方案', '2023', '2027', '年']
    """
    folded = unicodedata.normalize("NFKC", text).casefold().encode("utf-8", "replace").decode("utf-8")
    cut = jieba().cut_for_search(_JOINED.sub(" ", folded), True)
    return [word for word in cut if not _SILENT.fullmatch(word)]
