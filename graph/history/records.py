"""Facts as JSON, and back: one object a line, keys sorted, the same facts the same bytes."""

from __future__ import annotations

import json
from typing import Any

from .facts import Fact, FieldChange, Quote, Value
from .kinds import Words


def to_record(fact: Fact) -> dict[str, Any]:
    """A fact as plain JSON values; what is empty is left out."""
    record = {
        "document": fact.document,
        "kind": fact.kind,
        "change": fact.change,
        "node": fact.node,
        "of": fact.of,
        "title": _words(fact.title),
        "fields": [
            {
                "property": field.property,
                **_words(field.words),
                "before": [_value(value) for value in field.before],
                "after": [_value(value) for value in field.after],
            }
            for field in fact.fields
        ],
        "quotes": [
            {"document": quote.document, "exact": quote.exact, "start": quote.start, "end": quote.end}
            for quote in fact.quotes
        ],
    }
    return {key: value for key, value in record.items() if value}


def from_record(record: dict[str, Any]) -> Fact:
    """The fact that to_record() wrote."""
    fields = tuple(
        FieldChange(field["property"], _named(field), _values(field["before"]), _values(field["after"]))
        for field in record.get("fields", ())
    )
    quotes = tuple(Quote(q["document"], q["exact"], q["start"], q["end"]) for q in record.get("quotes", ()))
    return Fact(
        record.get("document", ""),
        record["kind"],
        record["change"],
        record["node"],
        record.get("of", ""),
        _named(record["title"]),
        fields,
        quotes,
    )


def to_line(fact: Fact) -> bytes:
    return json.dumps(to_record(fact), ensure_ascii=False, sort_keys=True).encode() + b"\n"


def from_line(line: bytes) -> Fact:
    """The fact of a line. Raises ValueError for what is none."""
    try:
        return from_record(json.loads(line))
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a fact: {line[:60]!r}") from error


def _words(words: Words) -> dict[str, str]:
    return {"zh": words.zh, "en": words.en}


def _value(value: Value) -> dict[str, str]:
    named = {} if value.words == Words(value.value, value.value) else _words(value.words)
    return {"value": value.value, **named}


def _values(records: list[dict[str, str]]) -> tuple[Value, ...]:
    return tuple(Value(r["value"], _named(r) if "zh" in r else Words(r["value"], r["value"])) for r in records)


def _named(record: dict[str, str]) -> Words:
    return Words(record["zh"], record["en"])
