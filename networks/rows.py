"""Terms of query results as plain values, whatever engine they come from."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, QueryTriples, Store, Triple

from .model import AttributeType, NetworkError, Value

Term = NamedNode | BlankNode | Literal | Triple
Row = Mapping[str, Term]
Select = Callable[[str], Iterable[Row]]
"""Answers a SELECT query: the solutions, each with its bound variables by name."""

_XSD = "http://www.w3.org/2001/XMLSchema#"
_INTEGERS = frozenset(
    _XSD + name
    for name in ("integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger", "unsignedInt")
)
_DOUBLES = frozenset(_XSD + name for name in ("decimal", "double", "float"))
_PYTHON: Mapping[AttributeType, type] = {"string": str, "integer": int, "double": float, "boolean": bool}
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_LONG_MONTHS = (1, 3, 5, 7, 8, 10, 12)


def value_of(term: Term) -> Value:
    """A term as a plain value: numbers and booleans by their datatype, an IRI as itself, the rest as text."""
    if isinstance(term, NamedNode):
        return term.value
    if not isinstance(term, Literal):
        return str(term)
    datatype = term.datatype.value
    if datatype == _XSD + "boolean":
        return term.value in ("true", "1")
    try:
        if datatype in _INTEGERS:
            return int(term.value)
        return float(term.value) if datatype in _DOUBLES else term.value
    except ValueError:
        return term.value


def text_of(term: Term) -> str:
    """A term as text: an IRI as itself, a literal's own words."""
    return term.value if isinstance(term, NamedNode | Literal) else str(term)


def number_of(term: Term | None, default: float) -> float:
    """A term as a number; *default* when it is unbound or no number."""
    value = value_of(term) if term is not None else default
    if isinstance(value, str):
        try:
            return float(value)
        except ValueError:
            return default
    return float(value)


def cast(value: Value, to: AttributeType) -> Value | None:
    """*value* as an attribute of that type, or None when it cannot be one: no file mixes types in a column."""
    if type(value) is _PYTHON[to]:
        return value
    try:
        if to == "string":
            return str(value).lower() if isinstance(value, bool) else str(value)
        if to == "integer":
            return int(value)
        if to == "double":
            return float(value)
    except ValueError:
        return None
    return value if isinstance(value, bool) else str(value).lower() in ("true", "1")


def type_of(values: Iterable[Value]) -> AttributeType:
    """The narrowest type that holds every value."""
    found = {type(value) for value in values}
    if found == {bool}:
        return "boolean"
    if found == {int}:
        return "integer"
    return "double" if found and found <= {int, float} else "string"


def first_day(text: str | None) -> str | None:
    """The first day of a year, month or day as an ISO 8601 date: ``2023`` gives ``2023-01-01``. None for no date."""
    match = _DATE.match(text or "")
    return f"{match[1]}-{match[2] or '01'}-{match[3] or '01'}" if match else None


def last_day(text: str | None) -> str | None:
    """The last day of a year, month or day as an ISO 8601 date: ``2023`` gives ``2023-12-31``. None for no date."""
    match = _DATE.match(text or "")
    if not match:
        return None
    year, month = int(match[1]), int(match[2] or 12)
    if month == 2:
        days = 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    else:
        days = 31 if month in _LONG_MONTHS else 30
    return f"{match[1]}-{month:02d}-{match[3] or f'{days:02d}'}"


def solutions(store: Store, query: str) -> list[Row]:
    """The rows of a SELECT query of ours over the store's default graph."""
    found = store.query(query)
    assert isinstance(found, QuerySolutions)
    return _rows(found)


def user_rows(store: Store, name: str, query: str) -> list[Row]:
    """The rows of a user's SELECT, or the triples of a CONSTRUCT as rows. Raises NetworkError, which names the file."""
    try:
        found = store.query(query)
    except (SyntaxError, ValueError) as error:
        raise NetworkError(f"{name}: {' '.join(str(error).split())}") from error
    if isinstance(found, QueryTriples):
        return [{"source": t.subject, "kind": t.predicate, "target": t.object} for t in found]
    if not isinstance(found, QuerySolutions):
        raise NetworkError(f"{name}: a network comes from SELECT ?source ?target or from CONSTRUCT, not from ASK")  # noqa: S608
    return _rows(found)


def _rows(found: QuerySolutions) -> list[Row]:
    names = [variable.value for variable in found.variables]
    return [{name: term for name, term in zip(names, row, strict=True) if term is not None} for row in found]
