"""What a server opens of a release holds the graphs and their union, made anew or by change."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, Store

from duikou.graph import served, stored
from duikou.graph.history.dump import DUMP
from duikou.graph.history.patch import changes
from duikou.graph.release import SERVE, STORE, publish
from duikou.graph.served import prepare, prepared
from duikou.graph.stored import write_store

from ..thorough import thorough


def row(subject: str, value: str, graph: str = "g") -> bytes:
    return f"<http://e/{subject}> <http://e/p> {value} <http://e/{graph}> .\n".encode()


def decimal(value: str) -> str:
    return f'"{value}"^^<http://www.w3.org/2001/XMLSchema#decimal>'


MANY = [row(f"s{number:03}", f'"{number} <x> _:y ."@zh') for number in range(50)]
BLANK = [row("a", "_:x"), b"_:x <http://e/q> _:y <http://e/g> .\n", b"_:y <http://e/q> <http://e/a> <http://e/h> .\n"]
CASES = [
    pytest.param([], [row("s005x", '"new"')], id="added"),
    thorough([row("s005x", '"old"')], [], id="gone"),
    pytest.param([row("s005", '"a"'), row("s005", '"a"', "h")], [row("s005", '"a"', "h")], id="stated elsewhere"),
    thorough([row("s005", '"a"')], [row("s005", '"a"', "h")], id="another graph"),
    thorough([row("a", decimal("0.5")), row("a", decimal("0.50"))], [row("a", decimal("0.5"))], id="a form less"),
    pytest.param([row("a", decimal("0.50"))], [row("a", decimal("0.5"))], id="another form"),
    thorough([*BLANK, row("b", '"1"')], BLANK, id="beside blank nodes"),
    pytest.param(BLANK, [row("b", '"1"')], id="blank nodes gone"),
    thorough([], [row(f"t{number:03}", '"b"') for number in range(50)], id="much"),
]


@pytest.fixture(autouse=True)
def everything_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(served, "LARGE", 1)
    monkeypatch.setattr(stored, "_LARGE", 100)
    monkeypatch.setattr(stored, "_AT_ONCE", 1000)


@pytest.mark.parametrize(("before", "after"), CASES)
def test_the_union_is_each_triple_once(before: list[bytes], after: list[bytes], tmp_path: Path) -> None:
    old, new = sorted([*MANY, *before]), sorted([*MANY, *after])
    former = release(tmp_path / "old", old, None)
    changed, anew = release(tmp_path / "new", new, former, old), release(tmp_path / "anew", new, None)
    for folder in (former, changed, anew):
        named, union = halves(folder)
        store = Store.read_only(str(folder / STORE))
        assert named == sorted(nameless(str(quad)) for quad in store)
        assert union == sorted({nameless(str(quad.triple)) for quad in store})
        found = prepared(folder)
        assert found is not None and found.quads == len(named)
    assert halves(changed) == halves(anew)


def test_a_blank_node_is_one_in_all_parts_and_in_the_union(tmp_path: Path) -> None:
    folder = release(tmp_path / "release", sorted([*MANY, *BLANK]), None)
    whole = "<http://e/a> <http://e/p> ?x . ?x <http://e/q> ?y . ?y <http://e/q> <http://e/a>"
    apart = "GRAPH ?g { <http://e/a> <http://e/p> ?x } ?x <http://e/q> ?y GRAPH ?h { ?y <http://e/q> <http://e/a> }"
    store = Store.read_only(str(folder / SERVE / STORE))
    assert all(store.query(f"ASK {{ {pattern} }}") for pattern in (whole, apart))
    named = Store.read_only(str(folder / STORE))
    assert named.query(f"ASK {{ {whole} }}", use_default_graph_as_union=True)


def test_a_small_release_has_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(served, "LARGE", 1000)
    assert prepared(release(tmp_path / "release", MANY, None)) is None
    assert not (tmp_path / "release" / SERVE).exists()


@pytest.mark.parametrize("told", [None, b"{", b"[]", b'{"quads": "many"}'], ids=["none", "cut", "list", "words"])
def test_what_is_not_whole_is_not_opened(told: bytes | None, tmp_path: Path) -> None:
    folder = release(tmp_path / "release", MANY, None)
    whole = folder / SERVE / served.WHOLE
    whole.unlink() if told is None else whole.write_bytes(told)
    assert prepared(folder) is None


def test_a_release_published_again_gets_what_it_lacked_and_keeps_what_is_open(tmp_path: Path) -> None:
    old = release(tmp_path / "staged", MANY, None)
    (old / SERVE).rename(tmp_path / "aside")
    there = publish(tmp_path, old, "version")
    assert prepared(there) is None
    publish(tmp_path, release(tmp_path / "staged", MANY, None), "version")
    found = prepared(there)
    assert found is not None
    files = {file.name: file.stat().st_ino for file in found.store.iterdir()}
    publish(tmp_path, release(tmp_path / "staged2", MANY, None), "version")
    assert {file.name: file.stat().st_ino for file in found.store.iterdir()} == files


def release(folder: Path, lines: Sequence[bytes], before: Path | None, old: Sequence[bytes] = ()) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / DUMP).write_bytes(b"".join(lines))
    changed = [*changes(old, lines)] if before else []
    write_store(folder, len(lines), before, changed)
    prepare(folder, len(lines), before, changed)
    return folder


def halves(folder: Path) -> tuple[list[str], list[str]]:
    """What stands in named graphs, and what in the default one."""
    named, union = [], []
    for quad in Store.read_only(str(folder / SERVE / STORE)):
        default = quad.graph_name == DefaultGraph()
        (union if default else named).append(nameless(str(quad.triple if default else quad)))
    return sorted(named), sorted(union)


def nameless(statement: str) -> str:
    """A statement whose blank nodes have no names: a store gives them its own."""
    return re.sub("_:[0-9a-f]{8,}", "_:", statement)
