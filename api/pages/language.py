"""Which language a reader wants, and the words of the interface in it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from fastapi import Request

from ..http.accept import accepted_language

LANGUAGES = ("zh", "en")
"""The languages of the interface; the first is what everybody gets who asks for neither."""

COOKIE = "duikou-language"


class _Values(dict[str, object]):
    """What is filled in, and numbers with the noun that goes with one or with many."""

    def __missing__(self, key: str) -> str:
        name, *nouns = key.split("|")
        if len(nouns) != 2:
            raise KeyError(key)
        number = self[name.removeprefix("~")]
        noun = nouns[str(number) != "1"]
        return noun if name.startswith("~") else f"{number} {noun}"


class Words:
    """The words of one language: ``words("home.title")``, with ``{names}`` filled in from keyword arguments."""

    def __init__(self, code: str, table: Mapping[str, Any]) -> None:
        self.code = code
        self._texts = dict(_flat(table, ""))

    def __call__(self, key: str, /, **values: object) -> str:
        """The text of *key*. Raises KeyError for a key that the language file does not have.

        ``{count|row|rows}`` is a number with the noun that goes with it: 1 row, 2 rows. ``{~count|row|rows}`` is the
        noun alone, for where the number stands by itself.
        """
        text = self._texts[key]
        return text.format_map(_Values(values)) if values else text

    def get(self, key: str, default: str) -> str:
        """The text of *key*, or *default*: for keys that come from the data."""
        return self._texts.get(key, default)

    def keys(self) -> set[str]:
        return set(self._texts)

    def under(self, prefix: str) -> dict[str, str]:
        """Every text whose key starts with ``prefix.``, by the rest of its key."""
        return {k.removeprefix(f"{prefix}."): v for k, v in self._texts.items() if k.startswith(f"{prefix}.")}


@cache
def words(code: str) -> Words:
    """The words of a language from ``api/i18n/{code}.toml``."""
    text = files("duikou.api").joinpath("i18n", f"{code}.toml").read_text("utf-8")
    return Words(code, tomllib.loads(text))


def choose_language(request: Request) -> str:
    """The language of a request: ``?lang=``, then the reader's earlier choice, then Accept-Language, then Chinese."""
    for chosen in (request.query_params.get("lang"), request.cookies.get(COOKIE)):
        if chosen in LANGUAGES:
            return chosen
    return accepted_language(request.headers.get("accept-language", ""), LANGUAGES)


def _flat(table: Mapping[str, Any], prefix: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in table.items():
        if isinstance(value, Mapping):
            found.extend(_flat(value, f"{prefix}{key}."))
        else:
            found.append((prefix + key, str(value)))
    return found
