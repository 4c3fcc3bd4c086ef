"""SPARQL results read back into terms."""

from __future__ import annotations

from pyoxigraph import QueryBoolean, QueryResultsFormat, RdfFormat, Triple, parse, parse_query_results

from ..engine import Row, StoreError
from .formats import RESULTS

OWN_RESULTS = "text/tab-separated-values"
"""What our own workers answer in: as exact as JSON, a quarter of its bytes, read in a third of its time."""


def read_rows(body: bytes, media_type: str = "application/sparql-results+json") -> tuple[list[str], list[Row]]:
    """Variables and solutions of SPARQL results of a media type. Raises StoreError for anything else."""
    name, results_format = RESULTS[media_type]
    try:
        solutions = parse_query_results(body, results_format)
        if isinstance(solutions, QueryBoolean):
            raise StoreError("the answer is a truth value, not rows")
        names = [variable.value for variable in solutions.variables]
        rows = [
            {name: value for name, value in zip(names, solution, strict=True) if value is not None}
            for solution in solutions
        ]
    except (SyntaxError, ValueError) as error:
        raise StoreError(f"the answer is not SPARQL {name.upper()} results ({error})") from error
    return names, rows


def read_boolean(body: bytes, media_type: str = "application/sparql-results+json") -> bool:
    """The answer of an ASK query as SPARQL results of a media type."""
    name, results_format = RESULTS[media_type]
    try:
        answer = parse_query_results(body, results_format)
    except (SyntaxError, ValueError) as error:
        raise StoreError(f"the answer is not SPARQL {name.upper()} results ({error})") from error
    if isinstance(answer, QueryBoolean):
        return bool(answer)
    # Virtuoso 7 answers ASK with one row that holds 0 or 1.
    rows = [[str(getattr(value, "value", "")) for value in solution] for solution in answer]
    if len(rows) <= 1 and all(len(row) == 1 and row[0] in {"0", "1", "true", "false"} for row in rows):
        return rows in ([["1"]], [["true"]])
    raise StoreError("the answer is rows, not a truth value")


def write_boolean(value: bool, results_format: QueryResultsFormat) -> bytes:
    """A truth value in one of the result formats."""
    document = b'{"head":{},"boolean":true}' if value else b'{"head":{},"boolean":false}'
    return parse_query_results(document, QueryResultsFormat.JSON).serialize(None, results_format) or b""


def read_triples(body: bytes) -> list[Triple]:
    """The triples of an N-Triples document."""
    try:
        return [quad.triple for quad in parse(body, RdfFormat.N_TRIPLES, lenient=True)]
    except (SyntaxError, ValueError) as error:
        raise StoreError(f"the answer is not N-Triples ({error})") from error
