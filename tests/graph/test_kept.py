"""A document that fails costs nothing that was there before, and nothing stale stays."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from duikou.graph.build import Build, ShrunkError, build
from duikou.graph.extraction import Extracted, Progress
from duikou.graph.kept import DocumentState, Kept, Served
from duikou.graph.release import alone, current_release
from duikou.graph.workers import Limits
from duikou.ontology.terms import Vocabulary

from ..thorough import thorough
from .conftest import First

PLAN = """广州市与龙岩市对口合作实施方案
一、重点任务
(一)加强合作。支持龙岩市与广州市共建产业园区。(责任单位:市发展改革委、市教育局)
"""
OTHER = PLAN.replace("广州", "苏州").replace("龙岩", "信阳")


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "plan.txt").write_text(PLAN, encoding="utf-8")
    (folder / "上海市.txt").write_text(OTHER, encoding="utf-8")
    return folder


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "output"


def run(documents: Path, output: Path, *, prune: bool = False, base: str = "", limits: Limits | None = None) -> Build:
    vocabulary = Vocabulary(base) if base else Vocabulary()
    return build(documents, output, vocabulary, prune=prune, limits=limits)


def statuses(done: Build) -> dict[str, str]:
    return {state.file: state.status for state in done.documents}


def graph_of(release: Path, slug: str) -> list[bytes]:
    name = f"/graph/document/{slug}> .".encode()
    return [line for line in (release / "graph.nq").read_bytes().splitlines() if line.endswith(name)]


def emptied(file: Path) -> None:
    file.write_bytes(b"")


def linked_nowhere(file: Path) -> None:
    file.unlink()
    file.symlink_to("nothing.txt")


def linked_outside(file: Path) -> None:
    file.unlink()
    file.symlink_to("/etc/hostname")


def broken(file: Path) -> None:
    file.write_bytes(b"%PDF-1.7 and nothing more")


@pytest.mark.parametrize("spoil", [thorough(emptied), thorough(linked_nowhere), thorough(linked_outside), broken])
def test_what_a_document_gave_stays_while_it_cannot_be_read(
    documents: Path, output: Path, first_build: First, spoil: object
) -> None:
    first = first_build(documents, output)
    spoil(documents / "上海市.txt")  # type: ignore[operator]
    second = run(documents, output)
    assert statuses(second) == {"plan.txt": "published", "上海市.txt": "kept"}
    assert [state.file for state in second.kept] == ["上海市.txt"] and second.failed == ()
    assert second.kept[0].message.startswith("上海市.txt: ")
    assert "what it gave before stays" in second.kept[0].message
    assert graph_of(second.release, "shang-hai-shi") == graph_of(first.release, "shang-hai-shi") != []
    assert (second.release / "texts" / "shang-hai-shi.json").exists()
    assert second.version == first.version
    third = run(documents, output)  # and the next time too
    assert statuses(third) == statuses(second)
    (documents / "上海市.txt").unlink()
    (documents / "上海市.txt").write_text(OTHER, encoding="utf-8")
    assert set(statuses(run(documents, output)).values()) == {"published"}


def test_the_same_for_one_that_takes_too_much(documents: Path, output: Path, first_build: First) -> None:
    first_build(documents, output)
    (documents / "plan.txt").write_text(PLAN * 20, encoding="utf-8")
    done = run(documents, output, limits=Limits(size=len(PLAN.encode()) * 10))
    assert statuses(done) == {"plan.txt": "kept", "上海市.txt": "published"}
    assert "bytes" in done.kept[0].message


def test_when_all_fail_nothing_is_lost(documents: Path, output: Path, first_build: First) -> None:
    first = first_build(documents, output)
    for file in documents.iterdir():
        emptied(file)
    second = run(documents, output)
    assert set(statuses(second).values()) == {"kept"}
    assert second.version == first.version


def test_prune_leaves_out_what_fails(documents: Path, output: Path, first_build: First) -> None:
    first_build(documents, output)
    emptied(documents / "plan.txt")
    done = run(documents, output, prune=True)
    assert statuses(done) == {"plan.txt": "failed", "上海市.txt": "published"}
    assert graph_of(done.release, "plan") == []
    assert statuses(run(documents, output)) == statuses(done)  # it is no longer served, and so cannot be lost


@pytest.mark.parametrize("how", ["nothing kept", thorough("another base")])
def test_nothing_is_published_where_a_document_would_be_lost(
    how: str, documents: Path, output: Path, first_build: First
) -> None:
    first = first_build(documents, output)
    emptied(documents / "plan.txt")
    base = "https://example.org/" if how == "another base" else ""
    if not base:
        shutil.rmtree(output / "documents")
    with pytest.raises(ShrunkError, match=r"1 document.*nothing was published") as caught:
        run(documents, output, base=base)
    assert [state.file for state in caught.value.lost] == ["plan.txt"]
    assert current_release(output) == first.release
    done = run(documents, output, base=base, prune=True)
    assert statuses(done) == {"plan.txt": "failed", "上海市.txt": "published"}


def test_a_file_that_is_gone_leaves_the_graph_and_the_disk(documents: Path, output: Path, first_build: First) -> None:
    first_build(documents, output)
    (output / "documents" / "plan" / ".0123-99999").mkdir()  # what a killed build left
    (output / "documents" / "plan" / "graph.nq").touch()  # and an older program
    (output / "documents" / "stale").mkdir()
    (output / ".current-999999999").symlink_to("nowhere")
    (documents / "上海市.txt").unlink()
    done = run(documents, output)
    assert statuses(done) == {"plan.txt": "published"}
    assert graph_of(done.release, "shang-hai-shi") == []
    assert sorted(path.name for path in output.iterdir()) == [
        "current",
        "documents",
        "listed",
        "patches",
        "releases",
        "union",
    ]
    (document,) = (output / "documents").iterdir()
    (folder,) = document.iterdir()
    assert folder == Kept(output / "documents").folder(done.documents[0])
    assert {path.name for path in folder.iterdir()} == {
        "graph.nq", "text.json", "text.txt", "review.csv", "state.json", "report.nq", "report.json", "touched.json"
    }  # fmt: skip


@pytest.mark.thorough
def test_names_that_sound_alike_are_two_documents(documents: Path, output: Path) -> None:
    (documents / "shang-hai-shi.txt").write_text(PLAN, encoding="utf-8")
    (documents / "PLAN.txt").write_text(OTHER, encoding="utf-8")
    done = run(documents, output)
    assert set(statuses(done).values()) == {"published"}
    assert len({state.slug for state in done.documents}) == 4
    lines = (done.release / "graph.nq").read_bytes().splitlines()
    assert len(lines) == len(set(lines))
    assert all(graph_of(done.release, state.slug) for state in done.documents)
    fresh: list[str] = []

    def document(extracted: Extracted) -> None:
        fresh.extend([extracted.state.file] if extracted.fresh else [])

    build(documents, output, Vocabulary(), progress=Progress(document=document))
    assert fresh == []


def test_a_published_address_stays_when_a_name_like_it_comes(documents: Path, output: Path, first_build: First) -> None:
    first_build(documents, output)
    (documents / "shang-hai-shi.txt").write_text(PLAN, encoding="utf-8")
    slugs = {state.file: state.slug for state in run(documents, output).documents}
    assert slugs["上海市.txt"] == "shang-hai-shi"
    assert slugs["shang-hai-shi.txt"].startswith("shang-hai-shi-")
    (documents / "上海市.txt").unlink()
    again = {state.file: state.slug for state in run(documents, output).documents}
    assert again["shang-hai-shi.txt"] == slugs["shang-hai-shi.txt"]


@pytest.mark.thorough
def test_any_name_goes_in(documents: Path, output: Path) -> None:
    for name in (b"\xc9\xcf\xba\xa3.txt", b"a\x1b[31m\r.txt"):  # GBK, and characters that control a terminal
        Path(os.fsdecode(os.fsencode(documents) + b"/" + name)).write_text(PLAN, encoding="utf-8")
    done = run(documents, output)
    assert set(statuses(done).values()) == {"published"} and len(done.documents) == 4
    assert all(state.file.isprintable() for state in done.documents)
    (done.release / "graph.nq").read_bytes().decode()


def test_what_could_not_be_read_of_a_document_is_said(documents: Path, output: Path) -> None:
    (documents / "plan.txt").write_bytes(PLAN.encode("gb18030") + b"\xff\n")
    done = run(documents, output)
    assert set(statuses(done).values()) == {"published"}
    (said,) = [state.message for state in done.documents if state.message]
    line = PLAN.count("\n") + 1
    assert said == f"plan.txt: 1 place(s) that are no gb18030 text, the first at line {line}, column 1"


def test_messages_name_no_folder_of_the_machine(documents: Path, output: Path) -> None:
    emptied(documents / "plan.txt")
    (state,) = run(documents, output).failed
    assert state.message == "plan.txt: the file is empty"


@pytest.mark.thorough
def test_two_builds_at_a_time_do_not_mix(documents: Path, output: Path) -> None:
    with alone(output), pytest.raises(BlockingIOError, match="another build"):
        run(documents, output)
    assert not (output / "current").exists()
    run(documents, output)


@pytest.mark.parametrize("content", ["{", "[]", "{}", '{"documents": 1}', '{"documents": [1, {"slug": "a"}]}'])
def test_a_release_that_says_nothing_of_itself_is_none(content: str, tmp_path: Path) -> None:
    (tmp_path / "releases" / "one").mkdir(parents=True)
    (tmp_path / "releases" / "one" / "build.json").write_text(content, encoding="utf-8")
    (tmp_path / "current").symlink_to("releases/one")
    assert Served.of(tmp_path).documents == ()


def test_what_is_kept_is_whole_or_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept, state = Kept(tmp_path), DocumentState("plan", "plan.txt", "0", "1" * 64, "published")

    def fail(*_: object) -> None:
        raise OSError("no space left")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", fail)
        with pytest.raises(OSError, match="no space"):
            kept.write(state, {"graph.nq": b"1"})
    assert kept.state("plan", "1" * 64) is None
    kept.write(state, {"graph.nq": b"1"})
    kept.write(state, {"graph.nq": b"2"})
    assert kept.state("plan", "1" * 64) == state
    assert (kept.folder(state) / "graph.nq").read_bytes() == b"2"
    kept.prune([state])
    assert [path.name for path in (tmp_path / "plan").iterdir()] == ["1" * 16]
    kept.prune([])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.thorough
def test_a_killed_build_costs_nothing(documents: Path, output: Path, first_build: First) -> None:
    first = first_build(documents, output)
    for number in range(6):
        (documents / f"more-{number}.txt").write_text(PLAN * 3, encoding="utf-8")
    command = [sys.executable, "-c", "from duikou.cli import app; app()", "build", "--documents", str(documents)]
    with subprocess.Popen([*command, "--output", str(output)], stderr=subprocess.DEVNULL) as killed:
        while killed.poll() is None and len(list((output / "documents").glob("more-*/*"))) < 2:
            time.sleep(0.01)
        killed.send_signal(signal.SIGKILL)
    assert current_release(output) == first.release
    done = run(documents, output)
    assert set(statuses(done).values()) == {"published"} and len(done.documents) == 8
    assert json.loads((done.release / "build.json").read_bytes())["previous"] == first.version
    assert sorted(path.name for path in output.iterdir()) == [
        "current",
        "documents",
        "listed",
        "patches",
        "releases",
        "union",
    ]
    assert all(len(list(folder.iterdir())) == 1 for folder in (output / "documents").iterdir())
