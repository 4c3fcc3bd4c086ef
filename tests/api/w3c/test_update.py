"""The W3C's SPARQL 1.1 update suite, carried out as a writer process does, on a store in memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, Store
from w3c import FOLDER, MF, RDFS, UT, Description, canonical, cases, entries, expected_failures, path_of, read

from duikou.api.store.messages import Write
from duikou.api.store.sparql.dataset_clause import UpdateError
from duikou.api.store.writing.writer import apply

EXPECTED = expected_failures(Path(__file__).parent / "expected.toml")
SUITE = FOLDER / "sparql" / "sparql11" / "manifest-sparql11-update.ttl"
COUNT = 94


@dataclass(frozen=True)
class Evaluation:
    """An update, the quads before and after it."""

    request: Path
    before: list[Quad]
    after: list[Quad]


def _quads(known: Description, node: NamedNode) -> list[Quad]:
    found = [(DefaultGraph(), path_of(file)) for file in known.all(node, f"{UT}data")]
    for data in known.all(node, f"{UT}graphData"):
        name = NamedNode(known.one(data, f"{RDFS}label").value)
        found.append((name, path_of(known.one(data, f"{UT}graph"))))
    return [Quad(quad.subject, quad.predicate, quad.object, name) for name, file in found for quad in read(file)]


def _evaluations() -> Iterator[tuple[str, Evaluation]]:
    for name, kind, known, node in entries(SUITE):
        if kind == "UpdateEvaluationTest":
            action, result = known.one(node, f"{MF}action"), known.one(node, f"{MF}result")
            yield (
                name,
                Evaluation(path_of(known.one(action, f"{UT}request")), _quads(known, action), _quads(known, result)),
            )


def _syntax() -> Iterator[tuple[str, tuple[Path, bool]]]:
    for name, kind, known, node in entries(SUITE):
        if "SyntaxTest" in kind:
            yield name, (path_of(known.one(node, f"{MF}action")), kind.startswith("Positive"))


@pytest.mark.parametrize("case", cases(_evaluations, EXPECTED["update"]))
def test_evaluation(case: Evaluation) -> None:
    store = Store()
    store.extend(case.before)
    apply(store, Write("", "update", case.request.read_text(encoding="utf-8"), base=case.request.as_uri()))
    assert canonical(store) == canonical(case.after)


@pytest.mark.parametrize("case", cases(_syntax, EXPECTED["update-syntax"]))
def test_syntax(case: tuple[Path, bool]) -> None:
    file, valid = case
    refused = ""
    try:
        apply(Store(), Write("", "update", file.read_text(encoding="utf-8"), base=file.as_uri()))
    except UpdateError as error:
        refused = str(error)
    assert "syntax error" not in refused if valid else refused


def test_every_test_is_read() -> None:
    if FOLDER.is_dir():
        assert len(list(_evaluations())) == COUNT
