"""The words that a stage goes by, read once from its TOML file in data/lexicon."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def lexicon(name: str) -> dict[str, Any]:
    """The tables of ``data/lexicon/{name}.toml``. The value is shared between callers: read it, never change it.

    Raises FileNotFoundError when there is no such file, ValueError (naming file, line and column) when it is no TOML.
    """
    path = files("duikou.data") / "lexicon" / f"{name}.toml"
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"data/lexicon/{name}.toml: {error}") from error
