"""What a model answered about a part of a document, read as claims about words: nothing is believed of it yet."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from .prompt import Prompt
from .unanswered import UnansweredError

NAMES, MEASURES, PAIRS = "names", "measures", "pairs"
MOST = 400
"""Items of a kind that are read of one answer."""
OPENINGS = 32
"""Opening braces at which an object is looked for."""
TOPICS = 3
"""Topics of one measure that are read."""

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Claims:
    """What one answer says, as it says it."""

    names: tuple[tuple[str, str], ...] = ()
    """Quote and type."""
    measures: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    """Quote, commitment and topics."""
    pairs: tuple[tuple[str, str, str], ...] = ()
    """Quote, who receives and who helps."""


def read_answer(text: str, prompt: Prompt) -> Claims:
    """The claims of an answer that is a JSON object of the prompt's schema, or has one among its words. An item that is
    not as the schema has it is left out. Raises UnansweredError when there is no such object."""
    answer = _object(text)
    if answer is None:
        raise UnansweredError("answered nothing in the schema that was asked for", lasting=False)

    return Claims(
        tuple(_items(answer[NAMES], partial(_name, prompt))),
        tuple(_items(answer[MEASURES], partial(_measure, prompt))),
        tuple(_items(answer[PAIRS], _pair)),
    )


def _items(items: list[Any], read: Callable[[Mapping[str, Any]], Item | None]) -> Iterator[Item]:
    for item in items[:MOST]:
        if isinstance(item, dict) and (found := read(item)) is not None:
            yield found


def _name(prompt: Prompt, item: Mapping[str, Any]) -> tuple[str, str] | None:
    match item:
        case {"quote": str(quote), "type": str(kind)} if kind in prompt.types:
            return quote, kind
    return None


def _measure(prompt: Prompt, item: Mapping[str, Any]) -> tuple[str, str, tuple[str, ...]] | None:
    match item:
        case {"quote": str(quote), "commitment": str(level), "topics": [*topics]} if level in prompt.commitments:
            known = dict.fromkeys(topic for topic in topics if isinstance(topic, str) and topic in prompt.topics)
            return quote, level, tuple(known)[:TOPICS]
    return None


def _pair(item: Mapping[str, Any]) -> tuple[str, str, str] | None:
    match item:
        case {"quote": str(quote), "receives": str(base), "helps": str(partner)}:
            return quote, base, partner
    return None


def _object(text: str) -> dict[str, Any] | None:
    """The first JSON object of *text* that has the three lists: models like to put words before and behind."""
    decoder, at = json.JSONDecoder(), text.find("{")
    for _ in range(OPENINGS):
        if at < 0:
            break
        try:
            value, _end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            value = None
        if isinstance(value, dict) and all(isinstance(value.get(key), list) for key in (NAMES, MEASURES, PAIRS)):
            return value
        at = text.find("{", at + 1)
    return None
