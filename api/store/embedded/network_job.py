"""A network of a user's own rows, made in a worker: within the limits of a query, in no process that serves others."""

from __future__ import annotations

from collections.abc import Callable

from pyoxigraph import QueryResultsFormat, QuerySolutions, RdfFormat, parse, parse_query_results

from ....networks import FORMATS, Filters, NetworkError, own_network
from ....networks.rows import Row
from ..messages import Network
from ..sparql.results import OWN_RESULTS, read_rows


def write_network(job: Network, ask: Callable[[str], bytes], write: Callable[[bytes], object]) -> None:
    """Writes the network of *job* piece by piece. *ask* answers a query of ours. Raises NetworkError."""
    made = own_network(
        _rows(job),
        lambda query: read_rows(ask(query), OWN_RESULTS)[1],
        Filters(**job.filters),
        base=job.base,
        language=job.language,
        version=job.version,
    )
    for piece in FORMATS[job.suffix].write(made):
        write(piece)


def _rows(job: Network) -> list[Row]:
    """The rows of a result, or the triples of a graph as rows."""
    if "n-triples" in job.media_type:
        return [
            {"source": q.subject, "kind": q.predicate, "target": q.object} for q in parse(job.body, RdfFormat.N_TRIPLES)
        ]
    try:
        solutions = parse_query_results(job.body, QueryResultsFormat.JSON)
    except (SyntaxError, ValueError) as error:
        raise NetworkError("the result was cut off; ask for less") from error
    if not isinstance(solutions, QuerySolutions):
        raise NetworkError("a network comes from SELECT ?source ?target or from CONSTRUCT, not from ASK")
    names = [variable.value for variable in solutions.variables]
    return [{name: term for name, term in zip(names, row, strict=True) if term is not None} for row in solutions]
