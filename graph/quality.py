"""Validation inside the build: a document whose graph is wrong is kept out, its report is kept in.

A report is kept beside the document's graph under the hash of all that it depends on; an unchanged document is not
validated again.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, parse

from ..ontology.terms import Vocabulary
from ..shapes.catalogue import Severity, shapes_text
from ..shapes.report import Report
from ..shapes.validate import Background, check_corpus, check_document
from .corpus import DocumentState, to_json
from .iris import Minter
from .release import write_atomic
from .sink import lines

_SHAPES = Path(__file__).resolve().parent.parent / "shapes"


@dataclass(frozen=True, slots=True)
class Checked:
    """A document after validation: its state, and its report as sorted N-Quads lines of graph:validation."""

    state: DocumentState
    report: bytes = b""


@dataclass(frozen=True)
class Validator:
    """Validates documents against the shapes, standing on the reference data and the ontology."""

    vocabulary: Vocabulary
    fixed: bytes
    """N-Quads of the graphs that every document stands on."""

    def check(self, state: DocumentState, folder: Path) -> Checked:
        """Validates the document kept in *folder*, or takes the kept report when nothing has changed."""
        key = sha256(f"{state.fingerprint} {self._stamp}".encode()).hexdigest()
        kept = folder / "report.json"
        try:
            known = json.loads(kept.read_bytes())
            if known["key"] == key:
                return Checked(_judged(state, known["violations"], known["first"]), (folder / "report.nq").read_bytes())
        except (OSError, ValueError, KeyError):
            pass  # no kept report, or none that can be read: validate
        quads = list(parse(path=folder / "graph.nq", format=RdfFormat.N_QUADS))
        report = check_document(quads, self._background, base=self.vocabulary.base)
        written = b"".join(self._lines(report, state.slug))
        violations = [result for result in report.results if result.severity is Severity.VIOLATION]
        first = f"{violations[0].check.message.zh} ({violations[0].name})" if violations else ""
        write_atomic(folder / "report.nq", written)
        write_atomic(kept, to_json({"key": key, "violations": len(violations), "first": first}))
        return Checked(_judged(state, len(violations), first), written)

    def corpus(self, quads: Sequence[Quad]) -> list[bytes]:
        """What only the union of all published graphs can tell, as sorted lines of graph:validation."""
        return self._lines(check_corpus(quads, base=self.vocabulary.base), "corpus")

    def _lines(self, report: Report, name: str) -> list[bytes]:
        return lines(report.quads(Minter(self.vocabulary).graph("validation"), name))

    @cached_property
    def _background(self) -> Background:
        return Background(parse(self.fixed, format=RdfFormat.N_QUADS), self.vocabulary.base)

    @cached_property
    def _stamp(self) -> str:
        code = b"".join(path.read_bytes() for path in sorted(_SHAPES.glob("*.py")))
        return sha256(self.fixed + shapes_text(self.vocabulary.base).encode() + code).hexdigest()


def merged(reports: Sequence[bytes | list[bytes]]) -> list[bytes]:
    """Every line of graph:validation, sorted, each once."""
    found: set[bytes] = set()
    for report in reports:
        found.update(report.splitlines(keepends=True) if isinstance(report, bytes) else report)
    return sorted(found)


def _judged(state: DocumentState, violations: int, first: str) -> DocumentState:
    if not violations:
        return state
    message = f"{state.file}: quarantined, its graph breaks the shapes in {violations} place(s); first: {first}"
    return replace(state, status="quarantined", message=message)
