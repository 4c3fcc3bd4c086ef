"""SERVICE clauses (SPARQL 1.1 Federated Query) answered without ever letting the engine call anybody.

The engine's own SERVICE would run inside the worker, which can open no socket. Where the operator allows an endpoint,
the server itself asks it for the clause's pattern and puts the solutions in the clause's place as a VALUES block,
which is what the specification defines the clause to mean (section 4.1: the pattern is evaluated by itself, then
joined).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from .lexer import Token, closing, is_ambiguous, position, tokens

Term = NamedNode | BlankNode | Literal | Triple
_FORMS = {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}
GENID = "urn:x-genid:"
"""Stands for another endpoint's blank nodes, which have no name here (RDF 1.1 Concepts, section 3.5)."""


class ServiceError(ValueError):
    """A SERVICE clause that cannot be answered; the message is one clear line.

    *forbidden* says that this server does not call the endpoint at all.
    """

    def __init__(self, reason: str, *, forbidden: bool = False) -> None:
        super().__init__(reason)
        self.forbidden = forbidden


@dataclass(frozen=True)
class Call:
    """One SERVICE clause: ``query[start:end]``, counted in characters."""

    endpoint: str
    query: str
    """The clause's pattern as a query of its own."""
    silent: bool
    start: int
    end: int


def calls(query: str, base: str | None = None) -> list[Call]:
    """The SERVICE clauses of a query. Raises ServiceError for one whose endpoint is not an IRI.

    Relative IRIs are resolved against *base*, where the query has no BASE of its own.
    """
    if "service" not in query.lower():
        return []
    lexed = tokens(query)
    found = [index for index, token in enumerate(lexed) if token.keyword == "SERVICE"]
    if is_ambiguous(query):
        raise ServiceError("put a space after each < that compares, so that the word SERVICE can be told apart")
    prologue = Prologue(query, lexed, base)
    result: list[Call] = []
    for index in found:
        if result and lexed[index].start < result[-1].end:
            raise ServiceError(_at(query, lexed[index], "a SERVICE clause inside another one is not supported"))
        result.append(_call(query, lexed, index, prologue))
    return result


def _call(query: str, lexed: Sequence[Token], index: int, prologue: Prologue) -> Call:
    start = lexed[index]
    index += 1
    silent = index < len(lexed) and lexed[index].keyword == "SILENT"
    index += silent
    if index + 1 >= len(lexed) or lexed[index + 1].text != "{":
        raise ServiceError(_at(query, start, "SERVICE needs an endpoint and a group in braces"))
    endpoint = prologue.resolve(lexed[index])
    if endpoint is None:
        raise ServiceError(_at(query, lexed[index], "SERVICE needs the IRI of its endpoint"))
    end = closing(list(lexed), index + 1)
    if end is None:
        raise ServiceError(_at(query, start, "this SERVICE clause is never closed"))
    pattern = query[lexed[index + 1].start : lexed[end].end]
    return Call(endpoint, f"{prologue.text}SELECT * WHERE {pattern}", silent, start.start, lexed[end].end)


class Prologue:
    """What stands before the form of a query: BASE and PREFIX (SPARQL 1.1, section 4.1.1)."""

    def __init__(self, query: str, lexed: Sequence[Token], base: str | None) -> None:
        end = next((number for number, token in enumerate(lexed) if token.keyword in _FORMS), len(lexed))
        self.text = (f"BASE <{base}> " if base else "") + query[: lexed[end].start if end < len(lexed) else 0]
        self._base, self._prefixes = base or "", dict[str, str]()
        for number, token in enumerate(lexed[:end]):
            if token.keyword == "BASE" and number + 1 < end:
                self._base = urljoin(self._base, lexed[number + 1].text[1:-1])
            elif token.keyword == "PREFIX" and number + 2 < end:
                self._prefixes[lexed[number + 1].text] = urljoin(self._base, lexed[number + 2].text[1:-1])

    def resolve(self, token: Token) -> str | None:
        """The full IRI that a token stands for; None when it is none."""
        prefix, colon, local = token.text.partition(":")
        if token.kind == "iri":
            iri = urljoin(self._base, token.text[1:-1])
        else:
            iri = self._prefixes.get(prefix + colon, "") and self._prefixes[prefix + colon] + local.replace("\\", "")
        return iri if ":" in iri else None


def _at(query: str, token: Token, reason: str) -> str:
    line, column = position(query, token.start)
    return f"{reason} (line {line}, column {column})"


def fill(query: str, answers: Sequence[tuple[Call, Sequence[str], Sequence[Mapping[str, Term]] | None]]) -> str:
    """The *query* with each clause replaced by its solutions: variables, then rows; None for a silent failure."""
    for call, variables, rows in sorted(answers, key=lambda answer: -answer[0].start):
        query = query[: call.start] + _values(variables, rows) + query[call.end :]
    return query


def _values(variables: Sequence[str], rows: Sequence[Mapping[str, Term]] | None) -> str:
    if rows is None:  # a silent failure is one solution without bindings (section 4.1)
        return "{}"
    if not variables:
        return "{}" if rows else "{ FILTER(false) }"
    head = " ".join(f"?{name}" for name in variables)
    lines = (" ".join(_write(row.get(name)) for name in variables) for row in rows)
    return f"VALUES ({head}) {{ {' '.join(f'({line})' for line in lines)} }}"


def _write(term: Term | None) -> str:
    if term is None:
        return "UNDEF"
    if isinstance(term, BlankNode):
        return f"<{GENID}{hashlib.sha256(term.value.encode()).hexdigest()[:24]}>"
    return str(term)
