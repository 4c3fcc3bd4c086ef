"""Which addresses a release has lost, from the lines of the one before it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store

from duikou.graph.nquads import linked, subjects
from duikou.graph.published import Compared, Stated, compare, lines_of
from duikou.ontology.terms import DEFAULT_BASE as BASE

DOCUMENT = f"<{BASE}graph/document/plan>"


@pytest.mark.parametrize(
    ("line", "lost"),
    [
        (f"<{BASE}id/a> <p:p> <{BASE}id/b> {DOCUMENT} .", {"id/a", "id/b"}),
        (f'<{BASE}id/a> <p:p> "<{BASE}id/b> {DOCUMENT} ." {DOCUMENT} .', {"id/a"}),
        (f'<{BASE}id/a> <p:p> "到 2025 年 \\" ."@zh {DOCUMENT} .', {"id/a"}),
        (f"<{BASE}id/a> <p:p> <{BASE}topic/b> {DOCUMENT} .", {"id/a"}),
        (f"<x:y> <p:p> <{BASE}id/b> {DOCUMENT} .", {"id/b"}),
        (f"<x:y> <{BASE}id/p> <x:y> {DOCUMENT} .", set()),
        (f"<{BASE}id/a> <p:p> <x:y> <{BASE}graph/validation> .", {"id/a"}),
        (f"<{BASE}id/a> <p:p> <{BASE}id/b> <{BASE}graph/revisions> .", set()),
        (f"<{BASE}id/a> <p:p> <{BASE}id/b> <{BASE}graph/dataset> .", set()),
        (f"<{BASE}id/alive> <p:p> <{BASE}id/b> {DOCUMENT} .", {"id/b"}),
        (f"<{BASE}id/reported> <p:p> <x:y> {DOCUMENT} .", set()),
        (f"<{BASE}id/a> <p:p> <x:y> {DOCUMENT.replace(BASE, 'x:')} .", {"id/a"}),
    ],
)
def test_lost(line: str, lost: set[str]) -> None:
    new = [f"<{BASE}id/alive> <p:p> <x:y> {DOCUMENT} .\n".encode()]
    report = [f"<{BASE}id/reported> <p:p> <x:y> <{BASE}graph/validation> .\n".encode()]
    assert compared([f"{line}\n".encode()], BASE, new, report).lost.keys() == lost


def test_another_base_loses_nothing() -> None:
    old = b"<x:old/id/a> <p:p> <x:old/id/b> <x:old/graph/document/plan> .\n"
    new = [f"<{BASE}id/a> <p:p> <{BASE}id/b> {DOCUMENT} .\n".encode()]
    found = compared([old], "x:old/", new, ())
    assert (found.lost, found.gained) == ({}, {})


def compared(old: list[bytes], old_base: str, new: list[bytes], report: Sequence[bytes]) -> Compared:
    return compare(Stated.before(old, old_base), old_base, Stated({*new}, subjects(new), linked(new)), report, BASE)


def test_the_lines_of_a_release_that_a_write_has_changed(tmp_path: Path) -> None:
    line = f'<{BASE}id/a> <p:p> "支持"@zh {DOCUMENT} .\n'.encode()
    store = Store(str(tmp_path / "store"))
    store.load(line, format=RdfFormat.N_QUADS)
    store.flush()
    del store
    assert list(lines_of(tmp_path)) == [line]
    (tmp_path / "graph.nq").write_bytes(line + line)
    assert list(lines_of(tmp_path)) == [line, line]
    assert list(lines_of(tmp_path / "nothing")) == []
