"""A report as a Word file, in the habits of official documents (GB/T 9704): the same report gives the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from fastapi import Response

from ...pictures import NoFontError
from ..http.conditional import conditional
from ..pages.bitmaps import bitmap
from ..pages.site import View
from .chart import drawn
from .model import Chart, Quoted, Report, Table, numbered

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

TITLE, HEADING, SUBHEADING, BODY, SONG = "方正小标宋简体", "黑体", "楷体", "仿宋", "宋体"
FALLBACKS = {TITLE: "宋体", SUBHEADING: "楷体_GB2312", BODY: "仿宋_GB2312"}
"""What a machine may use that has not the font; Word reads it in the table of fonts."""
LATIN = "Times New Roman"
_SIZES = {"Title": 22.0, "Heading 1": 16.0, "Heading 2": 16.0, "Normal": 16.0}
_FONTS = {"Title": TITLE, "Heading 1": HEADING, "Heading 2": SUBHEADING, "Normal": BODY}
_TABLE, _ANNEX, _FOOT = Pt(10.5), Pt(12), Pt(14)
_MARGINS = {"top_margin": 37, "bottom_margin": 35, "left_margin": 28, "right_margin": 26}
_WIDTH = 156
"""Millimetres of an A4 page between the margins."""
_DATE = (1980, 1, 1, 0, 0, 0)
"""The earliest day that a zip file can name: no day at all."""
_OUTSIDE_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def word_response(view: View, report: Report, name: str) -> Response:
    """The report as a download called *name*.docx."""
    response = Response(written(report, view.language, view.words.under("report")), media_type=MEDIA_TYPE)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}.docx"
    response.headers["Vary"] = "Accept-Language, Cookie"
    return conditional(view.request, response)


def written(report: Report, language: str, words: dict[str, str]) -> bytes:
    """The bytes of the Word file. *words* are those below ``report`` in the language file."""
    document = Document()
    _set_up(document, report, words["page"])
    _paragraph(document, report.title, "Title")
    for part, sign in numbered(report.parts, language):
        _paragraph(document, sign + part.heading, f"Heading {part.level}")
        for text in part.paragraphs:
            _paragraph(document, text)
        if part.chart:
            _chart(document, part.chart, language, report.source)
        if part.table:
            _table(document, part.table)
    if report.annex:
        _paragraph(document, words["annex"], "Heading 1").paragraph_format.page_break_before = True
        _small(_paragraph(document, words["annex_lead"]))
        for quoted in report.annex:
            _quoted(document, quoted, words["says"])
    _paragraph(document, words["about"], "Heading 1")
    colon = ": " if language == "en" else "："
    for name, text in report.about:
        _small(_paragraph(document, f"{name}{colon}{text}"))
    return _packed(document)


def _set_up(document: Any, report: Report, page: str) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    for name, millimetres in _MARGINS.items():
        setattr(section, name, Mm(millimetres))
    for name, size in _SIZES.items():
        style = document.styles[name]
        _font(style, _FONTS[name])
        style.font.size, style.font.bold, style.font.italic = Pt(size), False, False
        style.font.color.rgb = None
        paragraph = style.paragraph_format
        paragraph.line_spacing_rule, paragraph.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(28 if size < 20 else 34)
        paragraph.space_before = paragraph.space_after = Pt(0)
    title = document.styles["Title"]
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.space_after = Pt(28)
    for border in title.element.pPr.findall(qn("w:pBdr")):
        title.element.pPr.remove(border)
    _fallbacks(document)
    _page_number(section.footer.paragraphs[0], page)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = _clean(report.title)[:250], "Duikou", ""
    for stamp in properties._element.xpath("dcterms:created | dcterms:modified"):
        properties._element.remove(stamp)


def _font(style: Any, name: str) -> None:
    """Latin letters in one font, Chinese ones in another; the template's theme fonts would go before both."""
    style.font.name = LATIN
    fonts = style.element.rPr.rFonts
    for key in [key for key in fonts.attrib if key.endswith("Theme")]:
        del fonts.attrib[key]
    fonts.set(qn("w:eastAsia"), name)
    fonts.set(qn("w:hAnsi"), LATIN)


