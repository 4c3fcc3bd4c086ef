"""Validation against shapes of one's own, in place of the shapes of this folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyoxigraph as ox

from ..ontology.terms import DEFAULT_BASE
from .catalogue import SH, Check, Scope, Severity, Text
from .engines import ENGINES, Finding, sorted_findings
from .report import Report
from .validate import Data, DataError, Reader, quads_of, serialized, store_of, vocabulary_triples

THEME = "own"
_NAME = Text("自备形状", "Own shapes")
_SUBCLASS = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#subClassOf")
_SHAPES = {ox.NamedNode(f"{SH}{name}") for name in ("NodeShape", "PropertyShape")}
_TARGETS = [f"{SH}{name}" for name in ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf", "target")]


def validate_with(data: Data, shapes: Sequence[Path], *, base: str = DEFAULT_BASE, engine: str = "fast") -> Report:
    """Validates a data set as one graph against the shapes in RDF files.

    The classes of the ontology are known, so that a shape for places finds cities. *engine* is a name in ENGINES.
    Raises DataError, which names the file and the cause, for data and shapes that cannot be read or used.
    """
    quads = quads_of(data)  # as they are written: a store keeps numbers in canonical form
    store = store_of(quads)
    texts = [quad for file in shapes for quad in quads_of(file)]
    names = ", ".join(map(str, shapes))
    if not any(quad.object in _SHAPES or quad.predicate.value in _TARGETS for quad in texts):
        raise DataError(f"{names}: there is no shape in it")
    classes = (q.triple for q in ox.parse(vocabulary_triples(base), format=ox.RdfFormat.N_TRIPLES))
    known = serialized(triple for triple in classes if triple.predicate == _SUBCLASS)
    try:
        found = ENGINES[engine](
            serialized(quad.triple for quad in texts).decode(), serialized(quad.triple for quad in quads) + known
        )
    except Exception as error:  # each engine has exceptions of its own for shapes that it cannot use
        raise DataError(f"{names}: {' '.join(str(error).split())[:300]}") from error
    reader = Reader(store, base)
    results = [reader.result(finding, _check(finding)) for finding in sorted_findings(found)]
    ordered = sorted(results, key=lambda r: (r.document, r.severity.rank, r.check.slug, r.focus, r.key))
    return Report(tuple(ordered), base=base, themes={THEME: _NAME})


def _check(finding: Finding) -> Check:
    """What can be said of a shape that has no words of our catalogue."""
    message = finding.message or finding.component.removeprefix(SH).removesuffix("ConstraintComponent")
    name = finding.severity.removeprefix(SH)
    severity = Severity(name) if name in list(Severity) else Severity.VIOLATION
    text = Text(message, message)
    return Check(finding.root or finding.shape, THEME, severity, Scope.DOCUMENT, "document", text, text, text, ())
