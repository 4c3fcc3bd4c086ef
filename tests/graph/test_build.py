"""The build: good documents in, bad ones named; the same input, the same bytes; a change costs one document."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Quad, Store

from duikou.cli import shipped_documents
from duikou.graph import stored
from duikou.graph.begun import begin
from duikou.graph.build import Build, build
from duikou.graph.extraction import Extracted, Progress
from duikou.graph.release import current_release
from duikou.ontology.terms import Vocabulary

from ..thorough import thorough
from .conftest import First

PLAN = """甲方市与乙方市对口合作实施方案
一、重点任务
(一)加强合作。支持延安市与无锡市共建产业园区。(责任单位:市发展改革委、市教育局)
"""
OTHER = """信阳市对口合作工作要点
一、重点任务
1.推动苏州市企业到信阳市投资兴业。(责任单位:市商务局)
"""


COUNTIES = """金华市对口合作工作要点
一、重点任务
1.鼓励企业入驻义乌国际商贸城。(责任单位:太仓市商务局、昆山市教育局)
"""
"""Bodies of counties that no base-area city has and that the text does not name by themselves."""


PAIRS = """<html><body><h1>革命老区重点城市对口合作关系表</h1><table><tr><td>老区城市</td><td>东部城市</td></tr>
<tr><td>信阳市</td><td>苏州市</td></tr><tr><td>遵义市</td><td>珠海市</td></tr></table></body></html>"""
"""Evidence that runs over two cells, with markup and no character of the file's between them."""


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "plan.txt").write_text(PLAN, encoding="utf-8")
    (folder / "other.txt").write_text(OTHER, encoding="utf-8")
    return folder


def run(documents: Path, output: Path) -> tuple[Build, list[str]]:
    """Builds; gives the result and the names of the files that were read anew."""
    fresh: list[str] = []

    def document(done: Extracted) -> None:
        if done.fresh:
            fresh.append(done.state.file)

    return build(documents, output, Vocabulary(), progress=Progress(document=document)), sorted(fresh)


def graph_of(release: Path, slug: str) -> list[bytes]:
    name = f"/graph/document/{slug}> .".encode()
    return [line for line in (release / "graph.nq").read_bytes().splitlines() if line.endswith(name)]


def test_two_builds_give_the_same_bytes(documents: Path, tmp_path: Path, first_build: First) -> None:
    one = first_build(documents, tmp_path / "one")
    two, _ = run(documents, tmp_path / "two")
    assert one.version == two.version
    dump = (one.release / "graph.nq").read_bytes()
    assert dump == (two.release / "graph.nq").read_bytes()
    assert dump.splitlines() == sorted(dump.splitlines())


def test_the_store_holds_what_the_dump_holds(documents: Path, tmp_path: Path, first_build: First) -> None:
    done = first_build(documents, tmp_path / "out")
    store = Store.read_only(str(done.release / "store"))
    assert len(store) == done.quads == len((done.release / "graph.nq").read_bytes().splitlines())


def test_unchanged_documents_are_not_read_again(documents: Path, tmp_path: Path) -> None:
    first, fresh = run(documents, tmp_path / "out")
    assert fresh == ["other.txt", "plan.txt"]
    again, fresh = run(documents, tmp_path / "out")
    assert fresh == []
    assert again.version == first.version


def test_a_changed_document_replaces_its_graph_only(documents: Path, tmp_path: Path, first_build: First) -> None:
    first = first_build(documents, tmp_path / "out")
    (documents / "other.txt").write_text(OTHER.replace("商务局", "教育局"), encoding="utf-8")
    second, fresh = run(documents, tmp_path / "out")
    assert fresh == ["other.txt"]
    assert graph_of(first.release, "plan") == graph_of(second.release, "plan")
    assert graph_of(first.release, "other") != graph_of(second.release, "other")
    assert json.loads((second.release / "build.json").read_text())["previous"] == first.version


