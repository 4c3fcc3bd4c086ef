"""Batches of names and of identifiers, as clients send them: JSON, read with clear refusals."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..http.errors import RefusedError
from .model import Query

MOST_QUERIES = 50
"""Names in one batch; OpenRefine sends ten."""
MOST_IDS = 1000
MOST_CANDIDATES = 25
MOST_BESIDE = 50
"""Types of a name, properties and values of these, and properties to be fetched: more than there are."""
LONGEST = 200
"""Characters of a name that are read."""


@dataclass(frozen=True, slots=True)
class Extension:
    """What is to be fetched: of which things, and of which properties how many values (0: all)."""

    ids: tuple[str, ...]
    properties: tuple[tuple[str, int], ...]


def queries(text: str) -> dict[str, Query]:
    """The names of a batch by their keys. Raises RefusedError naming the key that is wrong."""
    batch = _object(text, "queries")
    if len(batch) > MOST_QUERIES:
        raise RefusedError(413, f"queries: {len(batch)} names; send {MOST_QUERIES} at a time")
    return {key: _query(key, value) for key, value in batch.items()}


def extension(text: str) -> Extension:
    """What a data extension query asks for. Raises RefusedError."""
    asked = _object(text, "extend")
    ids, names = asked.get("ids"), asked.get("properties")
    if not isinstance(ids, list) or not isinstance(names, list):
        raise RefusedError(400, "extend: a list of ids and a list of properties are wanted")
    if not _is_list(ids, str) or not _is_list(names, dict) or not all(isinstance(one.get("id"), str) for one in names):
        raise RefusedError(400, "extend: a list of ids and a list of properties, each with an id")
    if len(ids) > MOST_IDS:
        raise RefusedError(413, f"extend: {len(ids)} ids; send {MOST_IDS} at a time")
    if len(names) > MOST_BESIDE:
        raise RefusedError(413, f"extend: {len(names)} properties; send {MOST_BESIDE} at a time")
    return Extension(tuple(dict.fromkeys(ids)), tuple((one["id"], _limit(one)) for one in names))


def _object(text: str, name: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
        json.dumps(found, ensure_ascii=False).encode()  # half of a surrogate pair can be written, and never sent back
    except (ValueError, RecursionError) as error:
        raise RefusedError(400, f"{name}: not JSON ({error})") from error
    if not isinstance(found, dict):
        raise RefusedError(400, f"{name}: a JSON object is wanted")
    return found


def _query(key: str, value: object) -> Query:
    if not isinstance(value, Mapping) or not isinstance(text := value.get("query", ""), str):
        raise RefusedError(400, f"queries: {key}: an object with a text `query` is wanted")
    types = value.get("type") or []
    types = [types] if isinstance(types, str) else types
    given = value.get("properties") or []
    limit = value.get("limit", 5)
    if not _is_list(types, str) or not _is_list(given, dict) or isinstance(limit, bool):
        raise RefusedError(400, f"queries: {key}: `type` is one type or a list, `properties` a list of objects")
    if not isinstance(limit, int | float) or not 0 < limit < 1e9:
        raise RefusedError(400, f"queries: {key}: `limit` is a number above 0")
    conditions = tuple((str(one.get("pid", "")), _texts(one.get("v"))) for one in given[:MOST_BESIDE])
    if max(len(types), len(given), *(len(values) for _, values in conditions), 0) > MOST_BESIDE:
        raise RefusedError(413, f"queries: {key}: more than {MOST_BESIDE} types, properties or values")
    return Query(text[:LONGEST], tuple(types), min(int(limit) or 1, MOST_CANDIDATES), conditions)


def _texts(value: object) -> tuple[str, ...]:
    """The values of a property as texts; of another thing its identifier, or else its name."""
    values = value if isinstance(value, list) else [value]
    found = (one.get("id") or one.get("name") if isinstance(one, Mapping) else one for one in values)
    return tuple(str(one)[:LONGEST] for one in found if one not in (None, ""))


def _limit(wanted: Mapping[str, Any]) -> int:
    settings = wanted.get("settings")
    limit = settings.get("limit", 0) if isinstance(settings, Mapping) else 0
    try:
        return max(0, int(limit))
    except (TypeError, ValueError, OverflowError):
        return 0


def _is_list(value: object, kind: type) -> bool:
    return isinstance(value, list) and all(isinstance(one, kind) for one in value)
