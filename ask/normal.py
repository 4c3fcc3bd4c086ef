"""One form for all that is compared: width, case, Traditional characters, punctuation and white space."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any

from ..extract.text.pinyin import syllables

_SILENT = re.compile(r"[\W_]+")
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_PLAIN = re.compile(r"[a-z0-9]")
_BLURRED = re.compile("ng|zh|ch|sh")
_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_CHINESE_YEAR = re.compile(r"[二一][〇零一二三四五六七八九]{3}(?=年)")


@lru_cache(maxsize=65536)
def normal(text: str) -> str:
    """*text* in Simplified characters, half-width and lower case, without punctuation; one space parts what is Latin.

    >>> normal("《深圳市》 Green-Energy，二〇二五年？")
    '深圳市green energy2025年'
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    if has_han(folded):
        folded = _CHINESE_YEAR.sub(lambda found: found[0].translate(_DIGITS), _opencc().convert(folded))
    return _SILENT.sub(_join, folded).strip()


def _join(match: re.Match[str]) -> str:
    text, start, end = match.string, match.start(), match.end()
    inside = start > 0 and end < len(text)
    return " " if inside and _PLAIN.match(text[start - 1]) and _PLAIN.match(text[end]) else ""


def has_han(text: str) -> bool:
    """Whether *text* holds a Chinese character."""
    return bool(_HAN.search(text))


@lru_cache(maxsize=65536)
def sound(text: str) -> str:
    """How *text* is read: toneless pinyin in one run, Latin letters as they are. 赣州 and 甘州 sound alike."""
    return re.sub(r"[^a-z0-9]", "", "".join(syllables(text)).lower())


def blurred(heard: str) -> str:
    """A sound with the endings and beginnings as one that many speakers do not tell apart: zheng and zen."""
    return _BLURRED.sub(lambda found: found[0][0], heard)


@cache
def _opencc() -> Any:
    from opencc import OpenCC  # noqa: PLC0415 - loads its dictionaries: only when something is asked

    return OpenCC("t2s")
