"""Scans: how recognised lines are set straight, what is said where nothing can read them, and what is read of them."""

from __future__ import annotations

import io
from dataclasses import replace
from math import cos, radians, sin
from pathlib import Path

import pytest
from PIL import Image

from duikou.extract.draw import draw
from duikou.extract.layout.lines import spread
from duikou.extract.model import Box
from duikou.extract.read import ReadError, read
from duikou.extract.readers import pdf, recognition

from ...thorough import thorough
from . import tiny

SIZE = (600.0, 800.0)
WORDS = ["支持赣州市与深圳市共建产业园。", "鼓励两地企业互访。"]


def _quad(left: float, top: float, width: float, angle: float) -> list[tuple[float, float]]:
    """The corners of a line 20 high on a page that is turned by *angle* round its middle."""
    c, s = cos(radians(angle)), sin(radians(angle))
    x, y = SIZE[0] / 2, SIZE[1] / 2
    corners = [(left, top), (left + width, top), (left + width, top + 20), (left, top + 20)]
    return [((u - x) * c - (v - y) * s + x, (u - x) * s + (v - y) * c + y) for u, v in corners]


@pytest.mark.parametrize("angle", [0.0, 1.5, -2.0])
def test_lines_of_a_page_askew_stand_straight(angle: float) -> None:
    """Lines that begin below each other do so again, whatever the page was turned by."""
    found = [("支持产业园区合作", _quad(100, 100, 160, angle)), ("建设产业转移园区", _quad(100, 700, 160, angle))]
    lines, skew = recognition.lines_of(found, 1, SIZE)
    assert skew == pytest.approx(angle, abs=1e-6)
    assert [round(line.box.left) for line in lines] == [100, 100]
    assert [round(line.box.top) for line in lines] == [100, 700]
    assert all(len(line.edges) == len(line.text) + 1 for line in lines)


def _scan(name: str) -> bytes:
    """A printed page as a picture of the kind that *name* ends in, or within a PDF."""
    picture = draw(tiny.pdf(WORDS), 1, 1240).convert("RGB")
    if all(low == high for low, high in picture.getextrema()):
        pytest.skip("this machine has no font that shows Chinese")
    target = io.BytesIO()
    if name.endswith(".tif"):
        picture.save(target, "TIFF", save_all=True, append_images=[picture.copy()])
    else:
        picture.save(target, {"png": "PNG", "jpg": "JPEG", "pdf": "PDF"}[name[-3:]])
    return target.getvalue()


@pytest.mark.parametrize("name", ["scan.png", "scan.jpg", "scan.tif", "scan.pdf"])
def test_without_the_extra_one_line_says_how_to_install_it(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recognition, "available", lambda: False)
    (tmp_path / name).write_bytes(_scan(name))
    with pytest.raises(ReadError, match=rf"{name}: .*pip install 'duikou\[ocr\]'"):
        read(tmp_path / name)


def test_pages_that_are_pictures_are_named_beside_those_with_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recognition, "available", lambda: False)
    picture = "q 500 0 0 700 50 50 cm BI /W 1 /H 1 /CS /G /BPC 8 ID x EI Q"
    (tmp_path / "mixed.pdf").write_bytes(tiny.drawn(tiny.shown((60, 700, 12, WORDS[0])), picture))
    source = read(tmp_path / "mixed.pdf")
    assert [block.text for block in source.blocks] == [WORDS[0]]
    assert source.notes == ("page 2 is a picture; pip install 'duikou[ocr]' lets it be read",)


def test_a_font_that_does_not_say_what_it_shows_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recognition, "available", lambda: False)
    unmapped = tiny.pdf(WORDS).replace(b"/UniGB-UCS2-H", b"/Identity-H   ").replace(b"(GB1)", b"(Own)")
    (tmp_path / "own.pdf").write_bytes(unmapped)
    with pytest.raises(ReadError, match=r"own\.pdf: .*page 1: its fonts do not say which characters they show"):
        read(tmp_path / "own.pdf")


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("cut.png", b"\x89PNG\r\n\x1a\n", "not a picture, or a broken one"),
        ("bomb.png", None, "more than 120000000 pixels"),
    ],
)
def test_bad_pictures_are_one_line(
    name: str, data: bytes | None, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recognition, "available", lambda: True)
    if data is None:
        target = io.BytesIO()
        Image.new("1", (12_001, 10_000)).save(target, "PNG")
        data = target.getvalue()
    (tmp_path / name).write_bytes(data)
    with pytest.raises(ReadError, match=reason):
        read(tmp_path / name)


def test_what_sticks_out_of_a_table_is_a_line_of_its_own() -> None:
    frame = [Box(100, y, 300, y + 1) for y in (100, 140, 180)] + [Box(x, 100, x + 1, 181) for x in (100, 200, 300)]
    lines = [
        spread("任务单位", Box(110, 110, 290, 124), 1),
        spread("共建园区由商务局负责推进至年底", Box(110, 150, 410, 164), 1),
        spread("表外的话", Box(100, 300, 160, 314), 1),
    ]
    tables, rest = recognition._tables(frame, lines, 1)
    assert ["".join(cell.text for cell in row.cells) for row in tables[0].rows] == ["任务单位", "共建园区由商务局负"]
    assert [line.text for line in rest] == ["责推进至年底", "表外的话"]
    assert rest[0].box.left == pytest.approx(rest[0].edges[0])
    assert rest[0].box.right == 410 and len(rest[0].edges) == len(rest[0].text) + 1


@pytest.mark.parametrize("name", [thorough("scan.png"), "scan.pdf"])
def test_a_scan_is_read_with_the_places_of_its_words(name: str, tmp_path: Path) -> None:
    pytest.importorskip("rapidocr")
    (tmp_path / name).write_bytes(_scan(name))
    source = read(tmp_path / name)
    assert [block.text for block in source.blocks] == WORDS
    assert len(source.pages) == 1
    (width, height), spot = source.pages[0], source.spots[0]
    # The page was 595 by 842 points, and the line began 60 from its left and 62 from its top.
    assert spot.box.left / width == pytest.approx(60 / 595, abs=0.01)
    assert spot.box.bottom / height == pytest.approx(66 / 842, abs=0.01)


def test_a_scanned_page_that_cannot_be_drawn_costs_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(document: pdf.pdfium.PdfDocument, number: int) -> None:
        raise pdf.pdfium.PdfiumError("Failed to load page.")

    monkeypatch.setattr(recognition, "available", lambda: True)
    monkeypatch.setattr(pdf, "_drawn", broken)
    document = pdf.opened(tiny.drawn(tiny.shown((60, 700, 12, "支持赣州市")), tiny.shown((60, 700, 12, "鼓励互访"))))
    first, second = (pdf._page(document, number) for number in range(2))
    read_of_it = pdf._recognised(document, [replace(first, picture=True), second])
    assert [one.note for one in read_of_it] == ["page 1 is broken and left out", ""]
    assert read_of_it[1].page.lines
