"""Reading: encodings, formats, and one clear line for what cannot be read."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pytest

from duikou.extract.model import ABOVE, BlockKind
from duikou.extract.read import ReadError, read, slug

from . import tiny

WORDS = "上海市与三明市对口合作,支持建设产业园。\n近日,“沪明”5G合作启动。"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "big5hkscs"]
)
def test_encodings(tmp_path: Path, encoding: str) -> None:
    words = WORDS if encoding != "big5hkscs" else "上海市與三明市對口合作,支持建設產業園。\n近日,兩市的合作啟動。"
    path = tmp_path / "page.txt"
    path.write_bytes(words.encode(encoding))
    source = read(path)
    assert source.text.removeprefix("\ufeff") == words
    assert path.read_bytes().decode(source.encoding) == source.text
    assert [block.text.removeprefix("\ufeff") for block in source.blocks] == words.split("\n")


@pytest.mark.parametrize(
    ("name", "data", "cause"),
    [
        ("empty.txt", b"", "empty"),
        ("blank.txt", b" \n\t\n", "empty"),
        ("binary.txt", bytes(range(256)) * 8, "binary"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "picture"),
        ("rich.txt", rb"{\rtf1\ansi{\*\generator A;}}", "holds no text"),
        ("old.txt", b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "broken Office document"),
        ("mail.mht", b"MIME-Version: 1.0\nContent-Type: text/plain\n\nwords", "without a page"),
        ("broken.txt", b"\xff\xfe\x00", "broken utf-16"),
        ("strange.txt", b"\x81\xff\x81\xff\xfe\xff" * 20, "encoding"),
        ("slides.pptx", b"x", "cannot read files of kind '.pptx'"),
        ("none", b"x", "cannot read files of kind ''"),
        ("false.pdf", b"%PDF-nothing", "PDF"),
        ("pictures.pdf", tiny.pdf([]), "pictures"),
        ("false.docx", b"PK\x03\x04nothing", "broken archive"),
        ("letters.docx", bytes(range(256)) * 8, "not a Word document"),
        ("empty.docx", b"PK\x05\x06" + bytes(18), "empty archive"),
        ("old.docx", b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "broken Office document"),
        ("bare.html", b"<html><script>var a = 1;</script></html>", "holds no text"),
    ],
)
def test_what_cannot_be_read(tmp_path: Path, name: str, data: bytes, cause: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(ReadError) as caught:
        read(path)
    message = str(caught.value)
    assert message.startswith(str(path)) and cause in message and "\n" not in message


def test_what_is_said_of_a_file_does_not_depend_on_the_one_before(tmp_path: Path) -> None:
    encrypted = b"<</Filter/Standard/V 1/R 2/O<" + b"00" * 32 + b">/U<" + b"00" * 32 + b">/P -4>>/ID[<00><00>]"
    empty = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\n"
    (tmp_path / "locked.pdf").write_bytes(empty + b"trailer<</Root 1 0 R/Size 3/Encrypt" + encrypted + b">>\n%%EOF")
    (tmp_path / "empty.pdf").write_bytes(empty + b"trailer<</Root 1 0 R/Size 3>>\n%%EOF")
    said = []
    for name in ("empty.pdf", "locked.pdf", "empty.pdf"):
        with pytest.raises(ReadError) as caught:
            read(tmp_path / name)
        said.append(str(caught.value))
    assert "password" in said[1]
    assert said[0] == said[2] and "password" not in said[0]


PAGE = "<html><head><meta charset=utf-8></head><body><p>上海市支持三明市。</p></body></html>"
SAVED = (
    "From: <saved>\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\nContent-Type: text/html\n"
    f"Content-Transfer-Encoding: base64\n\n{base64.b64encode(PAGE.encode()).decode()}\n--x--\n"
)
PARAGRAPH = "<w:p><w:r><w:t>上海市支持三明市。</w:t></w:r></w:p>"


@pytest.mark.parametrize("suffix", [".txt", ".html", ".pdf", ".docx"])
@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (PAGE.encode(), "text/html"),
        (SAVED.encode(), "text/html"),
        (tiny.pdf(["上海市支持三明市。"]), "application/pdf"),
        (tiny.docx(PARAGRAPH), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ],
    ids=["page", "web archive", "PDF", "Word"],
)
def test_the_first_bytes_say_what_a_file_is(tmp_path: Path, data: bytes, kind: str, suffix: str) -> None:
    (tmp_path / f"file{suffix}").write_bytes(data)
    source = read(tmp_path / f"file{suffix}")
    assert source.media_type == kind
    assert [block.text for block in source.blocks] == ["上海市支持三明市。"]


@pytest.mark.parametrize("suffix", [".txt", ".html"])
@pytest.mark.parametrize(
    ("codec", "where", "junk", "note"),
    [
        ("utf-8", 30, b"\xff", "utf-8 text, the first at line 1, column 11"),
        ("gb18030", 20, b"\xff", "gb18030 text, the first at line 1, column 11"),
        ("big5hkscs", 20, b"\xff", "big5hkscs text, the first at line 1, column 11"),
        ("utf-8", 30, b"\x00", "NUL(s), the first at line 1, column 11"),
        ("gb18030", 20, b"\x00", "NUL(s), the first at line 1, column 11"),
        ("utf-8", 33, b"\xb6\xd4", "utf-8 text, the first at line 1, column 12"),
    ],
)
def test_a_bad_byte_costs_itself_only(
    tmp_path: Path, suffix: str, codec: str, where: int, junk: bytes, note: str
) -> None:
    words = "上海市與三明市對口合作,支持建設產業園。" * 20
    data = words.encode(codec)
    (tmp_path / f"page{suffix}").write_bytes(data[:where] + junk + data[where:])
    source = read(tmp_path / f"page{suffix}")
    assert source.encoding == codec
    assert [note in line for line in source.notes] == [True]
    assert re.sub("[\x00\ufffd]", "", source.text) == words
    (tmp_path / f"page{suffix}").write_bytes(data)
    assert read(tmp_path / f"page{suffix}").notes == ()


def test_what_stands_in_nested_tables_keeps_its_order(tmp_path: Path) -> None:
    page = "<table><tr><td>甲<td>乙<table><tr><td>任务<td>单位<tr><td>丙<td>丁</table>戊<tr><td>己</table>庚"
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    assert [block.text for block in read(tmp_path / "page.html").blocks] == [
        "甲", "乙", "任务\t单位", "丙\t丁", "戊", "己", "庚"
    ]  # fmt: skip


def test_a_table_of_tasks_may_hold_tables(tmp_path: Path) -> None:
    inner = "<table><tr><td>{}<td>2家<tr><td>{}<td>3家</table>"
    rows = f"<tr><td>引进企业{inner.format('甲县', '乙县')}<td>商务局<tr><td>{inner.format('丙县', '丁县')}<td>文旅局"
    page = f"<table><tr><th>任务<th>责任单位{rows}<tr><td>培训干部<td>组织部</table>"
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    blocks = read(tmp_path / "page.html").blocks
    assert [[cell.of(block.text) for cell in block.cells] for block in blocks] == [
        ["任务", "责任单位"],
        ["引进企业\n甲县 2家\n乙县 3家", "商务局"],
        ["丙县 2家\n丁县 3家", "文旅局"],
        ["培训干部", "组织部"],
    ]
    for block in blocks:
        own = [page[start] for sign, start in zip(block.text, block.starts, strict=True) if not sign.isspace()]
        assert own == [sign for sign in block.text if not sign.isspace()]


@pytest.mark.parametrize("name", ["a\x1b[2J.txt", "a\udcff.txt", "a\u202etxt.txt"])
def test_a_name_cannot_steer_the_terminal(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"")
    with pytest.raises(ReadError) as caught:
        read(tmp_path / name)
    assert str(caught.value).isprintable() and "\\" in str(caught.value)
    str(caught.value).encode()
    (tmp_path / name).write_text("上海市支持三明市。", encoding="utf-8")
    assert read(tmp_path / name).name.isprintable()


def test_missing_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="no such file"):
        read(tmp_path / "missing.txt")
    with pytest.raises(ReadError, match="folder"):
        read(tmp_path)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("shenzhen-plan-2023.txt", "shenzhen-plan-2023"),
        ("上海市 Plan.txt", "shang-hai-shi-plan"),
        ("Ünïcode_Name.v2.html", "n-code-name-v2"),
        ("方案(2023—2025年).docx", "fang-an-2023-2025-nian"),
    ],
)
def test_slug(name: str, expected: str) -> None:
    assert slug(name) == expected


def test_slug_is_never_empty_nor_long() -> None:
    assert slug("★.txt").startswith("document-")
    assert len(slug("很长的名称" * 40 + ".txt")) <= 80
    assert slug("很长的名称" * 40 + ".txt") != slug("很长的名称" * 41 + ".txt")


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<p>支持&nbsp;三明&#21457;展</p>", [("paragraph", "支持\xa0三明发展")]),
        ("<p>支持<b>三明</b><br>发展</p>", [("paragraph", "支持三明"), ("paragraph", "发展")]),
        (
            "<h2>一、任务</h2><ul><li>建园区<li>办展会</ul>",
            [("heading", "一、任务"), ("list-item", "建园区"), ("list-item", "办展会")],
        ),
        (
            "<nav>首页</nav><p>支持三明</p><p hidden>隐藏</p>",
            [("furniture", "首页"), ("paragraph", "支持三明"), ("furniture", "隐藏")],
        ),
        (
            "<div style='visibility: hidden'><p>支持三明</p><p hidden>建园区</p></div><p>甲</p>",
            [("paragraph", "支持三明"), ("paragraph", "建园区"), ("paragraph", "甲")],
        ),
        (
            "<p>开展活动<a href='#sdfootnote1sym'><sup>1</sup></a>5项<del>乙</del><a href='#_ftn2'>[2]</a>",
            [("paragraph", "开展活动5项")],
        ),
        ("<p>支持<span style='display:none'>乙</span>三明</p>", [("paragraph", "支持三明")]),
        (
            "<p>支持三明,支持龙岩,支持赣州<table style='display:none'><tr><td>甲<td>乙<tr><td>丙<td>丁</table>",
            [("paragraph", "支持三明,支持龙岩,支持赣州"), ("furniture", "甲\t乙"), ("furniture", "丙\t丁")],
        ),
        (
            "<table><tr><td>任务<td>单位<tr><td>建园区<p hidden>乙</p><td>商务局</table>",
            [("table-row", "任务\t单位"), ("table-row", "建园区\t商务局")],
        ),
        ("<p title='a>b'>支持三明</p><!-- <p>注释</p> -->", [("paragraph", "支持三明")]),
        ("<p>1 < 2,支持三明", [("paragraph", "1 < 2,支持三明")]),
        ("<script>'<p>甲</p>'</script><style>乙</style><p>支持三明", [("paragraph", "支持三明")]),
    ],
)
def test_html_blocks(tmp_path: Path, page: str, expected: list[tuple[str, str]]) -> None:
    path = tmp_path / "page.html"
    path.write_text(f"<html><body>{page}</body></html>", encoding="utf-8")
    source = read(path)
    assert [(block.kind.value, block.text) for block in source.blocks] == expected
    for block in source.blocks:
        for character, start, end in zip(block.text, block.starts, block.ends, strict=True):
            assert source.text[start:end] == character or source.text[start] == "&" or character in " \t"


def test_html_in_a_text_file_is_a_page(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text("<!DOCTYPE html>\n<html><p>支持三明</p></html>", encoding="utf-8")
    assert read(tmp_path / "page.txt").media_type == "text/html"


def test_layout_tables_are_paragraphs_and_spanning_cells_reach_down(tmp_path: Path) -> None:
    page = (
        "<table><tr><td><p>支持三明</p></td></tr></table>"
        "<table><tr><td colspan=2>任务<td>单位<tr><td>1<td>建园区<td rowspan=2>商务局<tr><td>2<td>办展会</table>"
    )
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    first, *rows = read(tmp_path / "page.html").blocks
    assert (first.kind, first.text) == (BlockKind.PARAGRAPH, "支持三明")
    cells = [["^" if cell == ABOVE else cell.of(row.text) for cell in row.cells] for row in rows]
    assert cells == [["任务", "", "单位"], ["1", "建园区", "商务局"], ["2", "办展会", "^"]]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["┌──┬──┐", "│任务│单位│", "├──┼──┤", "│建园区│商务局│", "├──┼──┤", "│办展会│    │", "└──┴──┘"],
         ["任务|单位", "建园区|商务局", "办展会|"]),
        (["╔══╗", "┃任务 ┃ 单位┃", "┣━━╋━━┫", "┃建园 ┃商务 ┃", "┃区 ┃局┃", "┣━━╋━━┫", "┃办展会┃文旅局┃",
          "┗━━┻━━┛"],
         ["任务|单位", "建园区|商务局", "办展会|文旅局"]),
        (["+----+----+", "| 任务 | 单位 |", "+====+====+", "| 建园区 | 商务局 |", "| 办展会 | 文旅局 |", "+----+----+"],
         ["任务|单位", "建园区|商务局", "办展会|文旅局"]),
        (["│领域│任务│单位│", "├──┼──┼──┤", "│产业│建园区│商务局│", "│    ├──┼──┤", "│    │办展会│文旅局│",
          "└──┴──┴──┘"],
         ["领域|任务|单位", "产业|建园区|商务局", "|办展会|文旅局"]),
        (["支持三明", "────────", "支持龙岩"], ["支持三明", "支持龙岩"]),
        (["支持三明│支持龙岩", "--- + ---"], ["支持三明│支持龙岩"]),
    ],
    ids=["rules", "rules and lines", "ASCII", "a cell that spans rows", "a rule alone", "no row"],
)  # fmt: skip
def test_drawn_tables_in_plain_text(tmp_path: Path, words: list[str], expected: list[str]) -> None:
    (tmp_path / "page.txt").write_text("\n".join(words), encoding="utf-8")
    source = read(tmp_path / "page.txt")
    assert ["|".join(cell.of(b.text) for cell in b.cells) or b.text for b in source.blocks] == expected
    for block in source.blocks:
        for character, start, end in zip(block.text, block.starts, block.ends, strict=True):
            assert source.text[start:end] in (character, "")


def test_tables_in_plain_text(tmp_path: Path) -> None:
    words = "任务分工\n任务\t责任单位\n建园区\t商务局\n\n| 任务 | 单位 |\n|---|---|\n| 办展会 | 文旅局 |\n"
    (tmp_path / "page.md").write_text(words, encoding="utf-8")
    blocks = read(tmp_path / "page.md").blocks
    rows = [[cell.of(block.text) for cell in block.cells] for block in blocks if block.kind is BlockKind.TABLE_ROW]
    assert rows == [["任务", "责任单位"], ["建园区", "商务局"], ["任务", "单位"], ["办展会", "文旅局"]]


@pytest.mark.parametrize(
    ("data", "text", "note"),
    [
        ("合作".encode() + b"\xff", "合作\ufffd", "1 place(s) that are no utf-8 text, the first at line 1, column 3"),
        ("甲\r\n乙\n丙".encode() + b"\xff", "甲\r\n乙\n丙\ufffd", "the first at line 3, column 2"),
        (b"\xff".join(["对口合作工作方案".encode() * 10] * 9), None, "8 place(s) that are no utf-8 text"),
        (b"\xff".join([("支持三明" * 20).encode("gbk")] * 9), None, "8 place(s) that are no gb18030 text"),
        (b"<html><p>" + b"a" * 5000 + "支持三明。".encode("gbk") + b"\xff</p>", None, "1 place(s) that are no gb18030"),
    ],
    ids=["a short text", "line breaks of two kinds", "one in eighty", "one in eighty of GBK", "mostly ASCII"],
)  # fmt: skip
def test_bad_bytes_are_replaced_and_their_place_is_said(
    tmp_path: Path, data: bytes, text: str | None, note: str
) -> None:
    (tmp_path / "a.txt").write_bytes(data)
    source = read(tmp_path / "a.txt")
    assert note in source.notes[0]
    assert text is None or source.text == text
