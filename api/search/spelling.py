"""The forms under which a name is found: normalised, in pinyin, by initials, cut into words."""

from __future__ import annotations

import logging
import re
import unicodedata
from functools import cache, lru_cache
from typing import Any

from ...ask.normal import has_han
from ...extract.text.pinyin import syllables

_SILENT = re.compile(r"[\s\W_]+")


def normal(text: str) -> str:
    """*text* for comparison: one width and case, without white space and punctuation."""
    return _SILENT.sub("", unicodedata.normalize("NFKC", text).casefold())


@lru_cache(maxsize=4096)
def pinyin(text: str) -> str:
    """The toneless pinyin of a Chinese name in one run: ``ganzhoushi``. Empty without Chinese characters."""
    return normal("".join(syllables(text))) if has_han(text) else ""


@lru_cache(maxsize=4096)
def initials(text: str) -> str:
    """The first letters of the pinyin: ``gzs``. Empty without Chinese characters."""
    return normal("".join(syllables(text, initials=True))) if has_han(text) else ""


def words(text: str) -> list[str]:
    """The words of a text as jieba cuts them for search engines: long words also give the words inside them."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return [word for word in _cutter().cut_for_search(folded) if not _SILENT.fullmatch(word)]


@cache
def _cutter() -> Any:
    import jieba  # noqa: PLC0415 - reading its dictionary takes most of a second: only when something is searched

    jieba.setLogLevel(logging.WARNING)
    jieba.initialize()
    return jieba
