"""Results of queries, as the W3C's suites write them and as a server sends them, made comparable."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    parse_query_results,
)
from w3c import RDF, Description, canonical, read

RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
SOLUTION = NamedNode("urn:solution")
INDEX = NamedNode("urn:index")


def solutions(rows: list[dict[str, Any]], *, ordered: bool) -> set[str]:
    """A multiset, or a list, of solutions, in a form that is equal for equal ones."""
    quads = []
    for number, row in enumerate(rows):
        node = BlankNode()
        quads.append(Quad(SOLUTION, SOLUTION, node))
        quads += [Quad(node, NamedNode(f"urn:variable:{name}"), value) for name, value in row.items()]
        if ordered:
            quads.append(Quad(node, INDEX, Literal(number)))
    return canonical(quads)


def read_results(data: bytes, results_format: QueryResultsFormat) -> bool | tuple[list[str], list[dict[str, Any]]]:
    """A truth value, or variables and rows."""
    found = parse_query_results(data, results_format)
    if isinstance(found, QueryBoolean):
        return bool(found)
    assert isinstance(found, QuerySolutions)
    names = [variable.value for variable in found.variables]
    return names, [{name: value for name, value in zip(names, row, strict=True) if value is not None} for row in found]


def read_result_set(file: Path) -> bool | tuple[list[str], list[dict[str, Any]], bool] | None:
    """What the vocabulary for result sets describes: also whether the order matters. None when it is a plain graph."""
    known = Description(file)
    roots = [s for s in known.subjects(f"{RDF}type") if _is_result_set(known, s)]
    if not roots:
        return None
    root = _node(roots[0])
    if (boolean := known.one(root, f"{RS}boolean")) is not None:
        return bool(boolean.value == "true")
    found = []
    for solution in known.all(root, f"{RS}solution"):
        index = known.one(solution, f"{RS}index")
        bindings = known.all(solution, f"{RS}binding")
        row = {known.one(b, f"{RS}variable").value: known.one(b, f"{RS}value") for b in bindings}
        found.append((int(index.value) if index else 0, row))
    found.sort(key=lambda pair: pair[0])
    names = sorted(value.value for value in known.all(root, f"{RS}resultVariable"))
    return names, [row for _, row in found], any(index for index, _ in found)


def _is_result_set(known: Description, subject: str) -> bool:
    return any(kind.value == f"{RS}ResultSet" for kind in known.all(_node(subject), f"{RDF}type"))


def _node(text: str) -> NamedNode | BlankNode:
    return NamedNode(text[1:-1]) if text.startswith("<") else BlankNode(text[2:])


def compare_csv(expected: bytes, found: bytes) -> None:
    """CSV has no types; blank nodes are equal to each other."""
    assert _rows(found) == _rows(expected)


def _rows(data: bytes) -> list[list[str]]:
    rows = list(csv.reader(io.StringIO(data.decode(), newline="")))
    return [rows[0], *sorted(["_:" if cell.startswith("_:") else cell for cell in row] for row in rows[1:])]


def graph_of(file: Path) -> set[str]:
    return canonical(read(file))
