"""SHACL engines behind one small interface.

Two are kept. ``fast`` is the Rust package *shacl*: on our shapes it gives what pySHACL gives, in a fraction of the time
(tests/bench/bench_shapes.py prints both). ``pyshacl`` is the reference that judges it; slower, and older.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING

import pyoxigraph as ox

if TYPE_CHECKING:
    from shacl import Shapes

Term = ox.NamedNode | ox.BlankNode | ox.Literal


@dataclass(frozen=True, slots=True)
class Finding:
    """One validation result as an engine gives it."""

    focus: Term
    shape: str  # IRI of the source shape
    component: str  # IRI of the constraint component
    severity: str  # IRI
    path: str | None  # IRI of a simple path, else None
    value: Term | None
    root: str = field(default="", compare=False)  # IRI of the shape with the target, where the engine says it
    message: str = field(default="", compare=False)


Engine = Callable[[str, bytes], list[Finding]]
"""Takes shapes as Turtle and data (the union of all graphs) as N-Triples; gives its findings in any order."""


def fast(shapes: str, data: bytes) -> list[Finding]:
    """The Rust engine *shacl*."""
    report = _compiled(shapes).validate_text(data.decode(), format="ntriples")
    return [
        Finding(
            focus=_term(result.focus_node),
            shape=result.source_shape.strip("<>") if result.source_shape else "",
            component=result.component_iri.strip("<>"),
            severity=result.severity_iri.strip("<>"),
            path=_simple(result.path),
            value=None if result.value is None else _term(result.value),
            root=(result.root_shape or "").strip("<>"),
            message=result.message or "",
        )
        for result in report.results
    ]


def reference(shapes: str, data: bytes) -> list[Finding]:
    """pySHACL over rdflib."""
    import pyshacl  # noqa: PLC0415 - half a second, and only who asks for it pays
    from rdflib import RDF, SH, Graph  # noqa: PLC0415

    with _literals_as_written():
        # pySHACL changes the shapes graph it is given, so each run parses its own.
        _, report, _ = pyshacl.validate(
            Graph().parse(data=data, format="nt"),
            shacl_graph=Graph().parse(data=shapes, format="turtle"),
            advanced=False,
        )
    if not isinstance(report, Graph):
        raise RuntimeError(f"pySHACL failed: {report}")
    return [
        Finding(
            focus=_converted(report.value(node, SH.focusNode)),
            shape=str(report.value(node, SH.sourceShape)),
            component=str(report.value(node, SH.sourceConstraintComponent)),
            severity=str(report.value(node, SH.resultSeverity)),
            path=_simple_node(report.value(node, SH.resultPath)),
            value=None if (value := report.value(node, SH.value)) is None else _converted(value),
            message=str(next(report.objects(node, SH.resultMessage), "")),
        )
        for top in report.subjects(RDF.type, SH.ValidationReport)
        for node in report.objects(top, SH.result)  # sh:detail holds results too, which are not the report's own
    ]


@contextmanager
def _literals_as_written() -> Iterator[None]:
    """rdflib would read "01" as 1 and "1"^^xsd:boolean as true, which are other terms. It knows one switch for all."""
    import rdflib  # noqa: PLC0415

    with _switch:
        before, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
        try:
            yield
        finally:
            rdflib.NORMALIZE_LITERALS = before


_switch = Lock()
ENGINES: Mapping[str, Engine] = {"fast": fast, "pyshacl": reference}


@lru_cache(maxsize=16)
def _compiled(shapes: str) -> Shapes:
    import shacl  # noqa: PLC0415 - keeps the engine optional for whoever only reads reports

    return shacl.Shapes.from_turtle(shapes)


def _term(text: str) -> Term:
    """A term from its N-Triples form."""
    if text.startswith("<"):
        return ox.NamedNode(text[1:-1])
    if text.startswith("_:"):
        return ox.BlankNode(text[2:])
    triple = next(iter(ox.parse(f"<x:s> <x:p> {text} .", format=ox.RdfFormat.N_TRIPLES)))
    assert isinstance(triple.object, ox.Literal)
    return triple.object


def _simple(path: str | None) -> str | None:
    return path[1:-1] if path and path.startswith("<") and ">" not in path[:-1] else None


def _simple_node(path: object) -> str | None:
    from rdflib import URIRef  # noqa: PLC0415

    return str(path) if isinstance(path, URIRef) else None


def _converted(node: object) -> Term:
    """An rdflib term as pyoxigraph's."""
    from rdflib import BNode, Literal, URIRef  # noqa: PLC0415

    if isinstance(node, URIRef):
        return ox.NamedNode(str(node))
    if isinstance(node, BNode):
        return ox.BlankNode(str(node))
    if isinstance(node, Literal):
        if node.language:
            return ox.Literal(str(node), language=node.language)
        return (
            ox.Literal(str(node), datatype=ox.NamedNode(str(node.datatype))) if node.datatype else ox.Literal(str(node))
        )
    raise TypeError(f"no RDF term: {node!r}")


def sorted_findings(findings: Iterable[Finding]) -> list[Finding]:
    """Findings without duplicates in one order, whichever engine gave them."""
    return sorted(
        set(findings), key=lambda f: (str(f.focus), f.shape, f.component, f.path or "", str(f.value) if f.value else "")
    )
