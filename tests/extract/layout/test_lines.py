"""Characters to lines: where a space stands between them."""

from __future__ import annotations

import pytest

from duikou.extract.layout.lines import lines_of
from duikou.extract.layout.model import Glyph
from duikou.extract.model import Box

SIZE = 10.0


def row(words: str, apart: float) -> list[Glyph]:
    """*words* as they are set with so many points between their characters; a bar stands for 2.4 points more."""
    glyphs, x = list[Glyph](), 0.0
    for sign in words:
        if sign == "|":
            x += 2.4
            continue
        width = SIZE if sign >= "\u2e80" else SIZE / 2
        glyphs.append(Glyph(sign, Box(x, 0, x + width, SIZE)))
        x += width + apart
    return glyphs


@pytest.mark.parametrize(
    ("words", "apart", "expected"),
    [
        ("到2030年", 0, "到2030年"),
        ("到2030年", 2.5, "到2030年"),
        ("AB|CD合作", 0, "AB CD合作"),
        ("AB|CD", 1.0, "AB CD"),
        ("到|2030|年", 0, "到2030年"),
    ],
    ids=["set close", "set apart", "two words", "two words set apart", "digits beside Chinese"],
)
def test_spaces(words: str, apart: float, expected: str) -> None:
    assert [line.text for line in lines_of(row(words, apart))] == [expected]
