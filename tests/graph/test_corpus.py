"""Which documents a folder holds, and the one key of each."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from duikou.extract.read import slug
from duikou.graph.corpora import Corpus
from duikou.graph.corpus import Document, discover


def listed(folder: Path, served: dict[str, str] | None = None) -> list[Document]:
    """The documents of one folder; *served* by the names of their files."""
    return discover([Corpus("own", folder)], {("own", name): key for name, key in (served or {}).items()})


def other(name: str) -> str:
    return slug(name, distinct=True)


KEYS: dict[str, tuple[list[str], dict[str, str], dict[str, str]]] = {
    "plain": (["plan.txt", "上海市.txt"], {}, {"plan.txt": "plan", "上海市.txt": "shang-hai-shi"}),
    "capitals": (["A.txt", "a.txt"], {}, {"a.txt": "a", "A.txt": other("A.txt")}),
    "sounds alike": (
        ["上海市.txt", "shang-hai-shi.txt", "商海市.txt"],
        {},
        {
            "shang-hai-shi.txt": "shang-hai-shi",
            "上海市.txt": other("上海市.txt"),
            "商海市.txt": other("商海市.txt"),
        },
    ),
    "the order of names decides": (
        ["商海市.txt", "上海市.txt"],
        {},
        {"上海市.txt": "shang-hai-shi", "商海市.txt": other("商海市.txt")},
    ),
    "what is served keeps its address": (
        ["商海市.txt", "上海市.txt", "shang-hai-shi.txt"],
        {"商海市.txt": "shang-hai-shi"},
        {
            "商海市.txt": "shang-hai-shi",
            "上海市.txt": other("上海市.txt"),
            "shang-hai-shi.txt": other("shang-hai-shi.txt"),
        },
    ),
    "and its digits": (["A.txt"], {"A.txt": other("A.txt")}, {"A.txt": other("A.txt")}),
    "but no other name's": (["A.txt"], {"A.txt": "somebody"}, {"A.txt": "a"}),
    "no letters": (["★.txt", "☆.txt"], {}, {"★.txt": slug("★.txt"), "☆.txt": slug("☆.txt")}),
}


@pytest.mark.parametrize("case", KEYS)
def test_each_file_has_a_key_of_its_own(case: str, tmp_path: Path) -> None:
    names, served, expected = KEYS[case]
    for name in names:
        (tmp_path / name).touch()
    found = listed(tmp_path, served)
    assert {document.name: document.slug for document in found} == expected
    assert [document.refused for document in found] == [""] * len(found)
    assert [document.name for document in found] == sorted(names)


def test_a_name_stands_for_one_document(tmp_path: Path) -> None:
    for name in ("plan.txt", "plan.html"):
        (tmp_path / name).touch()
    refused = {document.name: document.refused for document in listed(tmp_path)}
    assert refused["plan.html"] == "" and "plan.html" in refused["plan.txt"]
    refused = {document.name: document.refused for document in listed(tmp_path, {"plan.txt": "plan"})}
    assert refused["plan.txt"] == "" and "plan.txt" in refused["plan.html"]


def test_a_key_that_is_taken_twice_is_refused_by_name(tmp_path: Path) -> None:
    for name in ("a.txt", "A.txt", f"{other('A.txt')}.txt"):
        (tmp_path / name).touch()
    refused = {document.name: document.refused for document in listed(tmp_path)}
    assert "a.txt" in refused.pop("A.txt")
    assert list(refused.values()) == ["", ""]


def test_links_lead_to_files_of_the_folder_or_nowhere(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("not for the public", encoding="utf-8")
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "plan.txt").touch()
    (folder / "inside.txt").symlink_to("plan.txt")
    (folder / "outside.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "up.txt").symlink_to("../secret.txt")
    (folder / "lost.txt").symlink_to("nothing.txt")
    (folder / "circle.txt").symlink_to("circle.txt")
    (folder / "folder.txt").symlink_to(tmp_path)
    os.mkfifo(folder / "pipe.txt")
    linked = tmp_path / "linked"
    linked.symlink_to(folder)
    for name in (folder, linked):
        refused = {document.name: document.refused for document in listed(name)}
        assert {name for name, why in refused.items() if not why} == {"plan.txt", "inside.txt"}
        assert "out of the folder" in refused["outside.txt"] and "out of the folder" in refused["up.txt"]
        assert set(refused) == {
            "plan.txt", "inside.txt", "outside.txt", "up.txt", "lost.txt", "circle.txt", "pipe.txt"
        }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "shown"),
    [(b"a\xff.txt", r"a\udcff.txt"), (b"a\x1b[2J.txt", r"a\x1b[2J.txt"), ("a\u202eb.txt".encode(), r"a\u202eb.txt")],
)
def test_names_are_shown_as_they_can_be(tmp_path: Path, name: bytes, shown: str) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).touch()
    (document,) = listed(tmp_path)
    assert document.name == shown
    assert document.slug.isascii()
    assert document.refused == ""


def test_what_is_no_document(tmp_path: Path) -> None:
    for name in (".hidden.txt", "documents.csv", "plan.txt"):
        (tmp_path / name).touch()
    (tmp_path / "folder").mkdir()
    assert [document.name for document in listed(tmp_path)] == ["plan.txt"]


def test_a_folder_of_parts_is_a_document(tmp_path: Path) -> None:
    (tmp_path / "方案.parts").mkdir()
    (tmp_path / "方案.parts" / "a.txt").touch()
    (tmp_path / "方案.toml").write_text('title = "方案"', encoding="utf-8")
    (document,) = listed(tmp_path)
    assert (document.name, document.slug, document.refused, document.entry.title) == (
        "方案.parts",
        "fang-an",
        "",
        "方案",
    )
