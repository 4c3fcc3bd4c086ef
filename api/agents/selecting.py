"""SELECT queries of agents, with the limits that strangers have."""

from __future__ import annotations

import json

from ..http.errors import RefusedError
from ..store.engine import Engine, Query
from ..store.sparql.lexer import tokens
from .answers import Rows

MOST_ROWS = 500
MOST_BYTES = 400_000
_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")


async def select(engine: Engine, text: str, limit: int, client: str, longest: int) -> Rows:
    """The first *limit* solutions of a SELECT query for a *client*. Raises RefusedError for any other query, one of
    more than *longest* bytes, and where a limit is reached before a row."""
    if len(text.encode()) > longest:
        raise RefusedError(413, f"the query is longer than {longest} bytes")
    form = next((token.keyword for token in tokens(text) if token.keyword in _FORMS and token.depth == 0), "")
    if form != "SELECT":
        raise RefusedError(400, f"only SELECT queries are taken here, not {form or 'this'}")
    answer = await engine.evaluate(Query(text, client=client))
    body = await answer.read(MOST_BYTES)
    columns, bindings, whole = _read(body)
    rows = [{name: term["value"] for name, term in one.items()} for one in bindings[:limit]]
    cut = not whole or len(bindings) > limit or answer.limit is not None
    return Rows(release=engine.release, columns=columns, rows=rows, cut=cut)


def _read(body: bytes) -> tuple[list[str], list[dict[str, dict[str, str]]], bool]:
    """The columns and solutions of SPARQL results in JSON, and whether these are all: what broke off in the middle is
    read up to its last whole solution."""
    try:
        found = json.loads(body)
    except ValueError:
        end = body.rfind(b"}},{")
        if end < 0:
            raise RefusedError(507, "one solution is longer than what is given here") from None
        return (*_read(body[: end + 2] + b"]}}")[:2], False)
    return found["head"]["vars"], found["results"]["bindings"], "cut" not in found
