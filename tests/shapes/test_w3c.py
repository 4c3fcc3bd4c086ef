"""The W3C's SHACL suite (core and SPARQL), by every engine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import pytest
from w3c import FOLDER, MF, Description, cases, entries, expected_failures, path_of, read

from duikou.shapes.catalogue import SH
from duikou.shapes.engines import ENGINES, Finding

EXPECTED = expected_failures(Path(__file__).parent / "w3c-expected.toml")
SUITE = FOLDER / "shacl" / "tests" / "manifest.ttl"
SHT = "http://www.w3.org/ns/shacl-test#"
COUNT = 120

Row = tuple[str, ...]


@dataclass(frozen=True)
class Case:
    """Data, shapes, and the results; None where the shapes must be refused."""

    data: Path
    shapes: Path
    results: list[Row] | None


def _cases() -> Iterator[tuple[str, Case]]:
    for name, kind, known, node in entries(SUITE):
        if kind != "Validate":
            continue
        action, result = known.one(node, f"{MF}action"), known.one(node, f"{MF}result")
        failure = isinstance(result, ox.NamedNode) and result.value == f"{SHT}Failure"
        results = None if failure else [_expected(known, each) for each in known.all(result, f"{SH}result")]
        files = (path_of(known.one(action, f"{SHT}{which}")) for which in ("dataGraph", "shapesGraph"))
        yield f"{known.file.parent.parent.name}/{name}", Case(*files, results)


def _expected(known: Description, node: ox.BlankNode) -> Row:
    names = ("focusNode", "sourceConstraintComponent", "resultSeverity", "sourceShape", "resultPath", "value")
    focus, component, severity, shape, path, value = (known.one(node, SH + name) for name in names)
    simple = path if isinstance(path, ox.NamedNode) else None
    return _row(focus, component.value, severity.value, shape, simple and simple.value, value)


def _row(focus: object, component: str, severity: str, shape: object, path: str | None, value: object) -> Row:
    """A result with what every engine can tell of it: blank nodes have no names that could be compared."""
    return (_name(focus), component, severity, _name(shape), path or "", _name(value))


def _name(term: object) -> str:
    return "_:" if isinstance(term, ox.BlankNode) else "" if term is None else str(term)


def _found(finding: Finding) -> Row:
    shape = ox.NamedNode(finding.shape) if ":" in finding.shape.removeprefix("_:") else ox.BlankNode()
    return _row(finding.focus, finding.component, finding.severity, shape, finding.path, finding.value)


LONG: dict[str, tuple[str, ...]] = {"fast": (), "pyshacl": ("core/complex/shacl-shacl",)}
"""Takes as long as all others together."""


@pytest.mark.parametrize(
    ("engine", "case"),
    [
        pytest.param(engine, *case.values, id=f"{engine} {case.id}", marks=case.marks)
        for engine in ENGINES
        for case in cases(_cases, EXPECTED[engine], LONG[engine])
    ],
)
def test_w3c(engine: str, case: Case) -> None:
    shapes = _serialized(case.shapes).decode()
    if case.results is None:
        with pytest.raises(Exception):  # noqa: B017 (each engine has exceptions of its own)
            ENGINES[engine](shapes, _serialized(case.data))
        return
    found = ENGINES[engine](shapes, _serialized(case.data))
    assert sorted(map(_found, found)) == sorted(case.results)


def _serialized(file: Path) -> bytes:
    return ox.serialize((quad.triple for quad in read(file)), format=ox.RdfFormat.N_TRIPLES) or b""


def test_every_test_is_read() -> None:
    if FOLDER.is_dir():
        assert len(dict(_cases())) == COUNT
