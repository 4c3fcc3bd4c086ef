"""Word lists as plain values that JSON has, and back: a list that was found good needs no check to be made again, and
its patterns are compiled when they are first used, which most of them are not for a small document."""

from __future__ import annotations

import re
from functools import cache
from typing import Annotated, Any, Literal, TypeVar, get_args, get_origin

from pydantic import BaseModel

M = TypeVar("M", bound=BaseModel)


class Late:
    """A pattern that is compiled when it is first used: what re.Pattern has by its names."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # what others ask of any object
            raise AttributeError(name)
        found = getattr(re.compile(self.pattern), name)
        setattr(self, name, found)  # the next one who asks finds it as an attribute
        return found

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Late | re.Pattern) and self.pattern == other.pattern

    def __hash__(self) -> int:
        return hash(self.pattern)


def plain(value: Any) -> Any:
    """*value*, of a schema's types, as JSON has it."""
    if isinstance(value, BaseModel):
        return {name: plain(getattr(value, name)) for name in type(value).model_fields}
    if isinstance(value, re.Pattern | Late):
        return value.pattern
    if isinstance(value, tuple):
        return [plain(one) for one in value]
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    return value


def restored(schema: type[M], value: Any) -> M:
    """The table of *schema* of which :func:`plain` made *value*."""
    kinds = _kinds(schema)
    return schema.model_construct(**{name: _restored(kinds[name], one) for name, one in value.items()})


@cache
def _kinds(schema: type[BaseModel]) -> dict[str, Any]:
    return {name: field.annotation for name, field in schema.model_fields.items()}


def _restored(kind: Any, value: Any) -> Any:
    if kind is re.Pattern or get_origin(kind) is re.Pattern:
        return Late(value)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return restored(kind, value)
    origin, inside = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return _restored(inside[0], value)
    if origin is tuple:
        return tuple([_restored(inside[0], one) for one in value])
    if origin is dict:
        return {key: _restored(inside[1], one) for key, one in value.items()}
    if kind in (str, int, float, bool) or origin is Literal:
        return value
    raise TypeError(f"{kind} is no type of a word list")
