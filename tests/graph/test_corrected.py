"""Corrections in a build: their provenance, what they cost, and that they can be undone to the byte."""

from __future__ import annotations

import csv
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, QuerySolutions, RdfFormat, Store

from duikou.cli import shipped_documents
from duikou.corrections.apply import apply
from duikou.corrections.batches import append, undo
from duikou.corrections.model import Anchor, Correction
from duikou.extract.model import Facts
from duikou.extract.pipeline import extract
from duikou.extract.readers.parts import digest_of
from duikou.graph.build import Build, build
from duikou.graph.corpora import read_corpus
from duikou.graph.corpus import discover
from duikou.graph.corrected import COLUMNS, CORRECTIONS, corrections_beside, with_corrections
from duikou.graph.document import document_quads
from duikou.graph.extraction import Extracted, Progress
from duikou.graph.ontology import ontology_quads
from duikou.graph.reference import reference_quads
from duikou.ontology.terms import Vocabulary
from duikou.shapes.catalogue import Severity
from duikou.shapes.validate import Background, check_document

from ..corrections.rows import row
from ..corrections.test_apply import CASES, plan
from ..corrections.test_apply import rows_of as rows_of_case
from .conftest import First

NAME = "shanghai-sanming-plan-2023-2025"
OTHER = "meizhou-guangzhou-news-2022"
PREFIXES = (Path(__file__).parent / "corrected.rq").read_text(encoding="utf-8")


LINES = 48
"""So many lines of the plan have all that is corrected here."""


def beginning(folder: Path) -> Path:
    """The plan's first lines, in a file of its name."""
    lines = (shipped_documents() / f"{NAME}.txt").read_text("utf-8").splitlines(keepends=True)
    file = folder / f"{NAME}.txt"
    file.write_text("".join(lines[:LINES]), "utf-8")
    return file


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    beginning(folder)
    shutil.copy(shipped_documents() / f"{OTHER}.txt", folder)
    return folder


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    return extract(beginning(tmp_path_factory.mktemp("plan")))


def rebuilt(documents: Path, fresh: list[str] | None = None) -> Build:
    def note(done: Extracted) -> None:
        if fresh is not None and done.fresh:
            fresh.append(done.state.slug)

    return build(documents, documents.parent / "out", Vocabulary(), progress=Progress(document=note))


def listed(made: Build) -> list[dict[str, str]]:
    text = (made.release / CORRECTIONS).read_bytes().decode("utf-8-sig")
    rows = list(csv.DictReader(text.splitlines(keepends=True)))
    assert text.splitlines()[0].split(",") == list(COLUMNS)
    return rows


def rows_of(facts: Facts) -> list[Correction]:
    measures = facts.measures
    return [
        row(facts, measures[0].span, "measure", "amend", field="commitment", was="require", value="explore"),
        row(facts, measures[1].span, "measure", "reject"),
        row(facts, measures[2].span, "responsibility", "add", subject="三明市司法局", value="lead"),
        row(facts, facts.pairs[0].evidence, "pair", "confirm", subject="三明市—上海市"),
        row(facts, facts.targets[0].span, "target", "amend", field="year", value="2026"),
        row(
            facts, facts.linked.entities[0].mentions[0], "entity", "confirm", subject=facts.linked.entities[0].canonical
        ),
    ]


def ask(made: Build, name: str) -> list[list[str]]:
    store = Store()
    store.bulk_load(path=made.release / "graph.nq", format=RdfFormat.N_QUADS)
    found = store.query(queries()[name], use_default_graph_as_union=True)
    assert isinstance(found, QuerySolutions)
    return [[term.value for term in solution if isinstance(term, Literal | NamedNode)] for solution in found]


def queries() -> dict[str, str]:
    """The queries of corrected.rq by the names in their heads."""
    head, *parts = PREFIXES.split("# ")
    return {part.partition("\n")[0].strip(): head + part.partition("\n")[2] for part in parts}


def test_an_added_batch_is_in_the_graph_and_undone_the_graph_is_as_before(
    documents: Path, facts: Facts, first_build: First
) -> None:
    before = first_build(documents, documents.parent / "out")
    assert (listed(before), before.corrections, before.corrections_open) == ([], 0, 0)
    append(documents, "one", rows_of(facts))
    fresh: list[str] = []
    made = rebuilt(documents, fresh)
    assert fresh == [NAME]
    assert not made.failed
    assert {(one["outcome"], one["cause"]) for one in listed(made)} == {("exact", "")}
    assert (made.corrections, made.corrections_open) == (6, 0)
    attributed = ask(made, "attributed")
    assert sorted({kind.rpartition("#")[2] for kind, *_ in attributed}) == [
        "Assignment",
        "CooperationStatement",
        "Measure",
        "Mention",
        "Target",
    ]
    assert {(who, float(confidence)) for _, who, confidence in attributed} == {("李明", 1.0)}
    assert ask(made, "amended") == [
        ["commitment", "require", "explore", "2026-11-27T09:30:00Z", facts.clean.quote(facts.measures[0].span)]
    ]
    rejected = facts.clean.quote(facts.measures[1].span)
    assert not any(rejected == text for [text] in ask(made, "measures"))
    assert any(rejected == text for [text] in ask(before, "measures"))
    undo(documents, "one")
    after = rebuilt(documents)
    assert after.version == before.version != made.version
    assert (after.release / "graph.nq").read_bytes() == (before.release / "graph.nq").read_bytes()
    assert listed(after) == []


