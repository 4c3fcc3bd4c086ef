"""What a large model is asked: the instructions and the JSON Schema of its answer, made from the ontology."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from ...ontology.definitions import CLASSES, COMMITMENTS, TOPICS, Definition, definitions
from ...ontology.topics import topics as scheme
from ..model import EntityType
from .parts import LONGEST, MOST, OVERLAP

NAME = "proposals"
"""What the schema is called in a request."""
LONGEST_ANSWER = 4096
"""Tokens that one answer may have."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is asked of every part of every document."""

    system: str
    schema: dict[str, Any]
    types: frozenset[str]
    commitments: frozenset[str]
    topics: frozenset[str]

    def messages(self, part: str) -> list[dict[str, str]]:
        """The messages about *part* of a document. It is a value in JSON, so nothing in it can end it."""
        document = json.dumps({"document": part}, ensure_ascii=False)
        return [{"role": "system", "content": self.system}, {"role": "user", "content": document}]

    def response_format(self) -> dict[str, Any]:
        """How an answer is asked for in the schema (OpenAI, *Structured model outputs*)."""
        return {"type": "json_schema", "json_schema": {"name": NAME, "strict": True, "schema": self.schema}}

    @property
    def digest(self) -> str:
        """A hash of all that is asked, and of how documents are cut."""
        asked = [self.system, self.schema, LONGEST, OVERLAP, MOST, LONGEST_ANSWER]
        return sha256(json.dumps(asked, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


@cache
def prompt() -> Prompt:
    """The prompt by the ontology as it is. Raises ValueError naming what is wrong with prompt.toml."""
    classes = {name: one for name, one in definitions(CLASSES).items() if name in frozenset(EntityType)}
    commitments, topics = definitions(COMMITMENTS), _narrower()
    try:
        system: str = tomllib.loads(files(__package__).joinpath("prompt.toml").read_text(encoding="utf-8"))["system"]
        text = system.strip().format(classes=_listed(classes), commitments=_listed(commitments), topics=_listed(topics))
    except (KeyError, IndexError, ValueError) as error:
        raise ValueError(f"extract/llm/prompt.toml: {error}") from error
    schema = _schema(tuple(classes), tuple(commitments), tuple(topics))
    return Prompt(text, schema, frozenset(classes), frozenset(commitments), frozenset(topics))


def _narrower() -> dict[str, Definition]:
    """The topics that a measure may have: those that lie in an area."""
    known = definitions(TOPICS)
    return {topic.slug: known[topic.slug] for topic in scheme()}


def _listed(terms: Mapping[str, Definition]) -> str:
    return "\n".join(
        f"- {name}:{one.label}" + (f",{one.definition}" if one.definition else "") for name, one in terms.items()
    )


def _schema(types: tuple[str, ...], commitments: tuple[str, ...], topics: tuple[str, ...]) -> dict[str, Any]:
    words = {"type": "string"}
    name = {"quote": words, "type": {"type": "string", "enum": list(types)}}
    measure = {
        "quote": words,
        "commitment": {"type": "string", "enum": list(commitments)},
        "topics": {"type": "array", "items": {"type": "string", "enum": list(topics)}},
    }
    pair = {"quote": words, "receives": words, "helps": words}
    lists: dict[str, dict[str, Any]] = {"names": name, "measures": measure, "pairs": pair}
    return _object({key: {"type": "array", "items": _object(item)} for key, item in lists.items()})


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
