"""Queries with conditions: the parts of a .rq file that stand between ``# when SLOT`` and ``# end``.

A part is left out where its slot has no value and written once for each value otherwise, so that several conditions
all hold: in the second copy every variable whose name opens with the slot's gets a number. ``VALUES ?x { UNDEF }`` is
filled with terms. As it stands, each file is a valid query that asks without conditions.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Protocol

_PART = re.compile(r"^ *# (when|unless) (\w+)\n(.*?)^ *# end\n", re.MULTILINE | re.DOTALL)
_VALUES = re.compile(r"VALUES\s+\?(\w+)\s*\{\s*UNDEF\s*\}")


class Term(Protocol):
    """An RDF term, which writes itself as SPARQL."""

    def __str__(self) -> str: ...


Filling = Mapping[str, Sequence[Term]]
"""Terms by the variable that they fill."""


def fill(text: str, conditions: Mapping[str, Sequence[Filling]], constants: Filling | None = None) -> str:
    """The query *text* with *conditions*: for each slot its values, each with the terms of its variables.

    Slots without a part of their own fill the variables that stand outside the parts.
    """

    def part(match: re.Match[str]) -> str:
        values = conditions.get(match[2], ())
        if match[1] == "unless":
            return "" if values else match[3]
        return "".join(_copy(match[3], match[2], number, value) for number, value in enumerate(values, 1))

    whole = _PART.sub(part, text)
    outside = {name: terms for values in conditions.values() for value in values for name, terms in value.items()}
    return _put(whole, {**outside, **(constants or {})})


def without(text: str, others: Sequence[str]) -> str:
    """The query *text* with only those of its ``?id`` that none of the queries *others* finds."""
    return _inside(text, [f"MINUS {_ids(other)}" for other in others])


def within(text: str, others: Sequence[str]) -> str:
    """The query *text* with only those of its ``?id`` that all of the queries *others* find."""
    return _inside(text, [_ids(other) for other in others])


def _inside(text: str, parts: Sequence[str]) -> str:
    end = text.rindex("}")
    return text[:end] + "".join(f"  {part}\n" for part in parts) + text[end:]


def _ids(text: str) -> str:
    body = text[text.index("{", text.index("WHERE")) : text.rindex("}") + 1]
    return f"{{ SELECT DISTINCT ?id WHERE {body} }}"


def _copy(text: str, slot: str, number: int, filling: Filling) -> str:
    filled = _put(text, filling)
    return filled if number == 1 else re.sub(rf"\?({slot}\w*)", rf"?\g<1>_{number}", filled)


def _put(text: str, filling: Filling) -> str:
    def values(match: re.Match[str]) -> str:
        terms = filling.get(match[1])
        return match[0] if terms is None else f"VALUES ?{match[1]} {{ {' '.join(map(str, terms))} }}"

    return _VALUES.sub(values, text)
