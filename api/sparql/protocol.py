"""The SPARQL 1.1 Protocol (sections 2.1 and 2.2): what an HTTP request asks for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl

from ..http.accept import LONGEST, negotiate
from ..http.errors import RefusedError
from ..store.engine import Update
from ..store.sparql.formats import FORMAT_NAMES, GRAPH_ALIASES, GRAPHS, RESULT_ALIASES, RESULTS

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
FIELDS = 1000
"""Most parameters that a request may have."""


@dataclass(frozen=True)
class QueryOperation:
    """A query with its data set, and a media type that was asked for by ``format``."""

    text: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    format: str | None = None


@dataclass(frozen=True)
class Describe:
    """GET without a query: the description of the service."""


def media_type(content_type: str) -> str:
    """The media type of a Content-Type header. Raises RefusedError (415) for a charset that is not UTF-8."""
    name, _, parameters = content_type.partition(";")
    for parameter in parameters.split(";"):
        key, _, value = parameter.strip().partition("=")
        if key.lower() == "charset" and value.strip('"').lower() not in {"utf-8", "utf8", "us-ascii"}:
            raise RefusedError(415, f"the charset {value[:40]!r} is not taken here; send UTF-8")
    return name.strip().lower()


def parse(method: str, query_string: bytes, content_type: str, body: bytes) -> QueryOperation | Update | Describe:
    """The operation that a request asks for. Raises RefusedError: 400, 405 or 415 with one clear line."""
    parameters = _parameters(query_string, "query string")
    if method in {"GET", "HEAD"}:
        if any(key == "update" for key, _ in parameters):
            raise RefusedError(400, "an update must come by POST")
        return _query(parameters) if any(key == "query" for key, _ in parameters) else Describe()
    if method != "POST":
        raise RefusedError(
            405, f"{method} is no operation of SPARQL; use GET or POST", {"Allow": "GET, HEAD, POST, OPTIONS"}
        )
    sent = media_type(content_type)
    if sent == FORM:
        fields = _parameters(body, "form")
        names = {key for key, _ in fields}
        if {"query", "update"} <= names:
            raise RefusedError(400, "send a query or an update, not both")
        if "update" in names:
            return _update([*parameters, *fields])
        if "query" in names:
            return _query([*parameters, *fields])
        raise RefusedError(400, "the form has neither a query nor an update")
    if sent == QUERY:
        return _query([*parameters, ("query", _text(body, "query"))])
    if sent == UPDATE:
        return _update([*parameters, ("update", _text(body, "update"))])
    named = f"{sent[:80]!r} is not taken here" if sent else "the request names no media type"
    raise RefusedError(415, f"{named}; send {FORM}, {QUERY} or {UPDATE}", {"Accept-Post": f"{FORM}, {QUERY}, {UPDATE}"})


def _parameters(data: bytes, place: str) -> list[tuple[str, str]]:
    if not data:
        return []
    try:
        return parse_qsl(data.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=FIELDS)
    except UnicodeDecodeError as error:
        raise RefusedError(400, f"the {place} is not UTF-8 in percent encoding") from error
    except ValueError as error:
        raise RefusedError(400, f"the {place} has more than {FIELDS} parameters") from error


def _text(body: bytes, what: str) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RefusedError(400, f"the {what} is not valid UTF-8 (byte {error.start + 1})") from error


def _one(parameters: list[tuple[str, str]], name: str) -> str:
    values = [value for key, value in parameters if key == name]
    if len(values) != 1:
        raise RefusedError(400, f"send exactly one {name}, not {len(values)}")
    if "\0" in values[0]:
        raise RefusedError(400, f"the {name} contains a null character")
    return values[0]


def _all(parameters: list[tuple[str, str]], name: str) -> tuple[str, ...]:
    return tuple(value for key, value in parameters if key == name and value)


def _query(parameters: list[tuple[str, str]]) -> QueryOperation:
    wanted = next((value for key, value in parameters if key == "format" and value), None)
    if wanted is not None:
        wanted = FORMAT_NAMES.get(wanted, wanted)
        if wanted not in {*_RESULT_OFFERS, *_GRAPH_OFFERS}:
            raise RefusedError(406, f"the format {wanted[:80]!r} is not one of {', '.join(sorted(FORMAT_NAMES))}")
    return QueryOperation(
        _one(parameters, "query"), _all(parameters, "default-graph-uri"), _all(parameters, "named-graph-uri"), wanted
    )


def _update(parameters: list[tuple[str, str]]) -> Update:
    return Update(
        _one(parameters, "update"), _all(parameters, "using-graph-uri"), _all(parameters, "using-named-graph-uri")
    )


_RESULT_OFFERS = (*RESULTS, *RESULT_ALIASES)
_GRAPH_OFFERS = (*GRAPHS, *GRAPH_ALIASES)


def representations(accept: str, wanted: str | None) -> tuple[str | None, str | None]:
    """The media types in which to answer: for rows and truth values, and for triples; None where nothing fits.

    *wanted* is a media type that beats the header, for the form of query that it fits. An alias such as
    ``application/json`` is answered under the name that the client used.
    """
    return _representations(accept[:LONGEST], wanted)


@lru_cache(maxsize=512)
def _representations(accept: str, wanted: str | None) -> tuple[str | None, str | None]:
    results = wanted if wanted in _RESULT_OFFERS else negotiate(accept, _RESULT_OFFERS)
    return results, wanted if wanted in _GRAPH_OFFERS else negotiate(accept, _GRAPH_OFFERS)
