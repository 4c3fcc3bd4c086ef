"""The report: its order and verdicts, its graph, its forms and the command."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from pathlib import Path
from types import ModuleType

import pyoxigraph as ox
import pyshacl
import pytest
from rdflib import RDF, SH, Graph, Literal, Namespace
from typer.testing import CliRunner

from duikou.cli import app
from duikou.ontology.terms import DEFAULT_BASE, Vocabulary
from duikou.shapes.catalogue import Scope, Severity, catalogue, shapes_text
from duikou.shapes.render import FORMATS, render
from duikou.shapes.report import CORPUS, Report
from duikou.shapes.validate import Background, DataError, check_corpus, check_document, load, validate

SAMPLE = Path(__file__).parent / "sample.trig"
API = Path(__file__).parents[2] / "api"
V = Vocabulary()
DQV = Namespace("http://www.w3.org/ns/dqv#")
DOCUMENT = ox.NamedNode(V.graph["document/plan-2023-2025"])
MEASURE = ox.NamedNode(V.id["measure/plan-2023-2025/1.2/1"])
SCHOOLS = ox.NamedNode(V.id["agency/440300/jiao-yu-ju"])


def _mutate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("mutate", Path(__file__).parent / "mutate.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["mutate"] = module
    spec.loader.exec_module(module)
    return module


def drop(store: ox.Store, subject: ox.NamedNode, *predicates: str) -> None:
    for predicate in predicates:
        for quad in list(store.quads_for_pattern(subject, ox.NamedNode(V.dk[predicate]), None, None)):
            store.remove(quad)


@pytest.fixture
def broken() -> ox.Store:
    """The sample with one Violation, one Warning and one Info in it."""
    store: ox.Store = _mutate().sample()
    drop(store, MEASURE, "commitment")
    drop(store, ox.NamedNode(V.id["platform/gan-shen-chan-ye-yuan"]), "platformKind")
    drop(store, ox.NamedNode(V.id["cooperation/360700-440300"]), "establishedBy")
    return store


@pytest.fixture
def report(broken: ox.Store) -> Report:
    return validate(broken)


@pytest.mark.thorough
def test_shapes_are_shapes() -> None:
    """SHACL-SHACL, the standard's own shapes for shapes graphs."""
    conforms, _, text = pyshacl.validate(
        Graph(), shacl_graph=Graph().parse(data=shapes_text(), format="turtle"), meta_shacl=True
    )
    assert conforms, text


def test_every_check_and_theme_speaks_both_languages() -> None:
    known = catalogue()
    assert {check.theme for check in known.checks.values()} == {theme.slug for theme in known.themes.values()}
    assert {check.cause for check in known.checks.values()} == {"document", "extraction", "reference"}


def test_scopes_part_the_checks() -> None:
    known = catalogue()
    assert {*known.of(Scope.DOCUMENT), *known.of(Scope.CORPUS)} == set(known.of(None))
    assert not {*known.of(Scope.DOCUMENT)} & {*known.of(Scope.CORPUS)}


def test_results_tell_what_where_and_in_which_words(report: Report) -> None:
    found = {result.check.slug: result for result in report.results}
    assert set(found) == {"measure-commitment", "platform-kind", "cooperation-established"}
    result = found["measure-commitment"]
    assert (result.focus, result.name, result.severity) == (MEASURE.value, "支持两地学校结对", Severity.VIOLATION)
    assert result.document == "plan-2023-2025"
    assert result.quote is not None
    assert result.quote.exact == "支持两地学校结对"
    assert result.quote.end - result.quote.start == len(result.quote.exact)
    assert result.finding.path == str(V.dk.commitment)
    assert found["platform-kind"].document == ""


@pytest.mark.parametrize(("kept", "conforming"), [
    ("violation", set()),
    ("warning", {"violation"}),
    ("info", {"violation", "warning"}),
    ("none", {"violation", "warning", "info"}),
])  # fmt: skip
def test_conforms_up_to_a_severity(report: Report, kept: str, conforming: set[str]) -> None:
    results = tuple(result for result in report.results if result.severity.value.lower() == kept)
    part = Report(results)
    assert {s for s in ("violation", "warning", "info") if part.conforms(s.capitalize())} == conforming


def test_scores_count_the_nodes_that_pass(report: Report) -> None:
    scores = {(score.document, score.check.slug): score for score in report.scores}
    commitment = scores["plan-2023-2025", "measure-commitment"]
    assert (commitment.checked, commitment.failing) == (3, 1)
    assert commitment.share == pytest.approx(2 / 3)
    assert scores["", "platform-kind"].share == 0
    assert scores["plan-2023-2025", "measure-text"].share == 1


