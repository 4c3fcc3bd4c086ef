"""In the build a wrong document is kept out with its report, and an unchanged one is not validated again."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from duikou.graph import extraction, quality
from duikou.graph.build import build
from duikou.graph.kept import DocumentState
from duikou.graph.quality import REPORT, Validator
from duikou.ontology.terms import Vocabulary, ontology_text, schemes_text
from duikou.shapes.catalogue import SH, Scope, Severity, catalogue
from duikou.shapes.engines import Finding
from duikou.shapes.report import Report, Result

V = Vocabulary()
SAMPLE = Path(__file__).parent / "sample.trig"
SLUG = "plan-2023-2025"
DOCUMENT = ox.NamedNode(V.graph[f"document/{SLUG}"])
STATE = DocumentState(SLUG, f"{SLUG}.txt", "00", "00", "published")
COMMITMENT = ox.NamedNode(V.dk.commitment)


@pytest.fixture
def validator() -> Validator:
    sample = list(ox.parse(path=SAMPLE, format=ox.RdfFormat.TRIG))
    ground = [quad for quad in sample if quad.graph_name != DOCUMENT]
    ontology = ox.NamedNode(V.graph["ontology"])
    for text in (ontology_text(), schemes_text()):
        ground += (
            ox.Quad(*quad.triple, ontology)
            for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)
            if isinstance(quad.subject, ox.NamedNode) and not isinstance(quad.object, ox.BlankNode)
        )
    data = ox.serialize(ground, format=ox.RdfFormat.N_QUADS)
    assert data is not None
    return Validator(V, data)


def keep(folder: Path, *, whole: bool) -> Path:
    """The sample's document as the build keeps it; without its commitments when it is not to be *whole*."""
    quads = [q for q in ox.parse(path=SAMPLE, format=ox.RdfFormat.TRIG) if q.graph_name == DOCUMENT]
    kept = [quad for quad in quads if whole or quad.predicate != COMMITMENT]
    ox.serialize(kept, str(folder / "graph.nq"), format=ox.RdfFormat.N_QUADS)
    return folder


def test_a_whole_document_is_published(validator: Validator, tmp_path: Path) -> None:
    assert validator.check(STATE, keep(tmp_path, whole=True)).status == "published"
    assert b"ValidationReport" in (tmp_path / REPORT).read_bytes()


def test_a_wrong_document_is_kept_out_with_its_report(validator: Validator, tmp_path: Path) -> None:
    state = validator.check(STATE, keep(tmp_path, whole=False))
    assert state.status == "quarantined"
    assert STATE.file in state.message
    assert state.message.count("\n") == 0
    report = (tmp_path / REPORT).read_bytes()
    assert report.count(b"measure-commitment>") >= 3
    assert b"#Violation" in report


def test_an_unchanged_document_is_not_validated_again(
    validator: Validator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = validator.check(STATE, keep(tmp_path, whole=False))
    monkeypatch.setattr(quality, "check_document", lambda *_args, **_options: pytest.fail("validated again"))
    assert validator.check(STATE, tmp_path) == first


def test_what_a_report_hangs_on_is_the_same_in_every_process() -> None:
    names = "from duikou.graph.quality import Validator; from duikou.ontology.terms import Vocabulary"
    command = [sys.executable, "-c", f"{names}; print(Validator(Vocabulary(), b'').stamp)"]
    stamps = {subprocess.run(command, check=True, capture_output=True, timeout=60).stdout for _ in range(2)}
    assert len(stamps) == 1


def test_the_build_publishes_the_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    documents = tmp_path / "documents"
    documents.mkdir()
    for name, cities in (("good", "延安市与无锡市"), ("wrong", "信阳市与苏州市")):
        text = f"{cities}对口合作实施方案\n一、重点任务\n(一)加强合作。支持{cities}共建产业园区。\n"
        (documents / f"{name}.txt").write_text(text, encoding="utf-8")
    honest = quality.check_document

    def harsh(quads: list[ox.Quad], *args: object, **options: object) -> Report:
        report: Report = honest(quads, *args, **options)  # type: ignore[arg-type]
        if not str(quads[0].graph_name).endswith("/wrong>"):
            return report
        check = next(c for c in catalogue().of(Scope.DOCUMENT) if c.severity is Severity.VIOLATION)
        focus = ox.NamedNode(V.id["document/wrong"])
        finding = Finding(focus, check.iri, f"{SH}MinCountConstraintComponent", f"{SH}Violation", None, None)
        return Report((*report.results, Result(finding, check, "wrong", "", ("wrong",), None)), report.scores)

    monkeypatch.setattr(quality, "check_document", harsh)
    # Here and in no process of its own, where a patch does not reach.
    monkeypatch.setattr(extraction, "run", lambda work, jobs, *_limits: ((job, work(job)) for job in jobs))
    result = build(documents, tmp_path / "output", V)
    assert {state.slug: state.status for state in result.documents} == {"good": "published", "wrong": "quarantined"}
    assert [state.slug for state in result.failed] == ["wrong"]
    quads = list(ox.parse(path=result.release / "graph.nq", format=ox.RdfFormat.N_QUADS))
    graphs = {str(quad.graph_name) for quad in quads}
    assert str(ox.NamedNode(V.graph["document/good"])) in graphs
    assert str(ox.NamedNode(V.graph["document/wrong"])) not in graphs
    report = ox.NamedNode(V.id["report/wrong"])
    assert [
        q
        for q in quads
        if q.subject == report and str(q.object) == '"false"^^<http://www.w3.org/2001/XMLSchema#boolean>'
    ]
