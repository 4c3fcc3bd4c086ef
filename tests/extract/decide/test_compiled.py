"""The compiled tables: what is kept is what the CSV files say, and a file that is no good is made again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from duikou.extract.decide import compiled
from duikou.extract.decide.compiled import keep_tables, read_tables, shipped_tables
from duikou.extract.decide.weights import Table, Weight, read_weights, shipped_table

NAME = "role"
TABLES = {
    "two labels": [Weight("bias", "a", -1.5), Weight("word=甲 乙", "a", 0.1), Weight("word=甲 乙", "b", 0.25)],
    "one label": [Weight("bias", "yes", 2.0)],
    "nothing": [],
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The cache folder, not made yet."""
    folder = tmp_path / "cache"
    monkeypatch.setattr(compiled, "cache_folder", lambda: folder)
    return folder


def same(one: Table, other: Table) -> bool:
    rows = [other.features.place(feature) for feature in one.features]
    return (
        (len(one.features), one.labels) == (len(other.features), other.labels)
        and None not in rows
        and np.array_equal(one.weights, other.weights[rows])
    )


@pytest.mark.parametrize("rows", TABLES.values(), ids=TABLES)
def test_what_is_kept_is_read_again(rows: list[Weight], folder: Path) -> None:
    table = Table.of(rows)
    keep_tables(folder / "weights-1", {"one": table, "other": Table.of(())})
    assert same(read_tables(folder / "weights-1", ["one"])["one"], table)


def test_the_first_time_makes_the_file_and_the_second_reads_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = shipped_tables([NAME])[NAME]
    assert same(first, Table.of(read_weights(shipped_table(NAME))))
    assert [file.name.partition("-")[0] for file in folder.iterdir()] == ["weights"]
    monkeypatch.setattr(compiled, "read_table", None)
    assert same(shipped_tables([NAME])[NAME], first)


def test_another_version_of_the_tables_has_a_file_of_its_own(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped_tables([NAME])
    (old,) = folder.iterdir()
    table = folder.parent / "role.csv"
    table.write_text("feature,label,weight,support,origin\nbias,lead,0.5,0,hand\n", encoding="utf-8")
    monkeypatch.setattr(compiled, "shipped_table", lambda _name: table)
    assert shipped_tables([NAME])[NAME].weights.tolist() == [[0.5]]
    (new,) = folder.iterdir()
    assert new != old


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"not a table\n", b'{"size": 1}\n', b"[]\n", b"null"])
def test_a_damaged_file_is_made_again(data: bytes, folder: Path) -> None:
    first = shipped_tables([NAME])[NAME]
    (file,) = folder.iterdir()
    whole = file.read_bytes()
    file.write_bytes(data or whole[:1000])
    assert same(shipped_tables([NAME])[NAME], first)
    assert file.read_bytes() == whole


def test_a_folder_that_cannot_be_made_costs_nothing_but_time(folder: Path) -> None:
    folder.write_text("a file", encoding="utf-8")
    assert len(shipped_tables([NAME])[NAME].features)


def test_each_feature_is_found_where_it_is_and_no_other(folder: Path) -> None:
    """Two pairs of these share their CRC-32, and of one pair only the first is in the table."""
    clashing = ["plumless", "buckeroo", "codding", "gnu"]
    known = [*clashing[:3], "", "word=甲", "word=\ud800", *(f"feature {number}" for number in range(1000))]
    table = Table.of(Weight(feature, "a", float(place)) for place, feature in enumerate(known))
    keep_tables(folder / "weights-1", {"one": table})
    found = read_tables(folder / "weights-1", ["one"])["one"]
    rows = [found.features.place(feature) for feature in known]
    assert found.weights[rows, 0].tolist() == [float(place) for place in range(len(known))]
    assert [found.features.place(feature) for feature in ("gnu", "word=乙", "word=", "\ud801")] == [None] * 4
    assert {*found.features} == {*known}
