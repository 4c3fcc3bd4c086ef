"""A store that was changed holds what one made anew holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from pyoxigraph import Store

from duikou.graph import stored
from duikou.graph.history.dump import DUMP
from duikou.graph.history.patch import changes
from duikou.graph.stored import write_store

COUNT = 50


def row(subject: str, value: str, graph: str = "g") -> bytes:
    return f"<http://e/{subject}> <http://e/p> {value} <http://e/{graph}> .\n".encode()


def decimal(value: str) -> str:
    return f'"{value}"^^<http://www.w3.org/2001/XMLSchema#decimal>'


MANY = [row(f"s{number:03}", f'"{number}"@zh') for number in range(COUNT)]
OTHER = [row(f"t{number:03}", f'"{number}"@zh') for number in range(COUNT)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param([], [row("s005x", '"new"')], id="added"),
        pytest.param([row("s005x", '"old"')], [], id="gone"),
        pytest.param([row("s005", '"a"')], [row("s005", '"b"')], id="changed"),
        pytest.param([row("s005", '"a"')], [row("s005", '"a"', "h")], id="another graph"),
        pytest.param(
            [row("a", decimal("0.5")), row("a", decimal("0.50"))], [row("a", decimal("0.5"))], id="a form less"
        ),
        pytest.param([row("a", decimal("0.50"))], [row("a", decimal("0.5"))], id="another form"),
        pytest.param([row("s0", '"not s005"')], [], id="a subject that begins others"),
        pytest.param([row("a", "_:x"), row("a", '"b"')], [row("a", "_:x")], id="beside a blank node"),
        pytest.param(OTHER, [], id="much gone"),
        pytest.param([], [], id="nothing"),
    ],
)
def test_a_changed_store_is_as_one_made_anew(before: list[bytes], after: list[bytes], tmp_path: Path) -> None:
    old, new = sorted([*MANY, *before]), sorted([*MANY, *after])
    made = release(tmp_path / "old", old, None)
    assert quads(release(tmp_path / "new", new, made, old)) == quads(release(tmp_path / "anew", new, None))
    assert quads(made) == quads(release(tmp_path / "as before", old, None)), "the old one is left as it was"


def test_little_is_changed_and_much_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = release(tmp_path / "old", MANY, None)
    assert files(old) & files(release(tmp_path / "little", MANY[1:], old, MANY))
    assert not files(old) & files(release(tmp_path / "much", MANY[COUNT // 2 :], old, MANY))
    blank = [b"_:x <http://e/p> _:y <http://e/g> .\n", *MANY]
    known = release(tmp_path / "blank", blank, None)
    assert files(known) & files(release(tmp_path / "blank as before", blank[:-1], known, blank))
    assert len(quads(tmp_path / "blank as before")) == COUNT
    assert not files(known) & files(release(tmp_path / "no more blank", MANY, known, blank))
    assert len(quads(tmp_path / "no more blank")) == COUNT
    monkeypatch.setattr(stored, "_FILES", 0)
    assert not files(old) & files(release(tmp_path / "many files", MANY[1:], old, MANY))


def files(folder: Path) -> set[int]:
    """The files of a store: a copy shares most of them."""
    return {file.stat().st_ino for file in (folder / "store").iterdir()}


def release(folder: Path, lines: Sequence[bytes], before: Path | None, old: Sequence[bytes] = ()) -> Path:
    folder.mkdir()
    (folder / DUMP).write_bytes(b"".join(lines))
    write_store(folder, len(lines), before, [*changes(old, lines)] if before else [])
    return folder


def quads(folder: Path) -> list[str]:
    """Those of a store, sorted; it gives blank nodes names of its own."""
    found = Store.read_only(str(folder / "store"))
    return sorted(re.sub("BlankNode value=[0-9a-f]+", "blank", repr(quad)) for quad in found)
