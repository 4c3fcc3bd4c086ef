"""Reading spreadsheets and separated values: rows, merged cells, addresses, and what is left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from duikou.extract.model import ABOVE, BlockKind, Source
from duikou.extract.read import ReadError, read
from duikou.extract.readers import separated
from duikou.extract.readers.grid import Sheet, content

FOLDER = Path(__file__).parent / "sheets"
SHEETS = ("xlsx", "xls", "ods")
"""The same workbook in each format, made by LibreOffice from tasks.fods."""


@pytest.fixture(params=SHEETS)
def book(request: pytest.FixtureRequest) -> Source:
    return read(FOLDER / f"tasks.{request.param}")


def cells(source: Source) -> dict[str, str]:
    return {spot.cell: spot.span.of(source.text) for spot in source.spots}


def test_each_cell_knows_its_address(book: Source) -> None:
    found = cells(book)
    assert found["任务表!B1"] == "黄冈市2025年对口合作任务表"
    assert found["任务表!C3"] == "推进甬黄产业园建设，\n引进企业5家"
    assert found["任务表!D3"] == "市发改委"
    assert "任务表!D4" not in found, "merged with the cell above"
    assert found["说明!A2"] == "本表由市发改委解释。"


@pytest.mark.parametrize(
    ("cell", "words"),
    [("B3", "1"), ("E3", "2025年12月"), ("F3", "80%"), ("E4", "2025-06-30"), ("E5", "2025"), ("F5", "1.5")],
)
def test_numbers_and_days_read_as_they_are_printed(book: Source, cell: str, words: str) -> None:
    assert cells(book)[f"任务表!{cell}"] == words


def test_rows_are_rows_and_the_lines_round_them_are_not(book: Source) -> None:
    kinds = [block.kind is BlockKind.TABLE_ROW for block in book.blocks]
    assert kinds == [False, True, True, True, True, False, False]
    assert all(len(block.cells) == 5 for block in book.blocks if block.cells)
    assert [block.cells.index(ABOVE) for block in book.blocks if ABOVE in block.cells] == [2]


def test_hidden_sheets_are_left_out_and_said(book: Source) -> None:
    assert "草稿" not in book.text
    assert book.notes == ("hidden sheet(s) left out: 底稿",)
    assert book.title == "任务表"


@pytest.mark.parametrize("suffix", SHEETS)
def test_hidden_rows_and_columns_are_left_out_and_said(suffix: str) -> None:
    """Of every sheet; what merged cells show begins in the first row that is seen. Made from hidden.fods."""
    source = read(FOLDER / f"hidden.{suffix}")
    rows = [block.text.split("\t") for block in source.blocks]
    assert rows == [
        ["序号", "任务", "牵头单位", "时限"],
        ["1", "推进园区共建", "市发改委", "6月底"],
        ["3", "组织人才交流", "市财政局", "8月底"],
        ["4", "开展劳务协作", "9月底"],
        ["6", "建设消费专馆", "市商务局", "全年"],
        ["任务", "责任单位"],
        ["选派干部挂职", "市委组织部"],
        ["互派教师支教", "市教育局"],
    ]
    assert cells(source)["产业!D4"] == "市财政局"
    assert source.blocks[3].cells[3] == ABOVE
    assert source.notes == ("产业: 2 hidden row(s) and 1 hidden column(s) left out",)


@pytest.mark.parametrize(("suffix", "keep"), [("xlsx", 0.4), ("xlsx", 0.9), ("xls", 0.4), ("ods", 0.4), ("ods", 0.9)])
def test_what_is_cut_short_is_refused_in_one_line(tmp_path: Path, suffix: str, keep: float) -> None:
    data = (FOLDER / f"tasks.{suffix}").read_bytes()
    (tmp_path / f"a.{suffix}").write_bytes(data[: int(keep * len(data))])
    with pytest.raises(ReadError, match=r"^[^\n]+$"):
        read(tmp_path / f"a.{suffix}")


CSV = [
    ('任务,牵头单位\n"推进园区,建设",市商务局\n', [["任务", "牵头单位"], ["推进园区,建设", "市商务局"]]),
    ('a;b\n"x ""y""";"1\n2"\n', [["a", "b"], ['x "y"', "1\n2"]]),
    ("任务\t单位\r\n甲\t\r\n乙\t丙\r\n", [["任务", "单位"], ["甲", ""], ["乙", "丙"]]),
    ("\ufeff表,\n任务,单位\n甲,乙\n", [["表"], ["任务", "单位"], ["甲", "乙"]]),
]


@pytest.mark.parametrize(("text", "rows"), CSV, ids=["comma", "semicolon", "tab", "title and mark"])
def test_separated_values_keep_their_places(tmp_path: Path, text: str, rows: list[list[str]]) -> None:
    (tmp_path / "a.csv").write_text(text, encoding="utf-8", newline="")
    source = read(tmp_path / "a.csv")
    assert source.text == text
    assert [[cell.of(b.text) for cell in b.cells] or [b.text] for b in source.blocks] == rows
    for block in source.blocks:
        own = [text[start] for sign, start in zip(block.text, block.starts, strict=True) if sign != "\t"]
        assert own == [sign for sign in block.text if sign != "\t"]
    assert {spot.cell for spot in source.spots} >= {"cell=1,1", "cell=2,1"}


LONG = "组织两地企业开展对接活动，推动产业链上下游协同，支持园区共建共享，" * 3


@pytest.mark.parametrize("words", ["引进企业5家。", "引进企业5家", LONG])
def test_a_row_of_which_merged_cells_leave_one_cell_is_a_row(words: str) -> None:
    """The measures of a task whose lead and deadline are written once, over all of its rows."""
    rows = [["任务", "措施", "牵头单位"], ["园区共建", "编制规划", "市发改委"], ["", words, ""], ["", words, ""]]
    merged = [((1, column), (3, column)) for column in (0, 2)]
    read = content("text/csv", [Sheet("任务表", rows, merged=merged)], (), ())
    assert [block.kind for block in read.blocks] == [BlockKind.TABLE_ROW] * 4
    assert [[cell == ABOVE for cell in block.cells] for block in read.blocks[2:]] == [[True, False, True]] * 2


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('任务,牵头单位\n"引进，培育，壮大\n企业，集群，园区，项目",市发改委\n', 2),
        ("任务,牵头单位\n引进，培育，壮大,市发改委\n选派，互派，轮训,市教育局\n", 3),
        ('\ufeff"任务;目标";牵头单位\n"甲,乙";市发改委\n', 2),
        ("任务，牵头单位\n引进企业，市发改委\n", 2),
    ],
)
def test_the_mark_between_cells_is_none_of_their_own_words(text: str, rows: int) -> None:
    blocks = separated.read(text.encode()).blocks
    assert [len(block.cells) for block in blocks] == [2] * rows