def _fallbacks(document: Any) -> None:
    """Names the fonts that may stand in for those that few machines have."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/fontTable"
    part = document.part.part_related_by(kind)
    entries = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
        for name, other in FALLBACKS.items()
    )
    part._blob = part.blob.replace(b"</w:fonts>", entries.encode() + b"</w:fonts>")


def _page_number(paragraph: Any, page: str) -> None:
    before, _, after = page.partition("{page}")
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text in (before, None, after):
        run = paragraph.add_run(text or "")
        run.font.size = _FOOT
        run.font.name = SONG
        run._r.rPr.rFonts.set(qn("w:eastAsia"), SONG)
        if text is None:
            field = OxmlElement("w:fldSimple")
            field.set(qn("w:instr"), "PAGE")
            paragraph._p.append(field)
            field.append(run._r)


def _paragraph(document: Any, text: str, style: str | None = None) -> Any:
    """A paragraph at the end, of the default style where none is named: looking one up takes longer than all else."""
    made = document.add_paragraph(_clean(text), style)
    if style is None:
        made.paragraph_format.first_line_indent = Pt(32)
    return made


def _small(paragraph: Any) -> Any:
    paragraph.paragraph_format.line_spacing = Pt(20)
    paragraph.paragraph_format.first_line_indent = Pt(0)
    for run in paragraph.runs:
        run.font.size = _ANNEX
    return paragraph


def _quoted(document: Any, quoted: Quoted, says: str) -> None:
    words = f"〔{quoted.number}〕“{quoted.words}”"
    _small(_paragraph(document, words))
    if quoted.says:
        _small(_paragraph(document, says + quoted.says)).paragraph_format.left_indent = Pt(24)
    source = _small(_paragraph(document, f"—— {quoted.source}  {quoted.address}"))
    source.paragraph_format.left_indent = Pt(24)
    source.paragraph_format.space_after = Pt(6)


def _chart(document: Any, chart: Chart, language: str, source: str) -> None:
    """The chart across the page; what it says in words where this machine has no letters to draw it with."""
    try:
        png = bitmap(drawn(chart, language, source))
    except NoFontError:
        _paragraph(document, chart.said)
        return
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE  # a line of exact height would cut it
    inline = paragraph.add_run().add_picture(io.BytesIO(png), Mm(_WIDTH))._inline
    inline.docPr.set("name", _clean(chart.title))
    inline.docPr.set("descr", _clean(chart.said))


def _table(document: Any, table: Table) -> None:
    made = document.add_table(0, len(table.columns), "Table Grid")
    made.autofit = False
    share = sum(table.widths)
    widths = [Mm(_WIDTH * width / share) for width in table.widths]
    for column, width in zip(made.columns, widths, strict=True):
        column.width = width
    _row(made, table.columns, widths, head=True)
    for row in table.rows:
        _row(made, row, widths)


def _row(table: Any, texts: Iterable[str], widths: list[Any], head: bool = False) -> None:
    row = table.add_row()
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if head:
        properties.append(OxmlElement("w:tblHeader"))  # stands again on each page
    for cell, text, width in zip(row.cells, texts, widths, strict=True):
        cell.width = width
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.AT_LEAST
        paragraph.paragraph_format.line_spacing = Pt(15)
        paragraph.paragraph_format.space_after = Pt(2)
        run = paragraph.add_run(_clean(text))
        run.font.size = _TABLE
        if head:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            run.font.bold = True


def _clean(text: str) -> str:
    """*text* without what no XML file can hold."""
    return _OUTSIDE_XML.sub("\ufffd", text)


def _packed(document: Any) -> bytes:
    """The file, its members in their order and without the time at which they were written."""
    raw, made = io.BytesIO(), io.BytesIO()
    document.save(raw)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(made, "w") as target:
        for member in source.namelist():
            entry = zipfile.ZipInfo(member, _DATE)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            target.writestr(entry, source.read(member), compresslevel=6)
    return made.getvalue()
