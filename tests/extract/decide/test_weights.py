"""Tables of weights: what is written is read back, and what is wrong is told by file and line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from duikou.extract.decide.weights import (
    COLUMNS,
    HAND,
    WIDE,
    Listed,
    Table,
    Weight,
    read_table,
    read_weights,
    read_wide,
    write_weights,
    write_wide,
)

HEAD = ",".join(COLUMNS)
ROWS = [
    Weight("opens=推动", "yes", 1.25, 12),
    Weight('quoted="', "yes", -0.5, 3),
    Weight("two, with a comma", "no", 0.125, 0, HAND),
    Weight("bias", "yes", -2.0, 40),
]
BROKEN = {
    "no head": ("", 0, "columns are not feature, label, weight, support, origin"),
    "another head": ("feature,label,weight\n", 1, "columns are not"),
    "too few cells": (f"{HEAD}\nbias,yes,1.0,2\n", 2, "not enough values"),
    "too many cells": (f"{HEAD}\nbias,yes,1.0,2,learned,x\n", 2, "too many values"),
    "no weight": (f"{HEAD}\nbias,yes,1.0,2,learned\na,yes,heavy,2,learned\n", 3, "could not convert string to float"),
    "no whole number": (f"{HEAD}\nbias,yes,1.0,some,learned\n", 2, "invalid literal for int()"),
    "a quotation mark left open": (f'{HEAD}\n"bias,yes,1.0,2,learned\n', 2, "unexpected end of data"),
}
"""The text, the line that is wrong, and what is told of it."""


@pytest.mark.parametrize(("text", "line", "cause"), BROKEN.values(), ids=BROKEN)
def test_what_is_wrong_is_told_by_its_line(text: str, line: int, cause: str, tmp_path: Path) -> None:
    path = tmp_path / "case.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError) as error:
        list(read_weights(path))
    assert str(error.value).startswith(f"{path}, line {line}: {cause}")
    assert "\n" not in str(error.value)


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"none\.csv"):
        list(read_weights(tmp_path / "none.csv"))


def test_what_is_written_is_read_back_and_written_the_same(tmp_path: Path) -> None:
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    write_weights(first, ROWS)
    found = list(read_weights(first))
    write_weights(second, reversed(found))
    assert sorted(found) == sorted(ROWS)
    assert first.read_bytes() == second.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "first.csv",
        "second.csv",
    ]  # nothing is left beside them


# --- wide tables ----------------------------------------------------------------------------------------------------

UNITS = Table(Listed({"bias": 0, "two, with a comma": 1}), ("0", "1"), np.array([[0.25, -1.0], [0.0, 12.34]]), (9, 3))
WIDE_HEAD = ",".join(WIDE)
BROKEN_WIDE = {
    "no head": ("", 0, "columns are not feature, support, hundredths"),
    "another head": (f"{HEAD}\n", 1, "columns are not feature, support, hundredths"),
    "too few cells": (f"{WIDE_HEAD}\nbias,2\n", 2, "not enough values"),
    "too few weights": (f"{WIDE_HEAD}\nbias,2,5 6\nx,2,5\n", 3, "1 weights, not 2"),
    "too many weights": (f"{WIDE_HEAD}\nbias,2,5\nx,2,5 6\n", 3, "2 weights, not 1"),
    "no whole number": (f"{WIDE_HEAD}\nbias,2,5 0.5 x\n", 2, "5 0.5 x is not whole numbers"),
    "no support": (f"{WIDE_HEAD}\na,2,1\nbias,,1\n", 3, "invalid literal for int()"),
    "a feature twice": (f"{WIDE_HEAD}\na,2,1\na,2,1\n", 3, "a stands there twice"),
}


@pytest.mark.parametrize(("text", "line", "cause"), BROKEN_WIDE.values(), ids=BROKEN_WIDE)
def test_what_is_wrong_with_a_wide_table_is_told_by_its_line(text: str, line: int, cause: str, tmp_path: Path) -> None:
    path = tmp_path / "case.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError) as error:
        read_wide(path)
    assert str(error.value).startswith(f"{path}, line {line}: {cause}")


def test_a_wide_table_is_read_back_and_written_the_same(tmp_path: Path) -> None:
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    write_wide(first, UNITS)
    found = read_wide(first)
    write_wide(second, found)
    assert (list(found.features), found.labels, found.supports) == (["bias", "two, with a comma"], ("0", "1"), [9, 3])
    assert np.array_equal(found.weights, UNITS.weights)
    assert first.read_bytes() == second.read_bytes()


def test_a_table_of_either_form_is_read(tmp_path: Path) -> None:
    write_wide(tmp_path / "wide.csv", UNITS)
    write_weights(tmp_path / "rows.csv", ROWS)
    assert read_table(tmp_path / "wide.csv").labels == ("0", "1")
    assert read_table(tmp_path / "rows.csv").labels == ("no", "yes")
