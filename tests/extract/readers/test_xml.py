"""Office documents as programs write them that are no office program: one XML file, strict names, parts missing."""

from __future__ import annotations

import base64
import io
import re
import zipfile

import pytest

from duikou.extract.model import ABOVE
from duikou.extract.read import content_of
from duikou.extract.readers.base import Content

from . import tiny
from .test_docx import box_of, cell_of, line_of, run_of
from .test_office import shown

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<?mso-application progid="{}"?>\n'
WORD_2003 = (
    '<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"'
    ' xmlns:aml="http://schemas.microsoft.com/aml/2001/core" xmlns:wx="urn:hints"'
    ' xmlns:o="urn:schemas-microsoft-com:office:office"><o:DocumentProperties><o:Title>题</o:Title>'
    "</o:DocumentProperties>{}<w:body><wx:sect>{}</wx:sect></w:body></w:wordDocument>"
)
STYLES = (
    '<w:styles><w:style w:styleId="1"><w:name w:val="heading 2"/></w:style>'
    '<w:style w:styleId="a"><w:rPr><w:vanish/></w:rPr></w:style></w:styles>'
)
PACKAGE = "http://schemas.microsoft.com/office/2006/xmlPackage"


def change(kind: str, content: str) -> str:
    return f'<aml:annotation w:type="Word.{kind}"><aml:content>{content}</aml:content></aml:annotation>'


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (line_of(run_of("甲")), ["甲"]),
        (line_of(run_of("甲"), style="1"), ["heading 2: 甲"]),
        (line_of(run_of("甲"), run_of("乙", "<w:vanish/>"), run_of("丙", '<w:rStyle w:val="a"/>')), ["甲"]),
        (line_of(change("Deletion", run_of("甲")), change("Insertion", run_of("乙")), run_of("丙")), ["乙丙"]),
        (line_of(run_of("甲"), change("Comment", line_of(run_of("乙")))), ["甲"]),
        (line_of(box_of(line_of(run_of("乙"))), run_of("甲")), ["乙", "甲"]),
        ("<w:tbl><w:tr>{}{}</w:tr><w:tr>{}{}</w:tr></w:tbl>".format(
            cell_of("甲", '<w:vmerge w:val="restart"/>'), cell_of("乙"), cell_of("", "<w:vmerge/>"), cell_of("丙")),
         ["甲|乙", "^|丙"]),
    ],
    ids=["paragraph", "heading", "hidden", "changes", "remark", "text box", "merged cells"],
)  # fmt: skip
@pytest.mark.parametrize("suffix", [".doc", ".xml"])
def test_word_2003(suffix: str, body: str, expected: list[str]) -> None:
    data = HEAD.format("Word.Document") + WORD_2003.format(STYLES, body)
    content = content_of(data.encode(), suffix)
    assert [shown(block) for block in content.blocks] == expected
    assert content.title == "题"


BODY = line_of(run_of("甲"), style="1") + f"<w:tbl><w:tr>{cell_of('乙')}{cell_of('丙')}</w:tr></w:tbl>"
STYLE = '<w:style w:styleId="1"><w:name w:val="heading 1"/></w:style>'


