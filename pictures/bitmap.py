"""SVG to PNG by resvg, with the fonts of the machine."""

from __future__ import annotations

import re
from functools import cache

import resvg_py

from .style import FONTS

_HAN = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff]")
_TRY = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24">'
    '<text y="20" font-size="20" font-family="{fonts}">{char}</text></svg>'
)


class NoFontError(ValueError):
    """The machine has no font with the characters of a picture."""


@cache
def has_chinese() -> bool:
    """Whether a font of this machine has Chinese characters: two of them then look different from each other."""
    one, other = (resvg_py.svg_to_bytes(svg_string=_TRY.format(fonts=FONTS, char=char)) for char in "对口")
    return bytes(one) != bytes(other)


def png(svg: str, zoom: float = 2.0) -> bytes:
    """The picture with *zoom* pixels to a unit. Raises NoFontError where Chinese characters would be left out."""
    if _HAN.search(svg) and not has_chinese():
        raise NoFontError("this server has no font with Chinese characters to make a PNG with; take the SVG")
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=zoom))
