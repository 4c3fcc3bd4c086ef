"""Word 97, Rich Text and OpenDocument: the same document of every kind of content reads alike in each; and what only
one of them has."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from duikou.extract.model import ABOVE, Block
from duikou.extract.read import ReadError, content_of, read

FILES = Path(__file__).parent / "files"
EXPECTED = [
    "heading 1: 一、任务",
    "支持三明𠮷市链接",
    "任务||单位",
    "甲|建园/办展|商务局",
    "^|乙|",
    "其后",
    "外",
    "内一|内二",
    "末",
]
"""Headings, hidden words, a character beyond the first plane, a link, merged cells, a cell of two paragraphs, a table
in a table."""


def shown(block: Block) -> str:
    cells = "|".join("^" if cell == ABOVE else cell.of(block.text) for cell in block.cells)
    words = (cells if block.cells else block.text).replace("\n", "/")
    return f"{block.kind} {block.level}: {words}" if block.level else words


@pytest.mark.parametrize("name", ["kinds.docx", "kinds.doc", "kinds.rtf", "kinds.odt"])
def test_every_kind_of_content(name: str) -> None:
    source = read(FILES / name)
    assert [shown(block) for block in source.blocks] == EXPECTED
    assert source.notes == ()
    for block in source.blocks:
        assert "".join(source.text[start] for start in block.starts) == block.text


def rtf(body: str, head: str = r"\ansi\ansicpg936") -> bytes:
    return rf"{{\rtf1{head} {body}}}".encode("ascii")


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (rtf(r"\'b6\'d4\'bf\'da\par \'b6\'d4"), ["对口", "对"]),
        (rtf(r"{\fonttbl{\f0\fcharset0 A;}{\f1\fcharset136 B;}}\f0 a\f1\'b9\'ef\f0\'b6\'d4"), ["a對对"]),
        (rtf(r"{\fonttbl{\f0\fcharset0 A;}{\f1\fcharset134 B;}}\loch\f0\dbch\af1\'b6\'d4", r"\ansicpg1252"), ["对"]),
        (rtf(r"\uc1\u23545?\u21475?\uc2\u23545\'b6\'d4a"), ["对口对a"]),
        (rtf(r"\u-10174?\u-8265?"), ["𠮷"]),
        (rtf(r"a{\v b}c{\deleted d}\v e\v0 f"), ["acf"]),
        (rtf(r"{\field{\*\fldinst HYPERLINK x}{\fldrslt y}}{\*\unknown z}{\pict\bin3 }}{q}r"), ["yr"]),
        (rtf(r"\trowd\cellx9\cellx99\intbl a\par b\cell c\cell\row\pard d"), ["a/b|c", "d"]),
        (rtf(r"\trowd\clvmgf\cellx99\cellx199\intbl a\cell b\cell\row\trowd\clvmrg\cellx99\cellx199 \cell c\cell\row"),
         ["a|b", "^|c"]),
        (rtf(r"{\listtext 1.\tab}a"), ["1.\ta"]),
        (rtf(r"\trowd\cellx9\cellx99\pard\intbl{\listtext\pard\plain 1.}a\cell\pard\intbl b\cell\row\pard c"),
         ["1.a|b", "c"]),
        (rtf(r"a\u13?b\u5?c\u9?d"), ["a", "bc\td"]),
    ],
    ids=["code page", "code page of the font", "font for Chinese", "numbers of characters", "surrogates", "hidden",
         "fields and pictures", "cells", "merged cells", "numbers of a list", "numbers in a cell",
         "control characters"],
)  # fmt: skip
def test_rich_text(data: bytes, expected: list[str]) -> None:
    assert [shown(block) for block in content_of(data, ".rtf").blocks] == expected


def odt(body: str, styles: str = "", **parts: str) -> bytes:
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{kind}:1.0"'
        for name, kind in (("office", "office"), ("text", "text"), ("table", "table"), ("draw", "drawing"),
                           ("style", "style"))
    )  # fmt: skip
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:automatic-styles>{styles}</office:automatic-styles>"
            f"<office:body><office:text>{body}</office:text></office:body></office:document-content>",
        )
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", content)
    return target.getvalue()


HIDES = '<style:style style:name="H"><style:text-properties text:display="none"/></style:style>'
SPANS = (
    '<table:table><table:table-row><table:table-cell table:number-rows-spanned="2" table:number-columns-spanned="2">'
    "<text:p>甲</text:p></table:table-cell><table:covered-table-cell/><table:table-cell><text:p>乙</text:p>"
    "</table:table-cell></table:table-row><table:table-row><table:covered-table-cell"
    ' table:number-columns-repeated="2"/>'
    "<table:table-cell><text:p>丙</text:p></table:table-cell></table:table-row></table:table>"
)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<text:p>甲 \n 乙<text:s text:c='2'/>丙<text:tab/>丁　　戊</text:p>", ["甲 乙  丙\t丁　　戊"]),
        ("<text:p>甲<text:span text:style-name='H'>藏</text:span>乙<text:note><text:p>注</text:p></text:note></text:p>",
         ["甲乙"]),
        ("<text:p text:style-name='H'>藏</text:p><text:p>甲</text:p>", ["甲"]),
        ("<text:section text:display='none'><text:p>藏</text:p></text:section><text:p>甲<!-- 注 -->乙</text:p>",
         ["甲乙"]),
        ("<text:tracked-changes><text:p>删</text:p></text:tracked-changes><text:p>甲</text:p>", ["甲"]),
        ("<text:p>甲<draw:frame><draw:text-box><text:p>框</text:p></draw:text-box></draw:frame>乙</text:p>",
         ["甲乙", "框"]),
        ("<text:list><text:list-item><text:p>甲</text:p></text:list-item></text:list>", ["list-item 1: 甲"]),
        (SPANS, ["甲||乙", "^|^|丙"]),
    ],
    ids=["blanks", "hidden words and notes", "hidden paragraph", "hidden section", "changes", "text box", "list",
         "spans"],
)  # fmt: skip
def test_open_document(body: str, expected: list[str]) -> None:
    assert [shown(block) for block in content_of(odt(body, HIDES), ".odt").blocks] == expected


def word_97(flags: int = 0, version: int = 193) -> bytes:
    """kinds.doc with other flags or another version in its head."""
    data = bytearray((FILES / "kinds.doc").read_bytes())
    place = data.index((0xA5EC).to_bytes(2, "little"))
    data[place + 2 : place + 4] = version.to_bytes(2, "little")
    data[place + 11] |= flags
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (word_97(flags=1), "an encrypted Word document: a password is needed"),
        (word_97(version=101), "a document of Word 95 or older: save it as .docx"),
        (word_97()[:4000], "a broken Office document, or one cut short"),
        (odt("", **{"META-INF__manifest": "<a><manifest:encryption-data/></a>"}), "a password is needed"),
        (odt("<text:p>"), "a broken OpenDocument text"),
        (odt("<!DOCTYPE a><text:p/>"), "a broken OpenDocument text"),
        (b"{\\rtf1" + b"{" * 100_000, "groups in groups without end"),
    ],
)
def test_what_cannot_be_read(data: bytes, cause: str) -> None:
    with pytest.raises(ReadError, match=cause):
        content_of(data, ".doc")


def test_what_is_cut_short_is_read_and_said() -> None:
    content = content_of(rb"{\rtf1\ansicpg936 \'b6\'d4{\b \'bf\'da", ".rtf")
    assert [block.text for block in content.blocks] == ["对口"] and "cut short" in content.notes[0]


@pytest.mark.parametrize(
    "suffix", [".doc", ".wps", ".docx", ".xls", ".rtf", ".pdf", ".ofd", ".txt", ".html", ".odt", ""]
)
@pytest.mark.parametrize("name", ["kinds.docx", "kinds.doc", "kinds.rtf", "kinds.odt"])
def test_the_kind_does_not_depend_on_the_ending(name: str, suffix: str) -> None:
    data = (FILES / name).read_bytes()
    assert content_of(data, suffix).media_type == content_of(data, Path(name).suffix).media_type


@pytest.mark.parametrize("suffix", [".doc", ".wps", ".xls", ".txt", ".html"])
def test_a_page_is_read_as_one_whatever_its_ending(suffix: str) -> None:
    rows = "<tr><td>甲</td><td>乙</td></tr><tr><td>丙</td><td>丁</td></tr>"
    page = f'<meta charset="gbk"><p>对口</p><table>{rows}</table>'.encode("gbk")
    content = content_of(b"<html>" + page, suffix)
    assert content.media_type == "text/html" and [block.text for block in content.blocks] == [
        "对口",
        "甲\t乙",
        "丙\t丁",
    ]
