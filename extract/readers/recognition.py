"""Pictures of text: character recognition, with what the extra `ocr` installs.

Only the red of a picture is looked at: a red seal over the text is as white there as the paper.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib.util import find_spec
from itertools import groupby, pairwise
from math import atan2, degrees, hypot
from statistics import median
from typing import Any

from ... import machine
from ..layout.lines import spread, turned
from ..layout.model import Glyph, Line, Page, Table
from ..layout.ruled import tables_of
from ..model import Box

INSTALL = "pip install 'duikou[ocr]' lets it be read"
SCALE = 200 / 72  # pixels a point at which pages are drawn for the models
WIDEST = 2400  # pixels: a larger picture is made smaller
MOST_PAGES = 60  # of a document that are recognised
DARK = 150  # of 255: a stroke
SHORTEST = 24  # points of a line round cells; the strokes of characters are shorter
DOUBTFUL = 0.8  # certainty of a line below which it is named
ALIKE = 0.25  # of the usual size of characters, by which that of a line may seem to differ and be the same
STEEPEST = 8.0  # degrees that a page may be askew


@cache
def available() -> bool:
    """Whether the extra is installed."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


@cache
def _engine() -> Any:
    from rapidocr import RapidOCR  # noqa: PLC0415 - an extra, and a hundred megabytes

    return RapidOCR(params={"Global.log_level": "critical"})


def page_of(picture: Any, number: int, scale: float = 1.0) -> tuple[Page, str]:
    """The page *number* of a *picture* (an array of rows of pixels, red first) with *scale* pixels a point; and a note
    of what is doubtful on it. The lines stand as if the page were not askew."""
    machine.renew()
    import cv2  # noqa: PLC0415 - with the extra only
    import numpy as np  # noqa: PLC0415

    height, width = picture.shape[:2]
    red = np.ascontiguousarray(picture[:, :, 0] if picture.ndim == 3 else picture)
    step = max(1.0, width / WIDEST)
    if step > 1:
        red = cv2.resize(red, (WIDEST, max(1, round(height / step))), interpolation=cv2.INTER_AREA)
    found = _engine()(np.stack([red] * 3, axis=-1))
    unit = step / scale
    quads = [[(float(x) * unit, float(y) * unit) for x, y in quad] for quad in (found.boxes if found.txts else ())]
    size = (width / scale, height / scale)
    lines, skew = lines_of(list(zip(found.txts or (), quads, strict=True)), number, size)
    tables, rest = _tables(_strokes(red, skew, unit), lines, number)
    page = Page(number, *size, rest, tables, skew=skew)
    doubtful = [text for text, score in zip(found.txts or (), found.scores or (), strict=True) if score < DOUBTFUL]
    return page, _note(number, doubtful)


def _note(number: int, doubtful: Sequence[str]) -> str:
    if not doubtful:
        return ""
    shown = "、".join(f"“{text[:20]}”" for text in doubtful[:3])
    return f"page {number}: {len(doubtful)} lines are hard to read, such as {shown}"


def _strokes(red: Any, skew: float, unit: float) -> list[Box]:
    """The level and upright lines of a page as they would stand if it were not askew; *unit* points a pixel."""
    import cv2  # noqa: PLC0415 - with the extra only
    import numpy as np  # noqa: PLC0415

    height, width = red.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), skew, 1)
    straight = cv2.warpAffine(red, turn, (width, height), borderValue=255)
    dark = (straight < DARK).astype(np.uint8)
    length = max(20, int(SHORTEST / unit))
    boxes = []
    for shape in ((1, length), (length, 1)):
        lines = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones(shape, np.uint8))
        for left, top, wide, high in (cv2.boundingRect(one) for one in _outlines(cv2, lines)):
            boxes.append(Box(left * unit, top * unit, (left + wide) * unit, (top + high) * unit))
    return boxes


def _outlines(cv2: Any, lines: Any) -> Any:
    return cv2.findContours(lines, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)[0]


def _tables(strokes: Sequence[Box], lines: Sequence[Line], page: int) -> tuple[list[Table], list[Line]]:
    """The tables that *strokes* make, with the lines that stand in them, cut at the strokes; and the rest, of lines
    that stick out of a table what stands outside."""
    glyphs = [_glyphs(line) for line in lines]
    tables, outside = tables_of(strokes, [glyph for own in glyphs for glyph in own], page)
    out = {id(glyph) for glyph in outside}
    rest: list[Line] = []
    for line, own in zip(lines, glyphs, strict=True):
        places = [place for place, glyph in enumerate(own) if id(glyph) in out]
        rest += [line] if len(places) == len(own) else _pieces(line, places)
    return tables, rest


def _pieces(line: Line, places: Sequence[int]) -> list[Line]:
    """The characters of *line* at *places*, a line for each run of them that is not blank."""
    found = []
    for _, run in groupby(enumerate(places), key=lambda item: item[1] - item[0]):
        own = [place for _, place in run]
        start, end = own[0], own[-1] + 1
        if text := line.text[start:end].strip():
            start = line.text.index(text, start)
            edges = line.edges[start : start + len(text) + 1]
            box = line.box._replace(left=edges[0], right=edges[-1])
            found.append(replace(line, text=text, edges=edges, box=box))
    return found


def _glyphs(line: Line) -> list[Glyph]:
    return [
        Glyph(sign, Box(left, line.box.top, right, line.box.bottom))
        for sign, (left, right) in zip(line.text, pairwise(line.edges), strict=True)
    ]


Quad = Sequence[tuple[float, float]]


def lines_of(found: Sequence[tuple[str, Quad]], page: int, size: tuple[float, float]) -> tuple[list[Line], float]:
    """The recognised lines (words, and the corners from the top left on) of a page of that *size* as they would stand
    if it were not askew, and by how many degrees (clockwise) it is."""
    told = [(text, quad) for text, quad in found if text.strip()]
    angles = [_angle(quad) for text, quad in told if len(text) > 3 and abs(_angle(quad)) < STEEPEST]
    skew = median(angles) if angles else 0.0
    lines = []
    for text, quad in told:
        width = hypot(quad[1][0] - quad[0][0], quad[1][1] - quad[0][1])
        height = hypot(quad[3][0] - quad[0][0], quad[3][1] - quad[0][1])
        middle = (sum(x for x, _ in quad) / 4, sum(y for _, y in quad) / 4)
        x, y = turned(middle, size, -skew)
        lines.append(spread(text.strip(), Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2), page))
    return _of_usual_size(lines), skew


def _angle(quad: Quad) -> float:
    return degrees(atan2(quad[1][1] - quad[0][1], quad[1][0] - quad[0][0]))


def _of_usual_size(lines: Sequence[Line]) -> list[Line]:
    """*lines* with the usual size of characters where theirs seems to be nearly that."""
    sizes = array("f", (line.size for line in lines for _ in line.text))
    usual = median(sizes) if sizes else 0.0
    return [replace(line, size=usual) if abs(line.size - usual) <= ALIKE * usual else line for line in lines]
