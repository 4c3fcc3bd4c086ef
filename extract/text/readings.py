"""Pypinyin's dictionaries as one file of lines, kept in the user's cache folder: who asks for the readings of a few
names looks up what is needed, which takes a hundredth of the time and of the memory that the dictionaries take.

A line is a phrase or a character, a blank, and its toneless syllables; lines are sorted by their bytes. Segmentation is
pypinyin's own, forward maximum matching over the prefixes of phrases, so both give the same (a test compares them).
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
from collections.abc import Callable, Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from ...usercache import cache_folder, keep

_STEM = "readings-"
_OTHERS = 2
"""How many versions are kept beside this one."""


class Readings:
    """The lines, of which the first is the pattern of what has a reading. Build it with :func:`readings`."""

    def __init__(self, data: bytes) -> None:
        pattern, _, _ = data.partition(b"\n")
        self._data = data
        self._begin = len(pattern)
        self._han = re.compile(pattern.decode())
        self._kept: dict[str, tuple[dict[str, str], frozenset[str]]] = {}

    def syllables(self, text: str, rest: Callable[[str], str]) -> list[str]:
        """The toneless syllables of *text*, and what *rest* makes of each stretch without readings where that is not
        empty.

        Raises KeyError for a character that pypinyin takes for one with a reading and knows none of.
        """
        found: list[str] = []
        for run, is_han in self._runs(text):
            if is_han:
                found += [one for word in self._words(run) for one in self._reading(word)]
            elif said := rest(run):
                found.append(said)
        return found

    def _runs(self, text: str) -> Iterator[tuple[str, bool]]:
        """The stretches with readings and those without; an empty text is one without."""
        end = 0
        for match in self._han.finditer(text):
            if match.start() > end:
                yield text[end : match.start()], False
            yield match[0], True
            end = match.end()
        if end < len(text) or not text:
            yield text[end:], False

    def _words(self, run: str) -> Iterator[str]:
        """The longest phrase at each place, a character where there is none; a look-ahead ends where no phrase goes on
        so."""
        start = 0
        while start < len(run):
            lines, begun = self._lines(run[start])
            length = 1
            for end in range(start + 1, len(run) + 1):
                if (part := run[start:end]) in lines:
                    length = end - start
                elif part not in begun:
                    break
            yield run[start : start + length]
            start += length

    def _reading(self, word: str) -> list[str]:
        return self._lines(word[0])[0][word].split(" ")

    def _lines(self, head: str) -> tuple[dict[str, str], frozenset[str]]:
        """The reading of each phrase that begins with that character, and what such phrases begin with."""
        if head not in self._kept:
            lines: dict[str, str] = {}
            first = head.encode()
            place = self._before(first)
            while self._data.startswith(first, place + 1):
                end = self._data.index(b"\n", place + 1)
                word, _, said = self._data[place + 1 : end].decode().partition(" ")
                lines[word] = said
                place = end
            self._kept[head] = lines, frozenset(word[:end] for word in lines for end in range(1, len(word)))
        return self._kept[head]

    def _before(self, first: bytes) -> int:
        """The end of the line before the first one that begins with that, or would stand there."""
        low, high = self._begin, len(self._data) - 1
        while True:
            middle = (low + high) // 2 + 1
            end = self._data.find(b"\n", middle, high)
            if end < 0 and (end := self._data.rfind(b"\n", low + 1, middle)) < 0:
                return low if self._data[low + 1 : high] >= first else high
            if self._data[end + 1 : end + 1 + len(first)] < first:
                low = end
            else:
                high = end


@cache
def readings() -> Readings | None:
    """What is kept of the installed pypinyin; None where nothing is: :func:`keep_readings` sees to that."""
    digest = hashlib.sha256().digest_size
    with contextlib.suppress(OSError):
        data = _file().read_bytes()
        if hashlib.sha256(data[digest:]).digest() == data[:digest]:
            return Readings(data[digest:])
    return None


def keep_readings() -> None:
    """Keeps the dictionaries of pypinyin, which is loaded for it, for those who ask later."""
    data = compiled()
    with contextlib.suppress(OSError):
        keep(_file(), hashlib.sha256(data).digest() + data, f"{_STEM}*", _OTHERS)


def compiled() -> bytes:
    """The lines of the installed pypinyin."""
    from pypinyin import Style  # noqa: PLC0415 - its tables take half a second
    from pypinyin.constants import PHRASES_DICT, PINYIN_DICT, RE_HANS  # noqa: PLC0415
    from pypinyin.style import convert  # noqa: PLC0415

    @cache
    def toneless(syllable: str) -> str:
        said: str = convert(syllable, Style.NORMAL, strict=True, default=syllable)
        return said

    lines = {chr(code): toneless(said.split(",")[0]) for code, said in PINYIN_DICT.items()}
    lines |= {phrase: " ".join(toneless(said[0]) for said in every) for phrase, every in PHRASES_DICT.items()}
    held = sorted(f"{word} {said}".encode() for word, said in lines.items())
    return b"\n".join((RE_HANS.pattern.removeprefix("^").removesuffix("$").encode(), *held, b""))


def _file() -> Path:
    """Where they are kept: the name hangs on this code and on the version of pypinyin."""
    digest = hashlib.sha256(Path(__file__).read_bytes())
    spec = find_spec("pypinyin")
    assert spec is not None and spec.origin is not None, "it is required"
    digest.update(Path(spec.origin).read_bytes())
    with os.scandir(Path(spec.origin).parent) as entries:
        digest.update(repr(sorted((one.name, one.stat().st_size) for one in entries if one.is_file())).encode())
    return cache_folder() / f"{_STEM}{digest.hexdigest()[:32]}"
