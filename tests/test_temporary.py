"""Temporary folders of processes that are gone are removed; those in use, and what is not ours, stay."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from duikou.temporary import PREFIX, sweep, temporary_folder

GONE = (
    "import os, sys; from pathlib import Path; from duikou.temporary import temporary_folder; "
    "folder = temporary_folder(Path(sys.argv[1])); print(folder.name); sys.stdout.flush(); os.kill(os.getpid(), 9)"
)


def test_what_killed_processes_left_is_removed(tmp_path: Path) -> None:
    said = subprocess.run([sys.executable, "-c", GONE, str(tmp_path)], capture_output=True, text=True, check=False)
    left = Path(said.stdout.strip())
    assert left.is_dir(), said.stderr
    with temporary_folder(tmp_path) as own:
        sweep(tmp_path)
        assert not left.exists()
        assert Path(own).is_dir()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "name",
    [f"{PREFIX}{os.getpid()}-a", f"{PREFIX}x-a", "other-1-a"],
    ids=["of a living process", "of no process", "of another program"],
)
def test_what_may_be_in_use_stays(name: str, tmp_path: Path) -> None:
    (tmp_path / name).mkdir()
    sweep(tmp_path)
    assert (tmp_path / name).is_dir()


def test_a_link_that_looks_like_one_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (tmp_path / f"{PREFIX}{2**22 + 1}-a").symlink_to(outside)  # a number above all that Linux gives
    sweep(tmp_path)
    assert outside.is_dir()
