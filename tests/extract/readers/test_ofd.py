"""OFD: text and lines at their places, what stands in templates, what is broken."""

from __future__ import annotations

import io
import re
import zipfile

import pytest

from duikou.extract.model import ABOVE, BlockKind
from duikou.extract.read import ReadError, content_of
from duikou.extract.readers.base import Content

from ..formats import ofd

TABLE = [["任务", "责任单位"], ["支持三明建设产业园区" * 4, "商务局"], ["办展会", "文旅局"]]


def shown(content: Content) -> list[str]:
    return [
        "|".join("^" if cell == ABOVE else cell.of(block.text) for cell in block.cells) if block.cells else block.text
        for block in content.blocks
        if block.kind is not BlockKind.FURNITURE
    ]


def test_paragraphs_and_tables() -> None:
    long = "支持三明市与上海市共建产业园区,完善会商机制。" * 60
    content = content_of(
        ofd.document(["对口合作方案", "一、任务", long, TABLE, "上海市", "2024年1月2日"], "方案"), ".ofd"
    )
    assert content.media_type == "application/ofd" and content.title == "方案" and content.notes == ()
    rows = ["|".join(row) for row in TABLE]
    assert shown(content) == ["对口合作方案", "一、任务", long, *rows, "上海市", "2024年1月2日"]
    pages = {spot.page for spot in content.spots}
    assert pages == {1, 2, 3}
    for spot in content.spots:
        assert 0 <= spot.box.left < spot.box.right <= 596 and 0 <= spot.box.top < spot.box.bottom <= 842


def text(words: str, x: float = 30, y: float = 40, attributes: str = "") -> str:
    return (
        f'<ofd:TextObject ID="9" Boundary="{x} {y} 150 10" Font="1" Size="5" {attributes}>'
        f'<ofd:TextCode X="0" Y="5" DeltaX="g {len(words)} 5">{words}</ofd:TextCode></ofd:TextObject>'
    )


def page(*objects: str) -> str:
    return f"<ofd:Layer>{''.join(objects)}</ofd:Layer>"


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        ([page(text("支持三明"))], ["支持三明"]),
        ([page(text("支持三明"), text("支持三明", x=30.2))], ["支持三明"]),
        ([page(text("支持"), text("三明", x=40))], ["支持三明"]),
        ([page(text("外", x=400), text("支持三明"))], ["支持三明"]),
        ([page(f"<ofd:PageBlock>{text('支持三明')}</ofd:PageBlock>")], ["支持三明"]),
        ([page(text("支持三明", attributes='CTM="2 0 0 2 0 0"'))], ["支持三明"]),
        ([page()], [ofd.HEAD]),
    ],
    ids=["a line", "drawn twice", "in two pieces", "outside of the page", "in a block", "scaled", "a template only"],
)
def test_text_objects(pages: list[str], expected: list[str]) -> None:
    assert shown(content_of(ofd.package(pages), ".ofd")) == expected


def changed(data: bytes, name: str, content: bytes | None) -> bytes:
    """The archive *data* with another *content* of the part *name*, or without it."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            if entry != name:
                new.writestr(entry, old.read(entry))
            elif content is not None:
                new.writestr(entry, content)
    return target.getvalue()


WHOLE = ofd.package([page(text("支持三明")), page(text("支持龙岩"))])


@pytest.mark.parametrize("content", [None, b"<a", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"])
def test_a_broken_page_is_left_out_and_said(content: bytes | None) -> None:
    found = content_of(changed(WHOLE, "Doc_0/Pages/Page_0/Content.xml", content), ".ofd")
    assert shown(found) == ["支持龙岩"]
    assert len(found.notes) == 1 and re.match("page 1.?", found.notes[0])


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (changed(WHOLE, "OFD.xml", b"<a/>"), "a broken OFD document"),
        (changed(WHOLE, "Doc_0/Document.xml", b"<a"), "a broken OFD document"),
        (ofd.package([], head=""), "without text"),
        (WHOLE[:-100], "cut short"),
    ],
)
def test_what_cannot_be_read(data: bytes, cause: str) -> None:
    with pytest.raises(ReadError, match=cause):
        content_of(data, ".ofd")
