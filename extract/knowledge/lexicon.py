"""The words that a stage goes by, read once from its TOML file in data/lexicon and checked against its schema."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from . import schemas
from .plain import plain, restored
from .schemas.fields import ITEM, Lexicon

L = TypeVar("L", bound=Lexicon)
Path = tuple[str | int, ...]
"""Where a value stands in a file: keys, and numbers of entries."""

_CAUSES = {
    "extra_forbidden": "unknown key",
    "missing": "missing key",
    "string_type": "must be a string",
    "int_type": "must be a whole number",
    "float_type": "must be a number",
    "tuple_type": "must be a list",
    "dict_type": "must be a table",
    "model_type": "must be a table",
    "too_short": "must not be empty",
    "literal_error": "must be one of {expected}",
    "greater_than_equal": "must be at least {ge}",
    "greater_than": "must be more than {gt}",
    "less_than_equal": "must be at most {le}",
}
"""What is wrong, by pydantic's name for it; its own words where none stand here."""
_good: dict[str, Any] = {}
_KEY = "[key]"
"""Pydantic's last step to a key that is wrong itself."""
_AT = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


def lexicon(schema: type[L]) -> L:
    """The shipped file of *schema*. Raises ValueError with one line that names file, line, key and cause."""
    found = _shipped(schema)
    assert isinstance(found, schema)
    return found


def check_lexicons() -> None:
    """Reads every file. Raises ValueError as lexicon does."""
    _good.clear()
    for schema in schemas.lexicons():
        lexicon(schema)


def found_good(*more: type[Lexicon]) -> dict[str, Any]:
    """All files, and those of the schemas *more*, as JSON has them, by name."""
    return {schema.file_name(): plain(lexicon(schema)) for schema in (*schemas.lexicons(), *more)}


def take(good: Mapping[str, Any]) -> None:
    """Has files taken from what :func:`found_good` gave of these very files, where they are not read yet."""
    _good.update(good)


@cache
def _shipped(schema: type[Lexicon]) -> Lexicon:
    name = f"data/lexicon/{schema.file_name()}"
    if schema.file_name() in _good:
        return restored(schema, _good[schema.file_name()])
    try:
        data = (files("duikou.data") / "lexicon" / schema.file_name()).read_bytes()
    except OSError as error:
        raise ValueError(f"{name}: {error.strerror}") from error
    return parse(data, schema, name)


def parse(data: bytes, schema: type[L], name: str) -> L:
    """The file *name* that holds *data*. Raises ValueError as lexicon does."""
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ValueError(f"{name}, line {line}: not UTF-8") from error
    try:
        return schema.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        found = _AT.search(str(error))
        line = int(found[1]) if found and found[1] else text.rstrip("\n").count("\n") + 1
        raise ValueError(f"{name}, line {line}: {_AT.sub('', str(error))}") from error
    except ValidationError as error:
        raise ValueError(f"{name}, {_first(text, error.errors())}") from error


def _first(text: str, errors: Sequence[ErrorDetails]) -> str:
    """Line, key and cause of one of *errors*: an unknown key before the missing one that it may stand for."""
    unknown = [error for error in errors if error["type"] == "extra_forbidden"]
    line, error = min(((line_of(text, _path(one)), one) for one in unknown or errors), key=lambda pair: pair[0])
    known = _CAUSES.get(error["type"])
    cause = known.format_map(error.get("ctx", {})) if known else error["msg"]
    key = ".".join(step for step in _path(error) if isinstance(step, str) and step)
    return f"line {line}: {key}: {cause}"


def _path(error: ErrorDetails) -> Path:
    path = tuple(step for step in error["loc"] if step != _KEY)
    item = error.get("ctx", {}).get(ITEM)
    return path if item is None else (*path, item)


def line_of(text: str, path: Path) -> int:
    """The line of the valid TOML *text* on which the value at *path* begins; where there is none, that of the table
    that lacks it.

    Each line is tried as the last one: the parser tells whether the value is there, and a list that goes on over
    several lines is closed for it.
    """
    lines = text.split("\n")
    while path:
        last = path[-1]
        for number, line in enumerate(lines, 1):
            if (isinstance(last, int) or last in line) and _holds("\n".join(lines[:number]), path):
                return number
        path = path[:-1]
    return 1


def _holds(text: str, path: Path) -> bool:
    for end in ("", "\n]"):
        try:
            value: object = tomllib.loads(text + end)
        except tomllib.TOMLDecodeError:
            continue
        return _reaches(value, path)
    return False


def _reaches(value: object, path: Path) -> bool:
    for step in path:
        inside: object = dict(enumerate(value)) if isinstance(value, list) else value
        if not isinstance(inside, dict) or step not in inside:
            return False
        value = inside[step]
    return True
