"""A query over the built graph, for the command line: trusted, in process, over the union of the named graphs."""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import (
    Quad,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
)
from rich.table import Table

from ..ontology.terms import rebase
from .release import current_release

_RESULTS = {
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
}
_GRAPHS = {
    "turtle": RdfFormat.TURTLE,
    "ntriples": RdfFormat.N_TRIPLES,
    "rdfxml": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
}


class QueryError(ValueError):
    """A query that cannot be answered, with the reason and, for a syntax error, its place."""


def run(query: str, output: Path, base: str, output_format: str | None) -> bytes | Table | str:
    """The answer to a query: bytes in the format asked for, or a table (a word for ASK) when none is.

    Raises QueryError when there is no graph, the query is malformed, or the format does not fit the query's form.
    """
    release = current_release(output)
    if release is None:
        raise QueryError(f"{output} holds no graph yet; run: duikou build")
    store = open_release(release)
    try:
        results = store.query(rebase(query, base))
    except (SyntaxError, ValueError) as error:
        raise QueryError(str(error)) from error
    if isinstance(results, QueryTriples):
        name = output_format or "turtle"
        if name not in _GRAPHS:
            raise QueryError(f"format {name} is not for a graph; one of {', '.join(_GRAPHS)}")
        return results.serialize(format=_GRAPHS[name]) or b""
    if output_format in (None, "table"):
        return _table(results) if isinstance(results, QuerySolutions) else str(bool(results)).lower()
    if output_format not in _RESULTS:
        raise QueryError(f"format {output_format} is not for results; one of table, {', '.join(_RESULTS)}")
    return results.serialize(format=_RESULTS[output_format]) or b""


def open_release(release: Path) -> Store:
    """A release in memory, its default graph the union of the named ones."""
    return with_union(Store.read_only(str(release / "store")))


def with_union(named: Store) -> Store:
    """A copy of a store in memory, its default graph the union of the named ones with every triple once.

    The engine's own union repeats a triple for each graph that states it, and so counts it more than once.
    """
    store = Store()
    store.bulk_extend(named)
    store.bulk_extend(Quad(quad.subject, quad.predicate, quad.object) for quad in named)
    return store


def _table(results: QuerySolutions) -> Table:
    table = Table(show_edge=False)
    for variable in results.variables:
        table.add_column(variable.value, overflow="fold")
    for row in results:
        table.add_row(*("" if value is None else getattr(value, "value", str(value)) for value in row))
    return table
