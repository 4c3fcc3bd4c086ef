"""catalogue.toml as typed values."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pydantic import TypeAdapter


@dataclass(frozen=True, slots=True)
class Definition:
    """One picture: see the head of catalogue.toml."""

    name: str
    draw: str
    dimensions: tuple[str, ...] = ()
    most: tuple[int, ...] = ()
    order: tuple[str, ...] = ()
    untold: bool = False


@cache
def catalogue() -> dict[str, Definition]:
    """Every picture by its name, in the order of the file."""
    tables = tomllib.loads(files(__package__).joinpath("catalogue.toml").read_text("utf-8"))
    adapter = TypeAdapter(Definition)
    return {name: adapter.validate_python({"name": name, **table}) for name, table in tables.items()}


def definition(name: str) -> Definition:
    """The picture of that name. Raises LookupError when there is none."""
    found = catalogue().get(name)
    if found is None:
        raise LookupError(f"there is no picture {name[:40]!r}; there are {', '.join(catalogue())}")
    return found
