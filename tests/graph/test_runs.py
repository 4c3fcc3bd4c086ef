"""Lines come out of runs as sorting them all gives them, whatever lay on disk and in however many files."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import chain, groupby
from pathlib import Path

import pytest

from duikou.graph import runs
from duikou.graph.runs import Runs, by_subject, merge, read_all, write


def lines(count: int, seed: int = 1) -> list[bytes]:
    """Lines of some thirty subjects, many of them twice."""
    chance = random.Random(seed)
    return [
        b"<http://e/%d> <http://e/p> <%d> .\n" % (chance.randrange(30), chance.randrange(200)) for _ in range(count)
    ]


@pytest.mark.parametrize("together", [2, 128])
@pytest.mark.parametrize("size", [1, 300, 10_000, 10**9])
@pytest.mark.parametrize("parts", [[0], [1], [500], [7, 0, 300, 1, 1, 90]], ids=str)
def test_sorted_each_once(
    parts: Sequence[int], size: int, together: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "_TOGETHER", together)
    monkeypatch.setattr(runs, "_LEAST", 64)
    given = [lines(count, seed) for seed, count in enumerate(parts)]
    made = Runs(tmp_path / "runs", size)
    for part in given:
        made.add(part)
    blocks = [*made.blocks()]
    assert all(blocks)
    assert [*chain.from_iterable(blocks)] == sorted({*chain.from_iterable(given)})
    assert len([*(tmp_path / "runs").glob("*")]) <= together, "what is merged is removed"
    assert (tmp_path / "runs").exists() == (sum(map(len, chain.from_iterable(given))) > size)
    made.drop()
    assert not [*tmp_path.rglob("*.run")] and not [*made.blocks()]


@pytest.mark.parametrize("size", [1, 50, 10_000])
def test_what_is_said_of_a_subject_is_in_one_block(size: int, tmp_path: Path) -> None:
    whole = sorted({*lines(400), b"<http://e/1/2> <http://e/p> <1> .\n", b"_:b <http://e/p> <1> .\n"})
    blocks = [*by_subject(iter([whole[start : start + size] for start in range(0, len(whole), size)]))]
    assert [*chain.from_iterable(blocks)] == whole and all(blocks)
    found = [subject for block in blocks for subject, _ in groupby(line.partition(b" ")[0] for line in block)]
    assert len(found) == len({*found}) == 32


def test_files_are_merged_as_they_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "_LEAST", 64)
    parts = [sorted({*lines(count, count)}) for count in (200, 3, 50)]
    for number, part in enumerate(parts):
        write(tmp_path / str(number), [part[:5], part[5:]])
    blocks = [*merge(read_all([tmp_path / str(number) for number in range(3)], 600))]
    assert [*chain.from_iterable(blocks)] == sorted({*chain.from_iterable(parts)})
    assert len(blocks) > 3
