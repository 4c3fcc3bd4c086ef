"""Reading Word documents: what is seen of them, in whatever it is wrapped, and their tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from duikou.extract.model import ABOVE
from duikou.extract.read import read

from . import tiny


def run_of(words: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{words}</w:t></w:r>"


def line_of(*runs: str, style: str = "") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{"".join(runs)}</w:p>'


def control(content: str) -> str:
    return f"<w:sdt><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def cell_of(words: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p>{run_of(words)}</w:p></w:tc>"


def box_of(content: str) -> str:
    return f"<w:r><w:pict><w:txbxContent>{content}</w:txbxContent></w:pict></w:r>"


MATH = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
STYLES = (
    '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 2"/></w:style>'
    '<w:style w:type="character" w:styleId="a"><w:name w:val="gone"/><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="b"><w:basedOn w:val="a"/></w:style>'
    '<w:style w:type="character" w:styleId="c"><w:basedOn w:val="d"/></w:style>'
    '<w:style w:type="character" w:styleId="d"><w:basedOn w:val="c"/></w:style>'
)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (control(line_of(run_of("甲"))), ["甲"]),
        (line_of(run_of("甲"), control(run_of("乙"))), ["甲乙"]),
        (line_of(run_of("甲"), run_of("乙", "<w:vanish/>")), ["甲"]),
        (line_of(run_of("甲"), run_of("乙", '<w:rStyle w:val="b"/>')), ["甲"]),
        (line_of(run_of("甲", '<w:rStyle w:val="c"/>')), ["甲"]),
        (line_of(run_of("甲"), run_of("乙", '<w:vanish w:val="0"/>'), style="a"), ["乙"]),
        (line_of(f"<w:del>{run_of('甲')}</w:del><w:ins>{run_of('乙')}</w:ins>"), ["乙"]),
        (line_of(run_of("甲"), style="1"), ["heading 2: 甲"]),
        (f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{run_of('甲')}</w:p>{line_of(run_of('乙'))}", ["甲乙"]),
        (line_of(f"<w:r><w:ruby><w:rt>{run_of('jiǎ')}</w:rt><w:rubyBase>{run_of('甲')}</w:rubyBase></w:ruby></w:r>"),
         ["甲"]),
        (line_of(run_of("甲"), "<w:r><w:noBreakHyphen/></w:r>", f"<m:oMath {MATH}><m:r><m:t>5%</m:t></m:r></m:oMath>"),
         ["甲-5%"]),
        (line_of(box_of(line_of(run_of("乙")) + line_of(run_of("丙"))), run_of("甲")), ["乙", "丙", "甲"]),
        (line_of(box_of(box_of(line_of(run_of("乙"))).join(("<w:p>", "</w:p>"))), run_of("甲")), ["乙", "甲"]),
    ],
    ids=["control round a paragraph", "control in a line", "hidden", "hidden by a style's style", "circle of styles",
         "shown in a hidden paragraph", "changes", "heading", "end of a paragraph deleted", "pronounced", "formula",
         "text box", "text box in a text box"],
)  # fmt: skip
def test_word_paragraphs(tmp_path: Path, body: str, expected: list[str]) -> None:
    (tmp_path / "a.docx").write_bytes(tiny.docx(body, STYLES))
    blocks = read(tmp_path / "a.docx").blocks
    assert [f"{b.kind} {b.level}: {b.text}" if b.level else b.text for b in blocks] == expected


HEADS = [cell_of("任务"), cell_of("责任单位")]
INNER = f"<w:tbl><w:tr>{cell_of('丙')}{cell_of('丁')}</w:tr></w:tbl><w:p/>"
MERGE, START = "<w:vMerge/>", '<w:vMerge w:val="restart"/>'


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([[cell_of("甲", START), cell_of("乙")], [cell_of("", MERGE), cell_of("丙")]], ["甲|乙", "^|丙"]),
        ([[cell_of("甲", MERGE), cell_of("乙")], [cell_of("", MERGE), cell_of("丙")]], ["甲|乙", "^|丙"]),
        ([[cell_of("甲"), cell_of("乙")], [cell_of("丁", MERGE), cell_of("丙")]], ["甲|乙", "丁|丙"]),
        ([[cell_of("甲", '<w:gridSpan w:val="2"/>'), cell_of("乙")]], ["甲||乙"]),
        ([[cell_of("甲", '<w:gridSpan w:val="x"/>'), cell_of("乙")]], ["甲|乙"]),
        ([["<w:trPr><w:gridBefore w:val='1'/></w:trPr>", cell_of("甲"), cell_of("乙")]], ["|甲|乙"]),
        ([[cell_of("甲"), cell_of("乙")], ["<w:trPr><w:hidden/></w:trPr>", cell_of("丙"), cell_of("丁")]], ["甲|乙"]),
        ([[cell_of("甲"), control(cell_of("乙"))]], ["甲|乙"]),
        ([[cell_of("甲"), f"<w:tc><w:tbl><w:tr>{cell_of('乙')}{cell_of('丙')}</w:tr></w:tbl><w:p/></w:tc>"]],
         ["甲", "乙|丙"]),
        ([HEADS, [cell_of("甲"), f"<w:tc>{line_of(run_of('乙'))}{INNER}</w:tc>"], [cell_of("戊"), cell_of("己")]],
         ["任务|责任单位", "甲|乙/丙 丁", "戊|己"]),
        ([[cell_of("甲"), cell_of("乙")], ["<w:trPr><w:del/></w:trPr>", cell_of("丙"), cell_of("丁")]], ["甲|乙"]),
        ([[cell_of("甲"), cell_of("乙"), cell_of("丙", "<w:cellDel/>")]], ["甲|乙"]),
    ],
    ids=["merged", "merged from nowhere", "merge that begins in the middle", "spans columns", "spans nonsense",
         "begins later", "hidden row", "control round a cell", "table in a table", "table in a table of tasks",
         "deleted row", "deleted cell"],
)  # fmt: skip
def test_word_tables(tmp_path: Path, rows: list[list[str]], expected: list[str]) -> None:
    body = "".join(f"<w:tr>{''.join(row)}</w:tr>" for row in rows)
    (tmp_path / "a.docx").write_bytes(tiny.docx(f"<w:tbl>{body}</w:tbl>"))
    blocks = read(tmp_path / "a.docx").blocks
    shown = [
        "|".join("^" if c == ABOVE else c.of(b.text).replace("\n", "/") for c in b.cells) if b.cells else b.text
        for b in blocks
    ]
    assert shown == expected


def test_a_span_is_never_wider_than_a_table_can_be(tmp_path: Path) -> None:
    cells = cell_of("甲", '<w:gridSpan w:val="200000000"/>') + cell_of("乙")
    (tmp_path / "a.docx").write_bytes(tiny.docx(f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>"))
    (row,) = read(tmp_path / "a.docx").blocks
    assert row.text == "甲\t乙" and len(row.cells) == 64
