"""A row of the gazetteer costs the documents that it could change, and gives what a build from nothing gives."""

from __future__ import annotations

import json
import shutil
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from duikou.extract.knowledge.gazetteer import COLUMNS, load
from duikou.extract.knowledge.touched import Touched, Traced, note, note_key, note_text, touching
from duikou.extract.own import Own, own, use_own
from duikou.graph import extraction, quality, workers
from duikou.graph.build import Build, build
from duikou.graph.extraction import Extracted, Progress
from duikou.graph.touched import TABLES, TOUCHED, Listings, listed
from duikou.ontology.terms import Vocabulary

KNOWN: dict[str, Any] = tomllib.loads((Path(__file__).parent / "touched.toml").read_text(encoding="utf-8"))
KINDS = ("new", "changed", "gone")
TEXT = KNOWN["documents"].pop("text")
SIGNS: dict[str, str] = KNOWN["documents"]
Rows = Mapping[str, Sequence[str]]
"""Rows by table."""


@dataclass(frozen=True)
class Case:
    """A change of rows, and the documents that are to be read anew."""

    name: str
    before: Rows
    after: Rows
    reads: Sequence[str]
    holds: str = field(default="", compare=False)


def _row(pattern: str, kind: str) -> str:
    number = str(KINDS.index(kind) + 1)
    return pattern.replace("%s", SIGNS[kind]).replace("%n", number).replace("%l", f"{kind}-one")


def _of_table(entry: dict[str, Any]) -> Iterator[Case]:
    for kind in KINDS:
        row, table = _row(entry["row"], kind), entry["table"]
        after = [_row(entry["changed"], kind)] if kind == "changed" else [row] if kind == "new" else []
        holds = entry.get("holds", "") if kind == "changed" else ""
        before = [] if kind == "new" else [row]
        yield Case(f"{table} {kind}", {table: before}, {table: after}, entry.get(f"reads-{kind}", [kind]), holds)


TABLED = [case for entry in KNOWN["row"] for case in _of_table(entry)]
OTHERS = [Case(one["name"], {}, {one["table"]: one["after"]}, one["reads"]) for one in KNOWN["case"]]


def run(documents: Path, output: Path) -> tuple[Build, list[str]]:
    """Builds; gives the result and the names of the documents that were read anew."""
    fresh: list[str] = []

    def document(done: Extracted) -> None:
        if done.fresh:
            fresh.append(done.state.slug)

    return build(documents, output, Vocabulary(), progress=Progress(document=document)), sorted(fresh)


def _written(folder: Path, rows: Iterable[Rows], whole: bool = False) -> Path:
    """The *rows* as tables; all tables where they are to be *whole*."""
    folder.mkdir()
    for table, head in COLUMNS.items():
        lines = [line for one in rows for line in one.get(table, ())]
        if lines or whole:
            text = "\n".join([head.replace(" ", ","), *lines])
            (folder / f"{table}.csv").write_text(f"{text}\n", encoding="utf-8")
    return folder


@dataclass
class Built:
    """Builds of the same documents by the rows before, and then by those after."""

    first: Build
    read: list[str]
    then: Build
    whole: Build
    kept: Mapping[str, Path]
    """What was kept of the first by document."""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    folder, was = tmp_path_factory.mktemp("touched"), own()
    documents = folder / "documents"
    documents.mkdir()
    for name, sign in SIGNS.items():
        (documents / f"{name}.txt").write_text(TEXT.replace("%s", sign), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:

        def using(rows: Path) -> None:
            patch.setenv("DUIKOU_GAZETTEER", str(rows))
            use_own(Own(gazetteer=rows))
            workers.close()

        using(_written(folder / "before", [case.before for case in TABLED]))
        first, read = run(documents, folder / "part")
        assert read == sorted(SIGNS)
        kept = {}
        for state in first.documents:
            kept[state.slug] = folder / "kept" / state.slug
            kept[state.slug].mkdir(parents=True)
            (of,) = (folder / "part" / "documents" / state.slug).glob(f"*/{TOUCHED}")
            shutil.copy(of, kept[state.slug])
        shutil.copytree(folder / "part", folder / "whole", symlinks=True)
        using(_written(folder / "after", [case.after for case in TABLED]))
        then, read = run(documents, folder / "part")
        again, nothing = run(documents, folder / "part")
        assert (again.version, nothing) == (then.version, [])
        shutil.rmtree(folder / "whole" / "documents")
        whole, _ = run(documents, folder / "whole")
        assert {state.status for one in (first, then, whole) for state in one.documents} == {"published"}
        shutil.rmtree(folder / "part" / "listed")  # what the tables said is not known any more
        assert run(documents, folder / "part")[0].version == then.version
        yield Built(first, read, then, whole, kept)
    use_own(was)
    workers.close()


def test_rows_of_all_tables_give_what_a_build_from_nothing_gives(built: Built) -> None:
    assert {f"{name}.csv" for case in TABLED for name in case.before} == {*TABLES}
    assert built.read == sorted(KINDS)
    names = ("graph.nq", "addresses.csv", "review.csv", *(f"texts/{name}.json" for name in SIGNS))
    for name in names:
        assert (built.then.release / name).read_bytes() == (built.whole.release / name).read_bytes(), name
    graphs = [[*map(str, _graph(one.release))] for one in (built.first, built.then)]
    for case in TABLED:
        if case.holds:
            assert [any(case.holds in line for line in graph) for graph in graphs] == [False, True], case.name


@pytest.mark.parametrize("case", [*TABLED, *OTHERS], ids=lambda case: case.name)
def test_a_row_costs_what_it_touches(case: Case, built: Built, tmp_path: Path) -> None:
    listings = Listings(tmp_path)
    for when, of in (("before", case.before), ("after", case.after)):
        known = load(_written(tmp_path / f"{when}-rows", [of], whole=True))
        (tmp_path / f"{when}.json").write_text(json.dumps(listed(known)), encoding="utf-8")
    assert sorted(name for name, kept in built.kept.items() if listings.hangs_on(kept, "before", "after")) == [
        *case.reads
    ]


def _graph(release: Path) -> list[str]:
    """The lines of a release's documents."""
    lines = (release / "graph.nq").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if "/graph/document/" in line.rpartition(" <")[2]]