def test_a_change_gives_the_bytes_that_reading_all_anew_gives(
    documents: Path, tmp_path: Path, first_build: First, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two folders of the same history: in one what has changed is worked out, in the other all is made from nothing."""
    (documents / "pairs.html").write_text(PAIRS, encoding="utf-8")
    outputs = [tmp_path / "changed", tmp_path / "anew"]
    for output in outputs:
        first_build(documents, output)
    (documents / "other.txt").write_text(
        OTHER.replace("商务局", "教育局") + "2.支持遵义市与珠海市共建产业园。\n", "utf-8"
    )
    (documents / "plan.txt").rename(documents / "renamed.txt")
    monkeypatch.setattr(stored, "LITTLE", 1)
    changed, fresh = run(documents, outputs[0])
    assert fresh == ["other.txt", "renamed.txt"]
    monkeypatch.setattr(stored, "LITTLE", -1)
    shutil.rmtree(outputs[1] / "documents")
    anew, fresh = run(documents, outputs[1])
    assert fresh == ["other.txt", "pairs.html", "renamed.txt"]
    for name in ("graph.nq", "addresses.csv", "review.csv", "texts/other.json"):
        assert (changed.release / name).read_bytes() == (anew.release / name).read_bytes(), name
    patches = [sorted(output.glob("patches/*.rdfp.gz")) + sorted(output.glob("patches/*.jsonl")) for output in outputs]
    assert len(patches[0]) == 4
    assert [file.read_bytes() for file in patches[0]] == [file.read_bytes() for file in patches[1]]
    one, other = ([*Store.read_only(str(done.release / "store"))] for done in (changed, anew))
    assert len(one) == len(other) == changed.quads
    assert {*filter(_named, one)} == {*filter(_named, other)}


@pytest.mark.parametrize("meanwhile", [thorough(False), thorough(True)], ids=["still served", "another release since"])
def test_what_has_begun_before_gives_the_same(
    documents: Path, tmp_path: Path, first_build: First, meanwhile: bool
) -> None:
    """A build reads documents when it is asked for, whenever it has begun, and goes on from what is served then."""
    for name in ("one", "two"):
        first_build(documents, tmp_path / name)
    begun = begin(tmp_path / "one", Vocabulary())
    begun.gathered.ahead()
    for output in (tmp_path / "one", tmp_path / "two"):
        (documents / "plan.txt").write_text(PLAN, encoding="utf-8")
        if meanwhile:
            (documents / "other.txt").write_text(COUNTIES, encoding="utf-8")
            run(documents, output)
        (documents / "plan.txt").write_text(PLAN.replace("产业园区", "产业园"), encoding="utf-8")
        build(documents, output, Vocabulary(), begun=begun if output.name == "one" else None)
        (documents / "other.txt").write_text(OTHER, encoding="utf-8")
    assert _files(tmp_path / "one" / "current") == _files(tmp_path / "two" / "current")
    assert _files(tmp_path / "one" / "patches").keys() == _files(tmp_path / "two" / "patches").keys()


def _files(folder: Path) -> dict[str, bytes]:
    """What is in a folder, but what hangs on when it was made, and the files of the engine."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.parent.name != "store")
    return {str(path.relative_to(folder)): path.read_bytes() for path in found if path.name != "build.json"}


def _named(quad: Quad) -> bool:
    """Whether there is no blank node in a quad: each store gives them names of its own."""
    return not (isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode))


def test_a_removed_document_leaves_the_graph(documents: Path, tmp_path: Path, first_build: First) -> None:
    first_build(documents, tmp_path / "out")
    (documents / "other.txt").unlink()
    second, _ = run(documents, tmp_path / "out")
    assert graph_of(second.release, "other") == []
    assert graph_of(second.release, "plan") != []


BAD = {
    "empty.txt": b"",
    "binary.txt": bytes(range(256)) * 8,
    "corrupt.pdf": b"%PDF-1.7 and nothing more",
    "torn.docx": b"PK\x03\x04 and nothing more",
}


def test_bad_documents_are_named_and_the_rest_is_built(documents: Path, tmp_path: Path) -> None:
    for name, data in BAD.items():
        (documents / name).write_bytes(data)
    done, _ = run(documents, tmp_path / "out")
    said = {state.file: state.message for state in done.failed}
    assert said.keys() == BAD.keys()
    for name, message in said.items():
        assert name in message
        assert "\n" not in message
        assert graph_of(done.release, name.partition(".")[0]) == []
    assert graph_of(done.release, "plan") != []


@pytest.mark.thorough
def test_two_files_of_one_name_are_not_mixed(documents: Path, tmp_path: Path) -> None:
    (documents / "plan.html").write_text(f"<p>{PLAN}</p>", encoding="utf-8")
    done, _ = run(documents, tmp_path / "out")
    assert len(done.failed) == 1
    assert "plan.html" in done.failed[0].message
    assert "plan.txt" in done.failed[0].message


def test_nothing_to_build_from(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no such folder"):
        build(tmp_path / "missing", tmp_path / "out", Vocabulary())
    (tmp_path / "none").mkdir()
    with pytest.raises(ValueError, match="holds no document"):
        build(tmp_path / "none", tmp_path / "out", Vocabulary())
    assert current_release(tmp_path / "out") is None


@pytest.mark.thorough
def test_another_base_moves_every_iri_of_ours(documents: Path, tmp_path: Path) -> None:
    base = "https://example.org/kb/"
    done = build(documents, tmp_path / "out", Vocabulary(base))
    dump = (done.release / "graph.nq").read_text(encoding="utf-8")
    assert "https://w3id.org/duikou/" not in dump
    assert f"<{base}id/document/plan>" in dump


@pytest.mark.thorough
def test_more_processes_give_the_same_graph(tmp_path: Path) -> None:
    documents = tmp_path / "documents"
    shutil.copytree(shipped_documents(), documents)
    for file in sorted(documents.glob("*.txt"), key=lambda file: (file.stat().st_size, file.name))[2:]:
        file.unlink()
    one = build(documents, tmp_path / "one", Vocabulary(), jobs=1)
    two = build(documents, tmp_path / "two", Vocabulary(), jobs=2)
    assert one.version == two.version


@pytest.mark.thorough
def test_what_once_kept_a_document_out(tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "counties.txt").write_text(COUNTIES, encoding="utf-8")
    (folder / "pairs.html").write_text(PAIRS, encoding="utf-8")
    done, _ = run(folder, tmp_path / "output")
    assert [(state.file, state.status) for state in done.documents] == [
        ("counties.txt", "published"),
        ("pairs.html", "published"),
    ]