@pytest.fixture(scope="module")
def background() -> Background:
    """What every document stands on."""
    vocabulary = Vocabulary()
    return Background([*reference_quads(vocabulary), *ontology_quads(vocabulary)])


@pytest.mark.parametrize("name", CASES)
def test_whatever_people_say_the_graph_keeps_to_the_shapes(name: str, background: Background) -> None:
    corrected = apply(plan(), rows_of_case(CASES[name]))
    quads = document_quads(corrected.facts, Vocabulary(), settled=corrected.settled)
    report = check_document(quads, background)
    assert [result.name for result in report.results if result.severity is Severity.VIOLATION] == []
    assert sum(quad.predicate.value.endswith("#action") for quad in quads) == len(corrected.settled)


@pytest.mark.thorough
def test_a_row_of_a_renamed_file_is_found_by_its_bytes(documents: Path, facts: Facts) -> None:
    append(documents, "one", rows_of(facts)[:1])
    (documents / f"{NAME}.txt").rename(documents / "sanming.txt")
    made = rebuilt(documents)
    assert [(one["document"], one["outcome"]) for one in listed(made)] == [("sanming", "exact")]


def test_a_row_of_a_renamed_folder_of_parts_is_found_by_its_bytes(documents: Path, facts: Facts) -> None:
    parts = documents / "parts.parts"
    parts.mkdir()
    (documents / f"{OTHER}.txt").rename(parts / "1.txt")
    append(documents, "one", [replace(rows_of(facts)[0], document="gone", sha256=digest_of(parts))])
    corpora = [read_corpus(documents)]
    found, stray = with_corrections(discover(corpora, {}), corpora)
    assert ([(one.slug, len(one.corrections)) for one in found], stray) == ([("parts", 1), (NAME, 0)], ())


def test_a_single_file_has_its_own_rows_when_another_takes_its_name(documents: Path, facts: Facts) -> None:
    append(documents, "one", rows_of(facts)[:1])
    here, there = (documents / f"{name}.txt" for name in (NAME, OTHER))
    here.rename(documents / "aside")
    there.rename(here)
    (documents / "aside").rename(there)
    found = {path: corrections_beside(path, path.stem, digest_of(path)) for path in (here, there)}
    assert {path: len(rows) for path, rows in found.items()} == {here: 0, there: 1}
    there.write_text("改过的文件", encoding="utf-8")
    assert len(corrections_beside(here, here.stem, digest_of(here))) == 1


def test_what_is_of_nothing_is_listed_and_so_is_what_conflicts(documents: Path, facts: Facts) -> None:
    first, *_ = rows_of(facts)
    stray = replace(first, document="gone", sha256="0" * 64)
    lost = replace(first, sha256="", anchor=Anchor("没有这样一句话在这份文件里出现过", "", "", 0, 16))
    later = replace(first, who="王芳", when="2026-11-28T00:00:00Z", value="require")
    append(documents, "one", [stray, lost, first])
    append(documents, "two", [later])
    made = rebuilt(documents)
    assert sorted((one["outcome"], one["cause"], one["against"]) for one in listed(made)) == [
        ("conflicting", "overruled", "two:2"),
        ("exact", "", ""),
        ("orphaned", "no-document", ""),
        ("orphaned", "no-words", ""),
    ]
    assert (made.corrections, made.corrections_open) == (1, 3)


@pytest.mark.thorough
def test_a_row_beside_a_document_that_cannot_be_read_is_listed(documents: Path, facts: Facts) -> None:
    append(documents, "one", rows_of(facts)[:1])
    (documents / f"{NAME}.txt").unlink()
    (documents / f"{NAME}.pdf").write_bytes(b"%PDF-1.7\nno more of it")
    made = rebuilt(documents)
    assert [(one["outcome"], one["cause"]) for one in listed(made)] == [("orphaned", "not-read")]


def test_a_wrong_row_stops_the_build_before_anything_is_read(documents: Path, facts: Facts) -> None:
    append(documents, "one", rows_of(facts))
    path = documents / "corrections" / "one.csv"
    path.write_bytes(path.read_bytes().replace(b"explore", b"explode"))
    fresh: list[str] = []
    with pytest.raises(ValueError, match=r"one\.csv, line 2, column value: 'explode'"):
        rebuilt(documents, fresh)
    assert fresh == []


@pytest.mark.thorough
def test_the_graph_hangs_on_no_order_of_batches(documents: Path, facts: Facts) -> None:
    rows = rows_of(facts)
    append(documents, "one", rows)
    first = rebuilt(documents)
    undo(documents, "one")
    append(documents, "b", rows[:3])
    append(documents, "a", rows[3:])
    assert rebuilt(documents).version == first.version