def test_one_document_alone_gives_what_the_whole_gives(broken: ox.Store, report: Report) -> None:
    quads = list(broken.quads_for_pattern(None, None, None, DOCUMENT))
    alone = check_document(quads, Background.of(broken))
    union = check_corpus(broken)
    assert [r.key for r in alone.results] == [r.key for r in report.results if r.check.scope is Scope.DOCUMENT]
    assert [r.key for r in union.results] == [r.key for r in report.results if r.check.scope is Scope.CORPUS]


def test_threads_change_nothing(broken: ox.Store, report: Report) -> None:
    more = ox.Store()
    for quad in broken:
        more.add(quad)
        if quad.graph_name == DOCUMENT:  # a second document that states the same
            more.add(ox.Quad(*quad.triple, ox.NamedNode(V.graph["document/copy"])))
    alone, together = validate(more, jobs=1), validate(more, jobs=4)
    assert [r.key for r in alone.results] == [r.key for r in together.results]
    assert alone.scores == together.scores
    assert len(alone.results) == len(report.results) + sum(r.check.scope is Scope.DOCUMENT for r in report.results)


def test_background_is_what_can_be_reached() -> None:
    store = _mutate().sample()
    background = Background.of(store)
    city = ox.NamedNode(V.id["place/440300"])
    near = background.around([ox.Quad(SCHOOLS, ox.NamedNode(V.dk.jurisdiction), city, DOCUMENT)]).decode()
    subjects = {line.split(" ")[0].strip("<>") for line in near.splitlines()}
    assert {V.id["place/440300"], V.id["place/440000"]} <= subjects
    assert str(V.id["place/360700"]) not in subjects


def test_report_graph_is_standard_and_without_blank_nodes(report: Report) -> None:
    graph = Graph()
    for quad in report.quads(ox.NamedNode(V.graph["validation"]), CORPUS):
        assert not isinstance(quad.subject, ox.BlankNode)
    graph = report.to_graph()
    (node,) = graph.subjects(RDF.type, SH.ValidationReport)
    assert graph.value(node, SH.conforms) == Literal(False)
    results = set(graph.objects(node, SH.result))
    assert len(results) == len(report.results)
    for result in results:
        for prop in (SH.focusNode, SH.resultSeverity, SH.sourceShape, SH.sourceConstraintComponent):
            assert len(list(graph.objects(result, prop))) == 1
        assert {str(m.language) for m in graph.objects(result, SH.resultMessage) if isinstance(m, Literal)} == {
            "zh",
            "en",
        }
    measured = set(graph.subjects(RDF.type, DQV.QualityMeasurement))
    assert len(measured) == sum(score.failing > 0 for score in report.scores) > 0
    assert all(0 <= float(str(graph.value(m, DQV.value))) < 1 for m in measured)


def test_scores_can_be_asked_of_the_graph(report: Report) -> None:
    store = ox.Store()
    store.extend(report.quads(ox.NamedNode(V.graph["validation"])))
    asked = store.query((API / "queries" / "quality" / "scores.rq").read_text(), use_default_graph_as_union=True)
    assert isinstance(asked, ox.QuerySolutions)
    found = {tuple(term.value for term in row) for row in asked}  # type: ignore[union-attr]
    subject = {
        score.document: V.id[f"document/{score.document}"] if score.document else f"{V.base}dataset"
        for score in report.scores
    }
    assert found == {
        (subject[score.document], score.check.iri, str(score.checked), str(score.failing)) for score in report.scores
    }


def test_checks_that_look_at_the_same_nodes_share_a_word() -> None:
    targets = {(check.nodes, check.scope, check.targets) for check in catalogue().checks.values()}
    words = {word for word, *_ in targets}
    assert len(words) == len(targets) < len(catalogue().checks)
    assert all(re.fullmatch("(document|corpus)/[A-Za-z_-]+", word) for word in words)


def test_the_corpus_report_says_what_the_checks_are(report: Report) -> None:
    quads = {quad.triple for quad in report.quads(ox.NamedNode(V.graph["validation"]), CORPUS)}
    named = {
        t.subject.value for t in quads if t.predicate.value == str(SH.name) and isinstance(t.subject, ox.NamedNode)
    }
    assert named == set(catalogue().checks)


