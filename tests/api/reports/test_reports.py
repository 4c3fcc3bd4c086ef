"""Reports: what they say, that Word's reader opens them, that the same release gives the same bytes."""

from __future__ import annotations

import base64
import html
import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import docx
import pytest
from docx.enum.text import WD_LINE_SPACING
from docx.shared import Mm
from starlette.testclient import TestClient

from duikou.api.pages.language import words
from duikou.api.reports.model import Part, Quoted, Report, Table, chinese, numbered
from duikou.api.reports.word import MEDIA_TYPE, written
from duikou.pictures import NoFontError

from ...thorough import chosen

REPORTS = {
    "document": "/reports/document/shenzhen-ganzhou-baise-shanwei-opinions-2023",
    "pairing": "/reports/cooperation/360700-440300",
    "place": "/reports/place/440300",
    "body": "/reports/agency/440300/fa-zhan-he-gai-ge-wei-yuan-hui",
}
FILES = {name: f"{address}.docx" for name, address in REPORTS.items()} | {
    "comparison": "/compare.docx?left=guangzhou-longyan-plan-2023-2027&right=shanghai-sanming-plan-2023-2025"
}
OFFICE = shutil.which("soffice")


def paragraphs(data: bytes) -> list[str]:
    return [paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs]


@pytest.mark.parametrize("address", chosen(FILES, "place", "comparison"))
def test_word_opens_it(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == MEDIA_TYPE
    document = docx.Document(io.BytesIO(answer.content))
    lines = [paragraph.text for paragraph in document.paragraphs]
    assert lines[1].startswith("一、")
    assert any(line.startswith("（一）") for line in lines)
    assert any(re.match(r"——.*https://w3id\.org/duikou/id/", line) for line in lines), "no quote has an address"
    assert any(line.startswith("数据版本：") for line in lines)
    assert any("creativecommons.org/licenses/by/4.0" in line for line in lines)
    assert document.tables
    assert abs(document.sections[0].page_width - Mm(210)) < Mm(1)


@pytest.mark.parametrize("address", chosen(FILES, "body"))
def test_the_same_release_gives_the_same_bytes(client: TestClient, address: str) -> None:
    """Asked anew (not from the cache: the addresses differ), and no time in the file."""
    mark = "&" if "?" in address else "?"
    one, other = (client.get(f"{address}{mark}again={number}").content for number in (1, 2))
    assert one == other
    with zipfile.ZipFile(io.BytesIO(one)) as packed:
        assert {member.date_time for member in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"dcterms:created" not in packed.read("docProps/core.xml")


@pytest.mark.parametrize("address", REPORTS.values(), ids=REPORTS.keys())
def test_the_sheet_says_what_the_file_says(client: TestClient, address: str) -> None:
    page = html.unescape(re.sub(r"<[^>]*>", "", client.get(address).text))
    plain = re.sub(r"\s", "", page)
    document = docx.Document(io.BytesIO(client.get(f"{address}.docx").content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert len(cells) > 20
    for text in (*paragraphs(client.get(f"{address}.docx").content), *cells):
        found = re.sub(r"\s", "", text)
        known = found in plain or found.partition("：")[2] in plain
        assert known, text


@pytest.mark.parametrize("address", REPORTS.values(), ids=REPORTS.keys())
def test_one_click_from_the_page(client: TestClient, address: str) -> None:
    thing = address.removeprefix("/reports/")
    page = client.get(f"/documents/{thing.removeprefix('document/')}" if "document" in thing else f"/id/{thing}.html")
    assert f'href="{address}"' in page.text
    assert f'href="{address}.docx"' in page.text


@pytest.mark.parametrize("address", FILES.values(), ids=FILES.keys())
def test_a_chart_is_drawn_and_told(client: TestClient, address: str) -> None:
    """One picture across the page, with its numbers for those who do not see it; on the sheet it is an SVG."""
    document = docx.Document(io.BytesIO(client.get(address).content))
    (shape,) = document.inline_shapes
    assert shape.width == Mm(156)
    said = shape._inline.docPr.get("descr")
    assert said.startswith("各领域的任务数")
    assert all(int(number) for number in re.findall(r" (\d+)", said))
    paragraph = next(one for one in document.paragraphs if one._p.xpath(".//w:drawing"))
    assert paragraph.paragraph_format.line_spacing_rule == WD_LINE_SPACING.SINGLE, "a picture is not cut to a line"
    if address.endswith(".docx"):
        page = client.get(address.removesuffix(".docx")).text
        assert f'alt="{said}"' in page
        for packed in re.findall(r"data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)", page):
            assert f'<desc id="picture-text" lang="zh">{said}</desc>' in base64.b64decode(packed).decode()


def test_a_chart_is_told_where_it_cannot_be_drawn(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(svg: str) -> bytes:
        raise NoFontError("no font")

    monkeypatch.setattr("duikou.api.reports.word.bitmap", fails)
    data = client.get(f"{FILES['place']}?fonts=none").content
    assert not docx.Document(io.BytesIO(data)).inline_shapes
    assert any(line.startswith("各领域的任务数") for line in paragraphs(data))


def test_english(client: TestClient) -> None:
    lines = paragraphs(client.get(FILES["body"], headers={"Accept-Language": "en"}).content)
    assert lines[1] == "1 Key facts"
    assert any(line.startswith(("2.1 ", "3.1 ")) for line in lines)


@pytest.mark.parametrize("local", ["topic/education", "measure/x", "nothing", "place/000001", "%20"])
def test_no_report_about_other_things(client: TestClient, local: str) -> None:
    for suffix in ("", ".docx"):
        assert client.get(f"/reports/{local}{suffix}").status_code == 404


def test_what_is_left_out_is_told(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("duikou.api.reports.duties.MOST", 5)
    lines = paragraphs(client.get(f"{FILES['body']}?short=1").content)
    told = next(line for line in lines if line.startswith("任务共"))
    total, shown, rest = map(int, re.findall(r"\d+", told)[:3])
    assert (shown, rest) == (5, total - 5)
    assert sum(line.startswith("〔") for line in lines) == 5


def test_characters_that_no_file_can_hold() -> None:
    text = "甲\x00\x0b\ud800乙"
    report = Report(
        text, (Part(1, text, (text,), Table((text,), (1,), ((text,),))),), (Quoted(1, text, text, text),), ()
    )
    data = written(report, "zh", words("zh").under("report"))
    assert paragraphs(data)[0] == "甲\ufffd\ufffd\ufffd乙"


def test_numbers_of_headings() -> None:
    parts = (Part(1, "a"), Part(2, "b"), Part(2, "c"), Part(1, "d"), Part(2, "e"))
    assert [sign for _, sign in numbered(parts, "zh")] == ["一、", "（一）", "（二）", "二、", "（一）"]
    assert [sign for _, sign in numbered(parts, "en")] == ["1 ", "1.1 ", "1.2 ", "2 ", "2.1 "]
    assert [chinese(number) for number in (9, 10, 11, 20, 21, 99)] == ["九", "十", "十一", "二十", "二十一", "九十九"]


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_it(client: TestClient, tmp_path: Path) -> None:
    """The file becomes a PDF with the title on its first page, in more than one page."""
    import pypdfium2

    file = tmp_path / "report.docx"
    file.write_bytes(client.get(FILES["pairing"]).content)
    command = [str(OFFICE), "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", "pdf"]
    done = subprocess.run([*command, str(file), "--outdir", str(tmp_path)], capture_output=True, check=False)
    if not (tmp_path / "report.pdf").exists():
        pytest.skip(f"LibreOffice has no Writer: {done.stderr.decode()[-200:]}")
    pdf = pypdfium2.PdfDocument(tmp_path / "report.pdf")
    assert len(pdf) > 1
    assert "对口合作情况报告" in pdf[0].get_textpage().get_text_range().replace("\r\n", "")
