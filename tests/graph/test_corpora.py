"""Folders side by side: what each is called, which document has which address, and what the graph says of them."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from duikou.api.editing import rows as editing
from duikou.extract.read import slug
from duikou.graph.build import Build, ShrunkError, build
from duikou.graph.corpora import SHIPPED, Corpus, read_corpora
from duikou.graph.corpus import discover
from duikou.graph.release import current_release
from duikou.ontology.terms import Vocabulary
from duikou.settings import Settings

from ..thorough import thorough

CASES = tomllib.loads((Path(__file__).parent / "corpora.toml").read_text(encoding="utf-8"))
PLAN = "广州市与龙岩市对口合作实施方案\n一、重点任务\n支持龙岩市与广州市共建产业园区。(责任单位:市商务局)\n"
OTHER = PLAN.replace("广州", "苏州").replace("龙岩", "信阳")
BASE = "https://w3id.org/duikou/"
PART_OF = "http://purl.org/dc/terms/isPartOf"


@pytest.mark.parametrize("case", CASES["names"].values(), ids=CASES["names"])
def test_what_a_corpus_is_called(case: dict[str, Any], tmp_path: Path) -> None:
    folder = tmp_path / case["folder"]
    folder.mkdir()
    if "about" in case:
        (folder / "corpus.toml").write_text(case["about"], encoding="utf-8")
    (corpus,) = read_corpora([f"{case.get('given', '')}{folder}"])
    assert corpus.name.rstrip("0123456789abcdef") == case["name"] or corpus.name == case["name"]
    assert (corpus.zh, corpus.en) == (case["zh"], case.get("en", ""))
    assert corpus.folder == folder


def test_corrections_stand_beside_documents_but_of_the_shipped_ones_in_a_folder_of_the_users(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    link = tmp_path / "link"
    link.symlink_to(SHIPPED)
    for shipped in (SHIPPED, link):
        found = read_corpora([shipped, tmp_path / "own"], tmp_path / "home")
        assert [corpus.rows for corpus in found] == [tmp_path / "home", tmp_path / "own"]
    made = Settings(output=tmp_path / "out", documents=(str(tmp_path / "own"),), with_shipped=True)
    assert editing.folders(made) == (tmp_path / "out", tmp_path / "own")
    assert editing.folders(made.model_copy(update={"corrections": tmp_path / "home"})) == (
        tmp_path / "home",
        tmp_path / "own",
    )


@pytest.mark.parametrize("case", CASES["wrong"].values(), ids=CASES["wrong"])
def test_what_is_no_corpus_is_one_line(case: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "plan.txt").touch()
    if "about" in case:
        (tmp_path / "two" / "corpus.toml").write_text(case["about"], encoding="utf-8")
    with pytest.raises((ValueError, OSError)) as caught:
        read_corpora(case["given"])
    assert case["said"] in str(caught.value)
    assert "\n" not in str(caught.value)


def other(name: str) -> str:
    return slug(name, distinct=True)


KEYS: dict[str, tuple[list[str], dict[str, str], dict[str, str]]] = {
    "different names": (["a/x.txt", "b/y.txt"], {}, {"a/x.txt": "x", "b/y.txt": "y"}),
    "the earlier corpus goes first": (["b/x.txt", "a/x.txt"], {}, {"b/x.txt": other("x.txt"), "a/x.txt": "x"}),
    "three": (
        ["a/x.txt", "b/x.txt", "c/x.txt"],
        {},
        {"a/x.txt": "x", "b/x.txt": other("x.txt"), "c/x.txt": other("c/x.txt")},
    ),
    "what is served keeps its address": (
        ["a/x.txt", "b/x.txt"],
        {"b/x.txt": "x"},
        {"a/x.txt": other("x.txt"), "b/x.txt": "x"},
    ),
    "and its digits": (
        ["a/x.txt", "b/y.txt", "c/x.txt"],
        {"c/x.txt": other("c/x.txt")},
        {"a/x.txt": "x", "b/y.txt": "y", "c/x.txt": other("c/x.txt")},
    ),
    "an earlier corpus goes before a name that is its own slug": (
        ["a/上海市.txt", "b/shang-hai-shi.txt"],
        {},
        {"a/上海市.txt": "shang-hai-shi", "b/shang-hai-shi.txt": other("shang-hai-shi.txt")},
    ),
}


def corpora_of(root: Path, names: list[str]) -> list[Corpus]:
    for name in names:
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).touch()
    return [Corpus(folder.name, folder) for folder in sorted(root.iterdir())]


@pytest.mark.parametrize("case", KEYS)
def test_no_two_documents_have_one_address(case: str, tmp_path: Path) -> None:
    names, served, expected = KEYS[case]
    places = {(place.split("/")[0], place.split("/")[1]): key for place, key in served.items()}
    found = discover(corpora_of(tmp_path, names), places)
    assert {document.shown: document.slug for document in found} == expected
    assert [document.refused for document in found] == [""] * len(found)
    assert [document.shown for document in found] == sorted(names)


def test_an_address_that_two_tables_set_is_refused_by_name(tmp_path: Path) -> None:
    corpora = corpora_of(tmp_path, ["a/x.txt", "b/x.txt"])
    for corpus in corpora:
        (corpus.folder / "documents.csv").write_text("file,slug\nx.txt,plan\n", encoding="utf-8")
    first, second = discover(corpora, {})
    assert (first.slug, first.refused) == ("plan", "")
    assert second.refused == "sounds like a/x.txt: give it another name"


def test_a_name_may_stand_for_a_document_in_each(tmp_path: Path) -> None:
    found = discover(corpora_of(tmp_path, ["a/x.txt", "b/x.html"]), {})
    assert [document.refused for document in found] == ["", ""]


@pytest.fixture
def folders(tmp_path: Path) -> list[Path]:
    for name, text in (("one", PLAN), ("two", OTHER)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "plan.txt").write_text(text, encoding="utf-8")
    (tmp_path / "two" / "corpus.toml").write_text('zh = "乙集"\nen = "Second"\n', encoding="utf-8")
    return [tmp_path / "one", tmp_path / "two"]


def run(given: list[Path | str], output: Path) -> Build:
    return build(read_corpora(given), output, Vocabulary())


def members(done: Build) -> dict[str, str]:
    """The corpus of each document, by the ends of their addresses."""
    quads = parse(path=str(done.release / "graph.nq"), format=RdfFormat.N_QUADS)
    return {
        quad.subject.value.removeprefix(f"{BASE}id/document/"): quad.object.value.removeprefix(f"{BASE}id/corpus/")
        for quad in quads
        if quad.predicate.value == PART_OF
        and isinstance(quad.subject, NamedNode)
        and isinstance(quad.object, NamedNode)
    }


def test_each_document_says_its_corpus(folders: list[Path], tmp_path: Path) -> None:
    done = run([*folders], tmp_path / "out")
    assert [(state.corpus, state.file, state.slug) for state in done.documents] == [
        ("one", "plan.txt", "plan"),
        ("two", "plan.txt", other("plan.txt")),
    ]
    assert members(done) == {"plan": "one", other("plan.txt"): "two"}
    said = json.loads((done.release / "build.json").read_bytes())["corpora"]
    assert said == [
        {"name": "one", "zh": "one", "en": "", "documents": 1},
        {"name": "two", "zh": "乙集", "en": "Second", "documents": 1},
    ]
    assert str(tmp_path) not in (done.release / "build.json").read_text() + (done.release / "graph.nq").read_text()
    again = run([*folders], tmp_path / "again")
    assert again.version == done.version
    assert run([*folders], tmp_path / "out").version == done.version


def test_a_folder_that_comes_or_goes_moves_no_address(folders: list[Path], tmp_path: Path) -> None:
    one, two = folders
    output = tmp_path / "out"
    assert members(run([two], output)) == {"plan": "two"}
    assert members(run([one, two], output)) == {"plan": "two", other("plan.txt"): "one"}
    assert members(run([f"renamed={one}", two], output)) == {"plan": "two", other("plan.txt"): "renamed"}
    assert members(run([f"renamed={one}"], output)) == {other("plan.txt"): "renamed"}
    assert members(run([one], output)) == {other("plan.txt"): "one"}


@pytest.mark.thorough
def test_a_bad_document_is_named_with_its_corpus_and_stays_as_it_was(folders: list[Path], tmp_path: Path) -> None:
    before = run([*folders], tmp_path / "out")
    (folders[1] / "plan.txt").write_bytes(b"")
    done = run([*folders], tmp_path / "out")
    assert [state.message for state in done.kept] == [
        "two/plan.txt: the file is empty; what it gave before stays in the graph"
    ]
    assert done.version == before.version
    (tmp_path / "out" / "documents" / other("plan.txt")).rename(tmp_path / "elsewhere")
    with pytest.raises(ShrunkError) as caught:
        run([*folders], tmp_path / "out")
    assert [state.message for state in caught.value.lost] == ["two/plan.txt: the file is empty"]


@pytest.mark.parametrize("spoil", [thorough("empty"), "a wrong table"])
def test_a_folder_that_cannot_be_used_leaves_all_as_it_was(spoil: str, folders: list[Path], tmp_path: Path) -> None:
    before = run([folders[0]], tmp_path / "out")
    if spoil == "empty":
        (folders[1] / "plan.txt").unlink()
    else:
        (folders[1] / "documents.csv").write_text("file,colour\nplan.txt,red\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"two.*(holds no document|unknown column colour)"):
        run([*folders], tmp_path / "out")
    assert current_release(tmp_path / "out") == before.release


def test_what_a_folder_says_of_itself_is_no_document(folders: list[Path]) -> None:
    (folders[1] / "corpus.txt").write_text(PLAN, encoding="utf-8")  # whose table corpus.toml would else be
    assert [document.name for document in discover(read_corpora([folders[1]]), {})] == ["corpus.txt", "plan.txt"]
