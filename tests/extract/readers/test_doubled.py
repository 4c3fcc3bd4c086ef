"""Reading takes time in proportion to a file's size, whatever it is made of."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

import duikou
from duikou.extract.read import read

from ...thorough import chosen
from . import tiny

ROOT = str(Path(duikou.__file__).resolve().parent)
CASES: list[dict[str, str]] = tomllib.loads((Path(__file__).parent / "doubled.toml").read_text(encoding="utf-8"))[
    "case"
]
LONG = {
    "columns parted by blanks",
    "heads of tables that count no rows",
    "lines that hardly make a table without numbers",
    "rows that the first one reaches",
}
BY_NAME = {case["name"]: case for case in CASES}
SIZE = 4000
"""Bytes of the smaller file: enough for what grows with the square to show."""


def steps(path: Path) -> int:
    """How many lines of ours run while *path* is read: the same on every machine, unlike seconds."""
    count = 0

    def line(_frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal count
        count += event == "line"
        return line

    def call(frame: FrameType, _event: str, _argument: Any) -> Any:
        return line if frame.f_code.co_filename.startswith(ROOT) else None

    before = sys.gettrace()
    sys.settrace(call)
    try:
        read(path)
    finally:
        sys.settrace(before)
    return count


def written(case: dict[str, str], size: int, folder: Path) -> Path:
    close = case.get("close", "")
    times = max(20, size // len((case["unit"] + close).encode()))
    text = case.get("head", "") + case["unit"] * times + close * times + case.get("tail", "")
    path = folder / f"{size}{case['suffix']}"
    path.write_bytes(tiny.docx(text) if case["suffix"] == ".docx" else text.encode())
    return path


@pytest.mark.parametrize(
    "case",
    chosen(BY_NAME, *sorted(BY_NAME.keys() - LONG)),
)
def test_twice_the_file_takes_twice_the_steps(case: dict[str, str], tmp_path: Path) -> None:
    small, large = (written(case, size, tmp_path) for size in (SIZE, 2 * SIZE))
    read(small)  # what is loaded once counts for neither
    assert steps(large) < 2.2 * steps(small)
