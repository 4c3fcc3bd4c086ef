"""A release is served whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from duikou.graph.release import KEPT, current_release, outdated, publish, staging, write_atomic


def release(output: Path, version: str, content: str) -> Path:
    with staging(output) as folder:
        (folder / "graph.nq").write_text(content)
        return publish(output, folder, version)


def test_nothing_is_current_before_the_first_release(tmp_path: Path) -> None:
    assert current_release(tmp_path) is None


def test_publishing_swaps_current(tmp_path: Path) -> None:
    first = release(tmp_path, "one", "1")
    second = release(tmp_path, "two", "2")
    assert first.exists()
    assert current_release(tmp_path) == second
    assert (tmp_path / "current" / "graph.nq").read_text() == "2"


def test_a_build_that_dies_leaves_the_old_release_and_no_litter(tmp_path: Path) -> None:
    kept = release(tmp_path, "one", "1")
    with pytest.raises(KeyboardInterrupt), staging(tmp_path) as folder:
        (folder / "graph.nq").write_text("half")
        raise KeyboardInterrupt
    assert current_release(tmp_path) == kept
    assert sorted(path.name for path in tmp_path.iterdir()) == ["current", "releases"]


def test_the_same_version_again_keeps_its_folder(tmp_path: Path) -> None:
    first = release(tmp_path, "one", "1")
    inode = first.stat().st_ino
    assert release(tmp_path, "one", "1").stat().st_ino == inode


def test_old_releases_go_the_last_ones_stay(tmp_path: Path) -> None:
    for number in range(KEPT + 4):
        release(tmp_path, f"v{number}", str(number))
    assert len(list((tmp_path / "releases").iterdir())) == KEPT + 1
    assert (tmp_path / "current" / "graph.nq").read_text() == str(KEPT + 3)


def test_write_atomic_replaces_and_leaves_nothing_beside(tmp_path: Path) -> None:
    write_atomic(tmp_path / "deep" / "file", b"1")
    write_atomic(tmp_path / "deep" / "file", b"2")
    assert [p.name for p in (tmp_path / "deep").iterdir()] == ["file"]
    assert (tmp_path / "deep" / "file").read_bytes() == b"2"


def test_what_a_killed_build_left_is_swept(tmp_path: Path) -> None:
    gone = tmp_path / ".building-999999999-x"  # no such process: pid_max is far lower
    gone.mkdir()
    (gone / "graph.nq").write_text("half")
    release(tmp_path, "one", "1")
    assert not gone.exists()


@pytest.mark.parametrize(
    ("touched", "expected"),
    [
        pytest.param((), False, id="nothing"),
        pytest.param(("documents/plan.txt",), True, id="a document"),
        pytest.param(("documents/annex.parts/1.txt",), True, id="a part of one"),
        pytest.param(("documents",), True, id="a document went"),
        pytest.param(("current/build.json", "documents/plan.txt"), True, id="no release"),
        pytest.param(("elsewhere",), False, id="another folder"),
    ],
)
def test_a_guess_whether_there_is_something_to_read(touched: tuple[str, ...], expected: bool, tmp_path: Path) -> None:
    for name in ("documents/annex.parts/1.txt", "documents/plan.txt", "current/build.json", "elsewhere"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    for path in [tmp_path / "documents", *(tmp_path / "documents").rglob("*"), tmp_path / "elsewhere"]:
        os.utime(path, (1000, 1000))
    os.utime(tmp_path / "current" / "build.json", (2000, 2000))
    for name in touched:
        os.utime(tmp_path / name, (3000, 3000))
    if len(touched) > 1:
        (tmp_path / "current" / "build.json").unlink()
    folders = [tmp_path / "documents", tmp_path / "missing"]
    assert outdated(tmp_path, folders) is expected
