"""The HTTP interface for people, from the application's own OpenAPI description."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ...ask.normal import has_han

_REF = "#/components/schemas/"
_ITEMS = "items"


@dataclass(frozen=True, slots=True)
class Part:
    """A parameter of a request or a field of an answer."""

    name: str
    type: str
    text: str
    required: bool = False
    refers: str = ""
    """The schema that it is an object, or a list of objects, of."""


@dataclass(frozen=True, slots=True)
class Operation:
    """A method of an address."""

    method: str
    path: str
    title: str
    text: str
    parameters: tuple[Part, ...]
    fields: tuple[Part, ...]
    answers: tuple[tuple[str, str], ...]
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """What stands under one tag, and the schemas of objects that its answers hold."""

    name: str
    operations: tuple[Operation, ...]
    schemas: tuple[tuple[str, str, tuple[Part, ...]], ...]


def groups(description: Mapping[str, Any], language: str) -> list[Group]:
    """The operations by their first tag, in the order of the description; HEAD is left out."""
    known: Mapping[str, Any] = description.get("components", {}).get("schemas", {})
    found: dict[str, list[Operation]] = {}
    for path, methods in description["paths"].items():
        for method, raw in methods.items():
            if method != "head":
                tag = (raw.get("tags") or ["other"])[0]
                found.setdefault(tag, []).append(_operation(method, path, raw, known, language))
    shown: set[str] = set()
    return [Group(tag, tuple(each), tuple(_schemas(each, known, language, shown))) for tag, each in found.items()]


def in_language(text: str, language: str) -> str:
    """Of a paragraph of Chinese and one of English that of *language*; any other text as it is."""
    parts = text.split("\n\n")
    if len(parts) == 2 and has_han(parts[0]) and language in ("zh", "en"):
        return parts[0 if language == "zh" else 1]
    return text


def _operation(method: str, path: str, raw: Mapping[str, Any], known: Mapping[str, Any], language: str) -> Operation:
    answer = raw["responses"].get("200", {}).get("content", {}).get("application/json", {}).get("schema", {})
    schema = _resolved(answer, known)
    if _ITEMS in schema.get("properties", {}):  # of a list what is in it
        schema = _resolved(schema["properties"][_ITEMS].get(_ITEMS, {}), known)
    return Operation(
        method.upper(),
        path,
        raw.get("summary", "") if raw.get("x-examples") else "",
        in_language(raw.get("description") or raw.get("summary") or "", language),
        tuple(_parameter(each, known, language) for each in raw.get("parameters", ())),
        tuple(_fields(schema, language)),
        tuple((status, each.get("description", "")) for status, each in raw["responses"].items()),
        tuple(raw.get("x-examples", ())),
    )


def _parameter(raw: Mapping[str, Any], known: Mapping[str, Any], language: str) -> Part:
    schema = raw.get("schema", {})
    text = raw.get("description") or schema.get("description") or raw["in"]
    return Part(raw["name"], _type(_resolved(schema, known)), in_language(text, language), raw.get("required", False))


def _fields(schema: Mapping[str, Any], language: str) -> Iterator[Part]:
    for name, each in schema.get("properties", {}).items():
        text = in_language(each.get("description", ""), language)
        yield Part(name, _type(each), text, False, next(_references(each), ""))


def _type(schema: Mapping[str, Any]) -> str:
    """A type as people write it: ``string``, ``Reference[]``, ``integer | null``."""
    if "$ref" in schema:
        return str(schema["$ref"]).removeprefix(_REF)
    if "anyOf" in schema:
        return " | ".join(_type(each) for each in schema["anyOf"])
    if schema.get("type") == "array":
        return f"{_type(schema.get(_ITEMS, {}))}[]"
    return str(schema.get("type", ""))


def _resolved(schema: Mapping[str, Any], known: Mapping[str, Any]) -> Mapping[str, Any]:
    name = str(schema.get("$ref", "")).removeprefix(_REF)
    found: Mapping[str, Any] = known.get(name, schema)
    return found


def _references(schema: Mapping[str, Any]) -> Iterator[str]:
    """The schemas that one names."""
    if "$ref" in schema:
        yield str(schema["$ref"]).removeprefix(_REF)
    for each in (*([schema[_ITEMS]] if _ITEMS in schema else []), *schema.get("anyOf", ())):
        yield from _references(each)


def _schemas(
    operations: list[Operation], known: Mapping[str, Any], language: str, seen: set[str]
) -> Iterator[tuple[str, str, tuple[Part, ...]]]:
    """The objects that stand in the answers and are not *seen* yet, each once, those that they hold after them."""
    waiting = [part.refers for one in operations for part in one.fields if part.refers]
    while waiting:
        name = waiting.pop(0)
        if name in seen or name not in known:
            continue
        seen.add(name)
        fields = tuple(_fields(known[name], language))
        waiting += [part.refers for part in fields if part.refers]
        yield name, known[name].get("description", ""), fields
