"""SPARQL results read back into terms."""

from __future__ import annotations

from pyoxigraph import QueryBoolean, QueryResultsFormat, RdfFormat, Triple, parse, parse_query_results

from .engine import Row, StoreError


def read_rows(body: bytes) -> tuple[list[str], list[Row]]:
    """Variables and solutions of SPARQL JSON results. Raises StoreError for anything else."""
    try:
        solutions = parse_query_results(body, QueryResultsFormat.JSON)
        if isinstance(solutions, QueryBoolean):
            raise StoreError("the answer is a truth value, not rows")
        names = [variable.value for variable in solutions.variables]
        rows = [
            {name: value for name, value in zip(names, solution, strict=True) if value is not None}
            for solution in solutions
        ]
    except (SyntaxError, ValueError) as error:
        raise StoreError(f"the answer is not SPARQL JSON results ({error})") from error
    return names, rows


def read_boolean(body: bytes) -> bool:
    """The answer of an ASK query as SPARQL JSON results."""
    try:
        answer = parse_query_results(body, QueryResultsFormat.JSON)
    except (SyntaxError, ValueError) as error:
        raise StoreError(f"the answer is not SPARQL JSON results ({error})") from error
    if not isinstance(answer, QueryBoolean):
        raise StoreError("the answer is rows, not a truth value")
    return bool(answer)


def read_triples(body: bytes) -> list[Triple]:
    """The triples of an N-Triples document."""
    try:
        return [quad.triple for quad in parse(body, RdfFormat.N_TRIPLES, lenient=True)]
    except (SyntaxError, ValueError) as error:
        raise StoreError(f"the answer is not N-Triples ({error})") from error
