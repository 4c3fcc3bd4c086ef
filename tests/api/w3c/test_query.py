"""The W3C's SPARQL 1.0 and 1.1 query suites, asked over HTTP: every data file is a graph of one server. A run that is
not thorough asks one in four: the engine has passed them all, and what comes before it is asked by each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, QueryResultsFormat, RdfFormat, serialize
from w3c import FOLDER, MF, QT, Description, cases, entries, expected_failures, path_of, read

from ..manifest import graph_in
from ..serving import Server
from .results import compare_csv, graph_of, read_result_set, read_results, solutions

EXPECTED = expected_failures(Path(__file__).parent / "expected.toml")
SUITES = ("sparql10/manifest-evaluation.ttl", "sparql11/manifest-sparql11-query.ttl",
          "sparql11/manifest-sparql11-results.ttl", "sparql10/manifest-syntax.ttl")  # fmt: skip
NOTHING = "urn:no-such-graph"
COUNTS = {"QueryEvaluationTest": 509, "CSVResultFormatTest": 3}


@dataclass(frozen=True)
class Evaluation:
    """A query over a data set, and its result."""

    query: Path
    default: tuple[Path, ...]
    named: tuple[Path, ...]
    result: Path
    lax: bool
    """May a solution come more or less often?"""


def _evaluation(known: Description, node: NamedNode) -> Evaluation:
    action = known.one(node, f"{MF}action")
    default = tuple(map(path_of, known.all(action, f"{QT}data")))
    named = tuple(map(path_of, known.all(action, f"{QT}graphData")))
    query = path_of(known.one(action, f"{QT}query"))
    lax = known.one(node, f"{MF}resultCardinality") is not None
    return Evaluation(query, default, named, path_of(known.one(node, f"{MF}result")), lax)


def _all() -> Iterator[tuple[str, str, Description, NamedNode]]:
    for suite in SUITES:
        for name, kind, known, node in entries(FOLDER / "sparql" / suite):
            yield f"{suite[:8]}/{name}", kind, known, node


def _evaluations() -> Iterator[tuple[str, Evaluation]]:
    for name, kind, known, node in _all():
        if kind in COUNTS:
            yield name, _evaluation(known, node)


def _syntax() -> Iterator[tuple[str, tuple[Path, bool]]]:
    for name, kind, known, node in _all():
        if "SyntaxTest" in kind:
            yield name, (path_of(known.one(node, f"{MF}action")), kind.startswith("Positive"))


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server over every data file of the suites, each in a graph that is named like it."""
    files = {file for _, case in _evaluations() for file in (*case.default, *case.named, *_from(case.query))}
    quads = (
        Quad(quad.subject, quad.predicate, quad.object, NamedNode(file.as_uri()))
        for file in sorted(files)
        for quad in read(file)
    )
    dump = tmp_path_factory.mktemp("w3c") / "all.nq"
    serialize(quads, dump, RdfFormat.N_QUADS)
    with Server([dump]) as running:
        yield running


def _from(query: Path) -> list[Path]:
    """The files that a query itself names as its data set."""
    text = query.read_text(encoding="utf-8")
    names = re.findall(r"FROM\s+(?:NAMED\s+)?<([^>]*)>", text, re.IGNORECASE)
    return [file for name in names if (file := query.parent / name).is_file()]


@pytest.mark.parametrize("case", cases(_evaluations, EXPECTED["query"], one_in=4))
def test_evaluation(case: Evaluation, suite: Server) -> None:
    text = f"BASE <{case.query.as_uri()}>\n{case.query.read_text(encoding='utf-8')}"
    form: dict[str, list[str]] = {"query": [text]}
    if not _from(case.query):
        form["default-graph-uri"] = [file.as_uri() for file in case.default] or [NOTHING]
        form["named-graph-uri"] = [file.as_uri() for file in case.named]
    if case.result.suffix == ".csv":
        compare_csv(case.result.read_bytes(), _ask(suite, form, "text/csv"))
        return
    expected = None
    results_format = QueryResultsFormat.from_extension(case.result.suffix[1:])
    if results_format is None:
        expected = read_result_set(case.result)
        if expected is None:
            assert graph_in(_ask(suite, form, "text/turtle"), "text/turtle") == graph_of(case.result)
            return
    else:
        expected = read_results(case.result.read_bytes(), results_format)
    accept = results_format.media_type if results_format in {QueryResultsFormat.XML, QueryResultsFormat.TSV} else ""
    accept = accept or "application/sparql-results+json"
    found = read_results(_ask(suite, form, accept), QueryResultsFormat.from_media_type(accept))
    if isinstance(expected, bool) or isinstance(found, bool):
        assert found is expected
        return
    ordered = len(expected) > 2 and expected[2]
    if case.lax:
        assert not [row for row in found[1] if row not in expected[1]]
        assert not [row for row in expected[1] if row not in found[1]]
        return
    assert sorted(found[0]) == sorted(expected[0])
    assert solutions(found[1], ordered=ordered) == solutions(expected[1], ordered=ordered)


def _ask(suite: Server, form: dict[str, list[str]], accept: str) -> bytes:
    answer = suite.http.post("/sparql", data=form, headers={"Accept": accept})
    assert answer.status_code == 200, answer.text
    return answer.content


@pytest.mark.parametrize("case", cases(_syntax, EXPECTED["syntax"], one_in=4))
def test_syntax(case: tuple[Path, bool], suite: Server) -> None:
    file, valid = case
    headers = {"Content-Type": "application/sparql-query", "Accept": "*/*"}
    answer = suite.http.post("/sparql?default-graph-uri=" + NOTHING, content=file.read_bytes(), headers=headers)
    unknown = answer.status_code == 400 and "custom function" in answer.text  # parsed, but not to be evaluated
    assert (answer.status_code == 200 or unknown) if valid else (answer.status_code == 400), answer.text[:500]


def test_every_test_is_read() -> None:
    if FOLDER.is_dir():
        assert len(list(_evaluations())) == sum(COUNTS.values())
