"""Pages of OFD documents as pictures: text, lines and pictures at their places, and no markup of the file's."""

from __future__ import annotations

import io
import zipfile
from base64 import b64encode

import pytest
from lxml import etree
from PIL import Image

from duikou.extract.readers.ofddrawing import svg

from ..formats import ofd

LINE = (
    '<ofd:PathObject ID="5" Boundary="10 20 50 1" LineWidth="0.5"><ofd:StrokeColor Value="220 0 0"/>'
    "<ofd:AbbreviatedData>M 0 0 L 50 0 B 1 2 3 4 5 6 C</ofd:AbbreviatedData></ofd:PathObject>"
)
PICTURE = '<ofd:ImageObject ID="6" ResourceID="7" Boundary="5 6 20 10" CTM="20 0 0 10 0 0"/>'
NOWHERE = (
    '<ofd:PathObject ID="8" Boundary="1 1 nan 1"><ofd:AbbreviatedData>M 0 0 L 1 1</ofd:AbbreviatedData>'
    "</ofd:PathObject>"
)


def text(words: str) -> str:
    return (
        '<ofd:TextObject ID="9" Boundary="30 40 150 10" Font="1" Size="5">'
        f'<ofd:TextCode X="0" Y="5" DeltaX="g {len(words)} 5">{words}</ofd:TextCode></ofd:TextObject>'
    )


def with_picture(data: bytes, picture: bytes) -> bytes:
    target = io.BytesIO(data)
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("Doc_0/Res/stamp.png", picture)
        archive.writestr(
            "Doc_0/DocumentRes.xml",
            f'<ofd:Res {ofd.SPACE} BaseLoc="Res"><ofd:MultiMedias><ofd:MultiMedia ID="7" Type="Image">'
            "<ofd:MediaFile>stamp.png</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias></ofd:Res>",
        )
    return target.getvalue()


def png() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (2, 1), "red").save(written, "PNG")
    return written.getvalue()


def drawn(data: bytes, number: int) -> list[tuple[str, dict[str, str], str]]:
    """The elements of the picture: name, attributes, words."""
    root = etree.fromstring(svg(data, number).encode())
    return [(etree.QName(one).localname, dict(one.attrib), one.text or "") for one in root]


def test_what_is_drawn_stands_at_its_place() -> None:
    page = f"<ofd:Layer>{text('支持&lt;三明&gt;')}{LINE}{PICTURE}{NOWHERE}</ofd:Layer>"
    found = drawn(with_picture(ofd.package(["<ofd:Layer/>", page]), png()), 2)
    names = [name for name, *_ in found]
    assert names == ["rect", "path", "image", "text", "text"]
    assert (found[0][1]["width"], found[0][1]["height"]) == ("210", "297")
    line, picture = found[1][1], found[2][1]
    assert line["d"] == "M0 0L50 0C1 2 3 4 5 6Z"
    assert (line["stroke"], line["fill"], line["stroke-width"]) == ("rgb(220,0,0)", "none", "0.5")
    assert line["transform"] == "translate(10 20) matrix(1 0 0 1 0 0)"
    assert picture["href"] == f"data:image/png;base64,{b64encode(png()).decode()}"
    assert picture["transform"] == "translate(5 6) matrix(20 0 0 10 0 0)"
    words = {words: (place["x"], place["y"], place["font-size"]) for _, place, words in found if words}
    assert words["支持<三明>"] == ("30", "45", "5")
    assert ofd.HEAD in words  # what a template draws is seen though it is no text of the document


@pytest.mark.parametrize("picture", [b"GIF89a", b"<svg onload='x()'/>", b""], ids=["gif", "svg", "empty"])
def test_no_picture_but_those_that_browsers_only_show(picture: bytes) -> None:
    data = with_picture(ofd.package([f"<ofd:Layer>{PICTURE}</ofd:Layer>"]), picture)
    assert "image" not in [name for name, *_ in drawn(data, 1)]


@pytest.mark.parametrize("number", [0, 2])
def test_a_page_that_is_not_there(number: int) -> None:
    with pytest.raises(ValueError, match="no such page"):
        svg(ofd.package(["<ofd:Layer/>"]), number)


def test_a_broken_file() -> None:
    with pytest.raises(ValueError, match="broken"):
        svg(ofd.package(["<ofd:Layer/>"])[:-60], 1)
