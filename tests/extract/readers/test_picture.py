"""Pictures of several pages: what is broken of one costs that page, and a note says so."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

from duikou.extract.layout.lines import spread
from duikou.extract.layout.model import Page
from duikou.extract.model import Box
from duikou.extract.readers import picture, recognition
from duikou.extract.readers.base import ReadError


@pytest.fixture(autouse=True)
def _recognised(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages whose text is how wide they are."""

    def page_of(pixels: Any, number: int, scale: float) -> tuple[Page, str]:
        line = spread(f"支持赣州市{pixels.shape[1]}个产业项目。", Box(60, 60, 300, 74), number)
        return Page(number, 595.0, 842.0, [line]), ""

    monkeypatch.setattr(recognition, "available", lambda: True)
    monkeypatch.setattr(recognition, "page_of", page_of)


def tiff(*widths: int) -> bytearray:
    pages = [Image.effect_noise((width, 40), 90) for width in widths]
    target = io.BytesIO()
    pages[0].save(target, "TIFF", save_all=True, append_images=pages[1:], compression="tiff_adobe_deflate")
    return bytearray(target.getvalue())


def directory(data: bytes, number: int) -> int:
    """Where the directory of a page stands in the TIFF *data*."""
    place: int = struct.unpack_from("<I", data, 4)[0]
    for _ in range(number - 1):
        count = struct.unpack_from("<H", data, place)[0]
        place = struct.unpack_from("<I", data, place + 2 + 12 * count)[0]
    return place


def entry(data: bytes, number: int, tag: int) -> int:
    """Where the value of a *tag* of a page stands."""
    place = directory(data, number)
    count = struct.unpack_from("<H", data, place)[0]
    return next(
        at + 8
        for at in range(place + 2, place + 2 + 12 * count, 12)
        if data[at : at + 2] == bytes((tag % 256, tag // 256))
    )


def no_directory(data: bytearray) -> None:
    """The second page's directory lies behind the end of the file."""
    place = directory(data, 1)
    count = struct.unpack_from("<H", data, place)[0]
    struct.pack_into("<I", data, place + 2 + 12 * count, len(data) - 1)


def no_pixels(data: bytearray) -> None:
    struct.pack_into("<I", data, entry(data, 2, 273), len(data) + 50)


def no_such_colours(data: bytearray) -> None:
    struct.pack_into("<H", data, entry(data, 2, 262), 999)


def cyclic(data: bytearray) -> None:
    """Behind the second page comes the first one again."""
    place = directory(data, 2)
    count = struct.unpack_from("<H", data, place)[0]
    struct.pack_into("<I", data, place + 2 + 12 * count, directory(data, 1))


@pytest.mark.parametrize(
    ("spoil", "widths", "notes"),
    [
        (lambda data: None, [50, 60, 70], []),
        (no_directory, [50], ["page 2 is broken: it and what comes behind it is left out"]),
        (no_pixels, [50, 70], ["page 2 is broken and left out"]),
        (no_such_colours, [50], ["page 2 is broken: it and what comes behind it is left out"]),
        (cyclic, [50, 60], []),
    ],
    ids=["sound", "no directory", "no pixels", "no such colours", "cyclic"],
)
def test_a_broken_page_costs_itself(spoil: Callable[[bytearray], None], widths: list[int], notes: list[str]) -> None:
    data = tiff(50, 60, 70)
    spoil(data)
    found = picture.read(bytes(data))
    told = "".join(f"支持赣州市{width}个产业项目。" for width in widths)
    assert "".join(block.text for block in found.blocks) == told
    assert list(found.notes) == notes
    assert {spot.page for spot in found.spots} <= set(range(1, len(found.pages) + 1))


def test_a_picture_of_which_no_page_is_left_says_why() -> None:
    data = tiff(50)
    struct.pack_into("<I", data, entry(data, 1, 273), len(data) + 50)
    with pytest.raises(ReadError, match="page 1 is broken"):
        picture.read(bytes(data))


def test_a_page_too_large_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture, "LARGEST", 50 * 40)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", Image.MAX_IMAGE_PIXELS)  # set anew when a picture is opened
    found = picture.read(bytes(tiff(50, 60)))
    assert list(found.notes) == ["page 2 is left out: it has more than 2000 pixels"]
