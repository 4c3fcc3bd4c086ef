"""SVG to PNG, and what is said where no font has Chinese characters."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from duikou.pictures import NoFontError, bitmap, png

PLAIN = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20" fill="#fff"/>{}</svg>'
)


def test_a_bitmap_has_so_many_pixels_to_a_unit() -> None:
    assert Image.open(io.BytesIO(png(PLAIN.format(""), 3.0))).size == (120, 60)


def test_without_a_font_it_is_refused_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bitmap, "has_chinese", lambda: False)
    with pytest.raises(NoFontError, match=r"^[^\n]*no font with Chinese[^\n]*SVG$"):
        png(PLAIN.format("<text>对口</text>"))
    assert png(PLAIN.format("<text>Latin</text>")).startswith(b"\x89PNG")
