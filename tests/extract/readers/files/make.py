"""Makes the Word 97 and OpenDocument files of this folder from one Word document, by LibreOffice.

python tests/extract/readers/files/make.py
"""

from __future__ import annotations

from pathlib import Path

from duikou.tests.extract.formats.make import office
from duikou.tests.extract.readers import tiny

HERE = Path(__file__).parent
RUN = "<w:r>{}<w:t>{}</w:t></w:r>"
HIDDEN = "<w:rPr><w:vanish/></w:rPr>"
MERGE, START = "<w:vMerge/>", '<w:vMerge w:val="restart"/>'
FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>HYPERLINK "http://a.b/"</w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r>' + RUN.format("", "链接")
    + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)  # fmt: skip


def line(*runs: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


def cell(content: str, width: int = 2000, properties: str = "") -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{properties}</w:tcPr>{content}</w:tc>'


def row(*cells: str) -> str:
    return f"<w:tr>{''.join(cells)}</w:tr>"


def table(*rows: str, widths: tuple[int, ...] = (2000, 2000, 2000)) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>' + (
        "".join(rows) + "</w:tbl>"
    )


def words(text: str) -> str:
    return line(RUN.format("", text))


BODY = (
    line(RUN.format("", "一、任务"), properties='<w:pStyle w:val="Heading1"/>')
    + line(RUN.format("", "支持"), RUN.format(HIDDEN, "藏"), RUN.format("", "三明𠮷市"), FIELD)
    + table(
        row(cell(words("任务"), 4000, '<w:gridSpan w:val="2"/>'), cell(words("单位"))),
        row(cell(words("甲"), 2000, START), cell(words("建园") + words("办展")), cell(words("商务局"))),
        row(cell(line(), 2000, MERGE), cell(words("乙")), cell(line())),
    )
    + words("其后")
    + table(
        row(cell(words("外")), cell(table(row(cell(words("内一")), cell(words("内二"))), widths=(900, 900)) + line())),
        widths=(2000, 2000),
    )
    + words("末")
)
STYLES = '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:pPr><w:outlineLvl w:val="0"/>'
STYLES += "</w:pPr></w:style>"


def main() -> None:
    source = HERE / "kinds.docx"
    source.write_bytes(tiny.docx(BODY, STYLES))
    for name in ("doc", "odt", "rtf"):
        office([source], name, HERE)


if __name__ == "__main__":
    main()
