"""The types of which the schemas of data/lexicon are made: words, lists of words, patterns, templates, numbers.

Every text is folded (text/fold.py) as it is read, for it is matched against folded text. What is wrong is raised with
its cause, and with the number of the entry where it is one of a list.
"""

from __future__ import annotations

import re
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from ...text.fold import fold

ITEM = "item"
"""Where the context of an error holds the number of the entry that is wrong."""
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")

T = TypeVar("T")
Entry = TypeVar("Entry", str, re.Pattern[str])


class Table(BaseModel):
    """A table of a file: its keys are these fields and no others."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Lexicon(Table):
    """A file: data/lexicon/ and the name of the class in small letters."""

    @classmethod
    def file_name(cls) -> str:
        return f"{cls.__name__.lower()}.toml"


def wrong(cause: str, item: int | None = None) -> PydanticCustomError:
    """What a validator raises; *item* is the number of the entry that is wrong."""
    context = {"cause": cause} if item is None else {"cause": cause, ITEM: item}
    return PydanticCustomError("lexicon", "{cause}", context)


def _word(word: str) -> str:
    if not word.strip():
        raise wrong("empty word")
    return fold(word)


def _unique(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    seen: set[Entry] = set()
    for number, entry in enumerate(entries):
        if entry in seen:
            printed = entry if isinstance(entry, str) else entry.pattern
            raise wrong(f"duplicate entry {printed!r}", number)
        seen.add(entry)
    return entries


def _pattern(text: object) -> re.Pattern[str]:
    if not isinstance(text, str):
        raise wrong("must be a string")
    if not text:
        raise wrong("empty pattern")
    try:
        return re.compile(fold(text))
    except re.error as error:
        raise wrong(f"bad regular expression: {error}") from error


def template(*names: str) -> AfterValidator:
    """A text that may hold ``{name}`` for each of *names*, and no other name in braces."""

    def check(text: str) -> str:
        for name in _PLACEHOLDER.findall(text):
            if name not in names:
                raise wrong(f"unknown placeholder {{{name}}}; known: {', '.join(f'{{{one}}}' for one in names)}")
        _pattern(text)  # a placeholder is no special sign of a regular expression
        return text

    return AfterValidator(check)


def having(*keys: str) -> AfterValidator:
    """A table whose keys are data, and that has at least *keys*."""

    def check(table: dict[str, T]) -> dict[str, T]:
        for key in keys:
            if key not in table:
                raise wrong(f"missing key {key!r}")
        return table

    return AfterValidator(check)


Word = Annotated[str, AfterValidator(_word)]
Words = Annotated[tuple[Word, ...], Field(min_length=1), AfterValidator(_unique)]
Forms = dict[Word, Word]
"""Short forms and the full one of each."""
Pattern = Annotated[re.Pattern[str], BeforeValidator(_pattern)]
"""A regular expression; where it is only part of a larger one, its text is ``.pattern``."""
Patterns = Annotated[tuple[Pattern, ...], Field(min_length=1), AfterValidator(_unique)]
Count = Annotated[int, Field(strict=True, ge=1)]
Share = Annotated[float, Field(strict=True, gt=0, le=1)]