def test_another_base(broken: ox.Store) -> None:
    base = "https://example.org/kg/"
    moved = ox.Store()
    text = broken.dump(format=ox.RdfFormat.N_QUADS).decode().replace(DEFAULT_BASE, base)
    moved.load(text, format=ox.RdfFormat.N_QUADS)
    report = validate(moved, base=base)
    assert {r.check.slug for r in report.results} == {"measure-commitment", "platform-kind", "cooperation-established"}
    assert not [q for q in report.quads(ox.NamedNode(f"{base}graph/validation"), CORPUS) if DEFAULT_BASE in str(q)]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("form", sorted(FORMATS))
def test_every_form_shows_every_result(report: Report, form: str, language: str) -> None:
    text = render(report, form, language).decode()
    for result in report.results:
        assert result.focus in text or result.focus.removeprefix(V.id) in text
        assert result.check.message.get(language) in text


def test_forms_can_be_read_back(report: Report) -> None:
    value = json.loads(render(report, "json"))
    assert [r["check"] for r in value["results"]] == [r.check.slug for r in report.results]
    turtle = Graph().parse(data=render(report, "turtle"), format="turtle")
    assert len(set(turtle.subjects(RDF.type, SH.ValidationResult))) == len(report.results)
    assert render(validate(SAMPLE), "text").decode().strip() == "通过: 0 处违规\uff0c0 处警告\uff0c0 处提示"


def test_the_text_cuts_long_lists(broken: ox.Store) -> None:
    for quad in list(broken.quads_for_pattern(None, ox.NamedNode(V.dk.commitment), None, None)):
        broken.remove(quad)
    report = validate(broken)
    assert "还有 2 处" in render(report, "text", "zh", 1).decode()
    assert "还有" not in render(report, "text", "zh", None).decode()


# --- The command ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("limit", "code"), [("violation", 0), ("warning", 1), ("info", 1)])
def test_command_fails_on_what_it_is_told(tmp_path: Path, limit: str, code: int) -> None:
    store: ox.Store = _mutate().sample()
    drop(store, ox.NamedNode(V.id["platform/gan-shen-chan-ye-yuan"]), "platformKind")  # a Warning
    file = tmp_path / "graph.nq"
    store.dump(str(file), format=ox.RdfFormat.N_QUADS)
    assert CliRunner().invoke(app, ["validate", str(file), "--fail-on", limit]).exit_code == code


def test_command_passes_a_whole_graph(tmp_path: Path) -> None:
    target = tmp_path / "report.json"
    result = CliRunner().invoke(
        app, ["validate", str(SAMPLE), "--fail-on", "info", "--format", "json", "-o", str(target)]
    )
    assert result.exit_code == 0
    assert json.loads(target.read_bytes())["conforms"] is True


def test_command_reads_the_store_of_a_release_that_a_write_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUIKOU_OUTPUT", str(tmp_path))
    (tmp_path / "releases" / "one").mkdir(parents=True)
    store = ox.Store(str(tmp_path / "releases" / "one" / "store"))
    store.bulk_load(path=SAMPLE, format=ox.RdfFormat.TRIG)
    store.flush()
    del store
    (tmp_path / "current").symlink_to(Path("releases", "one"))
    result = CliRunner().invoke(app, ["validate", "--format", "json"])
    assert result.exit_code == 0
    assert json.loads(result.stdout)["conforms"] is True


@pytest.mark.parametrize("output", ["nothing", "broken"])
def test_command_says_when_there_is_no_graph_to_read(
    output: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUIKOU_OUTPUT", str(tmp_path / output))
    (tmp_path / "broken" / "current" / "store").mkdir(parents=True)
    result = CliRunner().invoke(app, ["validate"])
    assert (result.exit_code, result.output.count("\n")) == (2, 1)
    assert str(tmp_path / output) in result.output


@pytest.mark.parametrize(("name", "text"), [
    ("missing.ttl", None),
    ("broken.ttl", "<a> <b"),
    ("binary.nq", "\0\1\2"),
    ("odd.xyz", "nothing"),
])  # fmt: skip
def test_command_names_a_file_that_it_cannot_read(tmp_path: Path, name: str, text: str | None) -> None:
    file = tmp_path / name
    if text is not None:
        file.write_text(text, encoding="utf-8")
    result = CliRunner().invoke(app, ["validate", str(file)])
    assert result.exit_code == 2
    assert result.output.count("\n") == 1
    assert name in result.output
    with pytest.raises(DataError, match=name):
        load(ox.Store(), file)
