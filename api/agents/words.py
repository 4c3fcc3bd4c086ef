"""The words that agents read, from words.toml."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from pydantic import Field


@cache
def said() -> dict[str, Any]:
    """words.toml."""
    return tomllib.loads(files(__package__).joinpath("words.toml").read_text("utf-8"))


def argument(name: str, **options: Any) -> Any:
    """What a tool takes, described by ``[argument]`` of words.toml."""
    return Field(description=said()["argument"][name], **options)


def title(tool: str) -> str:
    """What a tool is called for people."""
    return str(said()["tool"][tool]["title"])


def description(tool: str) -> str:
    """What a tool does, for models."""
    return str(said()["tool"][tool]["text"]).strip()
