"""Tables as people save them are read; what is wrong is told by file, line and column."""

from __future__ import annotations

from pathlib import Path

import pytest

from duikou.extract.knowledge.tables import read_table

COLUMNS = ("slug", "name", "note")
PLAIN = "slug,name,note\nganzhou,赣州市,\nshenzhen,深圳市,经济特区\n"
ROWS = [
    {"slug": "ganzhou", "name": "赣州市", "note": ""},
    {"slug": "shenzhen", "name": "深圳市", "note": "经济特区"},
]

READ = {
    "UTF-8": PLAIN.encode(),
    "UTF-8 with a byte order mark": PLAIN.encode("utf-8-sig"),
    "GB18030": PLAIN.encode("gb18030"),
    "semicolons": PLAIN.replace(",", ";").encode(),
    "tabs": PLAIN.replace(",", "\t").encode(),
    "lines of Windows": PLAIN.replace("\n", "\r\n").encode(),
    "no end of the last line": PLAIN.rstrip("\n").encode(),
    "blank lines and rows": PLAIN.replace("\nshen", "\n\n,,\nshen").encode(),
    "white space round cells": PLAIN.replace(",", " , ").encode(),
    "quoted cells": PLAIN.replace("深圳市", '"深圳市"').encode(),
    "columns in another order": "name,note,slug\n赣州市,,ganzhou\n深圳市,经济特区,shenzhen\n".encode(),
}


@pytest.mark.parametrize("data", READ.values(), ids=READ)
def test_a_table_is_read_as_people_save_it(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(data)
    assert [dict(row) for row in read_table(path, COLUMNS)] == ROWS


@pytest.mark.parametrize(
    ("cell", "held"),
    [
        ('"a,b"', "a,b"),
        ('"a;b;c;d"', "a;b;c;d"),
        ('"say ""yes"""', 'say "yes"'),
        ('"two\nlines"', "two\nlines"),
    ],
)
def test_a_quoted_cell_holds_any_sign(cell: str, held: str, tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text(f"slug,name,note\nx,y,{cell}\n", encoding="utf-8")
    (row,) = read_table(path, COLUMNS)
    assert row["note"] == held


WRONG = {
    "too many cells": ("slug,name,note\na,b,c\na,b,c,d\n", 3, "4 cells for 3 columns"),
    "too few cells": ("slug,name,note\na,b\n", 2, "2 cells for 3 columns"),
    "a wrong cell after a cell of two lines": ('slug,name,note\na,b,"c\nd"\na,b\n', 4, "2 cells for 3 columns"),
    "an unknown column": ("slug,name,note,nmae\n", 1, "unknown column nmae"),
    "a missing column": ("slug,note\n", 1, "missing column name"),
    "several missing columns": ("slug\n", 1, "missing column name, note"),
    "a misspelt column": ("slug,nmae,note\n", 1, "missing column name"),
    "a column twice": ("slug,name,note,name\n", 1, "duplicate column name"),
    "an empty file": ("", 1, "missing column name, note, slug"),
    "signs behind a quotation": ('slug,name,note\na,"b"c,d\n', 2, "',' expected after '\"'"),
    "a quotation left open": ('slug,name,note\na,b,c\na,"b,c\n', 3, "unexpected end of data"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_told_by_line_and_column(case: str, tmp_path: Path) -> None:
    text, line, told = WRONG[case]
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"table\.csv, line") as error:
        list(read_table(path, COLUMNS))
    assert str(error.value) == f"{path}, line {line}: {told}"


def test_each_row_knows_its_line(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text('slug\na\n\n"b\nc"\nd\n', encoding="utf-8")
    assert [row.line for row in read_table(path)] == [2, 5, 6]


def test_a_table_in_another_encoding_is_named(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(b"slug\n\xff\xff\n")
    with pytest.raises(ValueError, match=r"table\.csv: neither UTF-8 nor GB18030$"):
        list(read_table(path))