def test_what_is_looked_up_is_noted_found_or_not() -> None:
    held, touched, again = Traced({"有": 1}), Touched(), Touched()
    held.get("前")
    with touching(touched):
        assert (held.get("有"), held.get("无"), "非" in held, [held["有"]]) == (1, None, False, [1])
        note_text("文")
        note_key("键")
        with touching(None):
            assert [*held] == ["有"]
        assert (touched.keys, touched.texts, touched.everything) == ({"有", "无", "非", "键"}, {"文"}, False)
        assert [*held] == ["有"]
    assert touched.everything
    with touching(again):
        note(touched)
    assert again == touched


@pytest.mark.parametrize(
    ("path", "read_by"),
    [
        ("ontology/duikou.ttl", False),
        ("ontology/schemes.ttl", False),
        ("ontology/terms.py", True),
        ("shapes/places.ttl", False),
        ("data/queries/pairs-by-base-area.rq", False),
        ("api/pages/said.py", False),
        ("data/gazetteer/cities.csv", False),
        ("data/lexicon/common.toml", True),
        ("data/model/speaker.csv", True),
        ("extract/pipeline.py", True),
    ],
)
def test_by_what_documents_are_read(path: str, read_by: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def reader(package: Path) -> str:
        monkeypatch.setattr(extraction, "PACKAGE", package)
        extraction._digest.cache_clear()
        return extraction._reader()

    was = extraction.PACKAGE
    try:
        before = reader(was)
        _with_changed(was, tmp_path / "package", path.split("/"))
        assert (reader(tmp_path / "package") != before) is read_by
    finally:
        extraction._digest.cache_clear()


def _with_changed(was: Path, package: Path, path: Sequence[str]) -> None:
    """The folder *was* as another *package* in which the file at a *path* has one line more."""
    if not path:
        package.write_bytes(was.read_bytes() + b"\n")
        return
    package.mkdir()
    for one in was.iterdir():
        if one.name != path[0]:
            (package / one.name).symlink_to(one)
    _with_changed(was / path[0], package / path[0], path[1:])


def test_cue_words_of_topics_are_read_by(monkeypatch: pytest.MonkeyPatch) -> None:
    before, known = extraction._reader(), extraction.topics()
    monkeypatch.setattr(extraction, "topics", lambda: (replace(known[0], label_en="another"), *known[1:]))
    assert extraction._reader() == before
    monkeypatch.setattr(extraction, "topics", lambda: (replace(known[0], cues=("另",)), *known[1:]))
    assert extraction._reader() != before


def test_documents_are_validated_and_not_read_when_shapes_change(
    built: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = built.then.release.parents[1]
    shapes = tmp_path / "shapes"
    shutil.copytree(quality._SHAPES, shapes)
    (shapes / "places.ttl").write_bytes((shapes / "places.ttl").read_bytes() + b"\n# more\n")
    monkeypatch.setattr(quality, "_SHAPES", shapes)
    checked: list[str] = []
    check = workers.run

    def counted(work: Any, jobs: Any, *rest: Any) -> Any:
        checked.extend(job.document.slug for job in jobs)
        return check(work, jobs, *rest)

    monkeypatch.setattr(extraction, "run", counted)
    again, fresh = run(output.with_name("documents"), output)
    assert (sorted(checked), fresh, again.version) == (sorted(SIGNS), [], built.then.version)


def test_other_weights_are_said(built: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    output = built.then.release.parents[1]
    progress = Progress(reweighed=lambda: said.append("reweighed"))
    build(output.with_name("documents"), output, Vocabulary(), progress=progress)
    assert not said
    monkeypatch.setattr("duikou.graph.build.model", lambda: "other")
    build(output.with_name("documents"), output, Vocabulary(), progress=progress)
    assert said == ["reweighed"]