def rewritten(data: bytes, pattern: str, to: str) -> bytes:
    """The archive *data* with what the *pattern* matches in its parts replaced."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, re.sub(pattern, to, old.read(name).decode()))
    return target.getvalue()


def flat(data: bytes) -> bytes:
    """The package *data* as one XML file, with a picture."""
    picture = base64.b64encode(b"\x89PNG").decode()
    parts = [f'<pkg:part pkg:name="/word/a.png"><pkg:binaryData>{picture}</pkg:binaryData></pkg:part>']
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name != "[Content_Types].xml":
                words = archive.read(name).decode()
                parts.append(f'<pkg:part pkg:name="/{name}"><pkg:xmlData>{words}</pkg:xmlData></pkg:part>')
    return f'{HEAD.format("Word.Document")}<pkg:package xmlns:pkg="{PACKAGE}">{"".join(parts)}</pkg:package>'.encode()


def strict(data: bytes) -> bytes:
    return rewritten(
        data, r"http://schemas\.openxmlformats\.org/(officeDocument|\w+ml)/2006", r"http://purl.oclc.org/ooxml/\1"
    )


WHOLE = tiny.docx(BODY, STYLE)
MISSING = (
    r'\1<Relationship Id="r9" Type="http://a.b/image" Target="NULL"/>'
    r'<Relationship Id="r8" Type="http://a.b/styles2" Target="n.xml"/>'
)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (WHOLE, "heading"),
        (flat(WHOLE), "heading"),
        (strict(WHOLE), "heading"),
        (rewritten(WHOLE, "(<Relationships[^>]*>)", MISSING), "heading"),
        (rewritten(WHOLE, 'Target="word/', 'Target="/word/'), "heading"),
        (rewritten(WHOLE, "(?s).*<Types.*", "<broken"), "heading"),
        (rewritten(WHOLE, "(?s).*<w:styles.*", "<broken"), "paragraph"),
        (rewritten(WHOLE, "(?s).*<Relationships.*", "<broken"), "paragraph"),
    ],
    ids=[
        "usual",
        "flat",
        "strict",
        "parts missing",
        "whole names",
        "types broken",
        "styles broken",
        "relations broken",
    ],
)
def test_what_a_package_lacks_costs_its_headings_at_most(data: bytes, kind: str) -> None:
    blocks = content_of(data, ".docx").blocks
    assert [(block.kind.value, block.text) for block in blocks] == [(kind, "甲"), ("table-row", "乙\t丙")]


WORKBOOK = (
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:x="urn:schemas-microsoft-com:office:excel"'
    ' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Styles><Style ss:ID="p"><NumberFormat ss:Format='
    '"Percent"/></Style><Style ss:ID="m"><NumberFormat ss:Format="yyyy&quot;年&quot;m&quot;月&quot;"/></Style></Styles>'
    '<Worksheet ss:Name="任务表"><Table>{}</Table></Worksheet>'
    '<Worksheet ss:Name="底稿"><Table><Row><Cell><Data ss:Type="String">草稿</Data></Cell></Row></Table>'
    "<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions></Worksheet></Workbook>"
)


def cell(words: str, kind: str = "String", **more: object) -> str:
    own = "".join(f' ss:{name}="{value}"' for name, value in more.items())
    return f'<Cell{own}><Data ss:Type="{kind}">{words}</Data></Cell>'


def rows_of(content: Content) -> list[str]:
    return ["|".join("^" if one == ABOVE else one.of(b.text) for one in b.cells) or b.text for b in content.blocks]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([cell("甲") + cell("乙"), cell("丙") + cell("丁")], ["甲|乙", "丙|丁"]),
        ([cell("甲", MergeDown=1) + cell("乙"), cell("丙", Index=2)], ["甲|乙", "^|丙"]),
        ([cell("甲", MergeAcross=1) + cell("乙"), cell("丙") + cell("丁") + cell("戊")], ["甲||乙", "丙|丁|戊"]),
        ([cell("1", "Number") + cell("0.8", "Number", StyleID="p")], ["1|80.00%"]),
        ([cell("2025-12-01T00:00:00.000", "DateTime", StyleID="m") + cell("2025-06-30T00:00:00", "DateTime")],
         ["2025年12月|2025年6月30日"]),
        ([cell("甲") + "<Cell><Data ss:Type='String'>建<B>园</B></Data></Cell>"], ["甲|建园"]),
    ],
    ids=["rows", "merged down", "merged across", "numbers", "days", "rich text"],
)  # fmt: skip
def test_excel_2003(rows: list[str], expected: list[str]) -> None:
    table = "".join(f"<Row>{row}</Row>" for row in rows)
    content = content_of((HEAD.format("Excel.Sheet") + WORKBOOK.format(table)).encode(), ".xls")
    assert rows_of(content) == expected
    assert content.notes == ("hidden sheet(s) left out: 底稿",)
    assert content.spots[0].cell == "任务表!A1"


def test_what_excel_2003_hides_is_left_out_and_said() -> None:
    table = (
        '<Column ss:Index="2" ss:Hidden="1"/>'
        f'<Row>{cell("任务")}{cell("联系人")}{cell("单位")}</Row><Row ss:Hidden="1">{cell("乙")}{cell("丙")}</Row>'
        f'<Row ss:Index="5">{cell("甲")}{cell("丁")}{cell("戊")}</Row>'
    )
    content = content_of(WORKBOOK.format(table).encode(), ".xls")
    assert rows_of(content) == ["任务||单位", "甲||戊"]
    assert content.notes[1] == "任务表: 1 hidden row(s) and 1 hidden column(s) left out"
    assert content.spots[-1].cell == "任务表!C5"
