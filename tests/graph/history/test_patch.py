"""RDF Patches: what they say, and that replaying them gives every graph again, byte for byte."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from thorough import examples

from duikou.graph.history import patch

LINES = [f'<http://e/{name}> <http://e/p> "{name}" <http://e/g> .\n'.encode() for name in "abcdefgh"]


def chain(folder: Path, graphs: Sequence[Sequence[bytes]]) -> list[Path]:
    """A patch for each of *graphs*, from the one before it; the first from nothing."""
    paths: list[Path] = []
    last: Sequence[bytes] = ()
    header = patch.Header("")
    for number, graph in enumerate(graphs):
        header = patch.Header(str(number), header.version, header.id if paths else "")
        paths.append(folder / f"{number:04d}{patch.SUFFIX}")
        patch.write(paths[-1], patch.rows(header, patch.changes(last, graph)))
        last = graph
    return paths


@settings(max_examples=examples(60))
@given(st.lists(st.sets(st.sampled_from(LINES)), min_size=1, max_size=8))
def test_replaying_gives_every_graph(tmp_path_factory: pytest.TempPathFactory, graphs: list[set[bytes]]) -> None:
    ordered = [sorted(graph) for graph in graphs]
    paths = chain(tmp_path_factory.mktemp("patches"), ordered)
    for number, graph in enumerate(ordered, 1):
        assert list(patch.replay(paths[:number])) == graph


@settings(max_examples=examples(60))
@given(st.sets(st.sampled_from(LINES)), st.sets(st.sampled_from(LINES)), st.integers(1, 4))
def test_changes_do_not_hang_on_the_size_of_a_block(before: set[bytes], after: set[bytes], block: int) -> None:
    found = patch.changes(sorted(before), sorted(after), block)
    differ = [(patch.ADD if line in after else patch.DELETE, line) for line in sorted(before ^ after)]
    assert list(found) == differ


def test_more_patches_than_are_merged_at_once(tmp_path: Path) -> None:
    graphs = [LINES[number % 5 : number % 5 + 3] for number in range(130)]
    assert list(patch.replay(chain(tmp_path, graphs))) == graphs[-1]
    assert list(patch.replay([])) == []


def test_what_a_patch_says(tmp_path: Path) -> None:
    first, second = chain(tmp_path, [LINES[:2], LINES[1:3]])
    assert gzip.decompress(first.read_bytes()).decode().splitlines()[1:] == [
        'H release "0" .',
        "TX .",
        f"A {LINES[0].decode()}".rstrip("\n"),
        f"A {LINES[1].decode()}".rstrip("\n"),
        "TC .",
    ]
    header, previous, *rest = gzip.decompress(second.read_bytes()).decode().splitlines()
    assert header.startswith("H id <urn:uuid:")
    assert previous == gzip.decompress(first.read_bytes()).decode().splitlines()[0].replace("H id", "H prev")
    assert rest == [
        'H from "0" .',
        'H release "1" .',
        "TX .",
        f"D {LINES[0].decode()}".rstrip("\n"),
        f"A {LINES[2].decode()}".rstrip("\n"),
        "TC .",
    ]


def test_the_same_patch_is_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    one, two = (chain(tmp_path / name, [LINES[:2], LINES[1:3]]) for name in ("one", "two"))
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in two]


A, B = LINES[0], LINES[1]
BAD = {
    "adds twice": ([[b"A " + A], [b"A " + A]], "1.rdfp.gz: row 2: adds what is there"),
    "deletes nothing": ([[b"D " + A]], "0.rdfp.gz: row 2: deletes what is not there"),
    "out of order": ([[b"A " + B, b"A " + A]], "0.rdfp.gz: row 3: out of order"),
    "another row": ([[b"PA rdf <http://e/> .\n"]], "0.rdfp.gz: row 2: neither"),
    "no end": ([[b"A " + A, b""]], "0.rdfp.gz: ends before"),
}


@pytest.mark.parametrize(("patches", "message"), BAD.values(), ids=BAD)
def test_a_patch_that_does_not_fit_is_named(patches: list[list[bytes]], message: str, tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}{patch.SUFFIX}" for number in range(len(patches))]
    for path, rows in zip(paths, patches, strict=True):
        patch.write(path, [b"TX .\n", *filter(None, rows), *([b"TC .\n"] if all(rows) else [])])
    with pytest.raises(patch.PatchError, match=message.replace(".", r"\.")):
        list(patch.replay(paths))


def test_a_file_that_is_cut_off_is_named(tmp_path: Path) -> None:
    path = tmp_path / f"cut{patch.SUFFIX}"
    path.write_bytes(gzip.compress(b"TX .\n" + b"".join(b"A " + line for line in LINES))[:-12])
    with pytest.raises(patch.PatchError, match=r"cut\.rdfp\.gz: "):
        list(patch.replay([path]))
