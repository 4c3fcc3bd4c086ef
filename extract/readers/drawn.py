"""What PDFium tells of a page: its characters with their boxes, the strokes drawn on it, and what nobody can see."""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple

import pypdfium2 as pdfium
from pypdfium2 import raw

from ..layout.model import Glyph
from ..layout.ruled import boxes_of_path
from ..model import Box

MOST_OBJECTS = 30_000  # of a page that are looked at for lines and pictures: a page with more is a drawing
DEEPEST = 3  # forms within forms that are looked into
MOST_SEGMENTS = 400  # of a path: one with more is a drawing
COVERED = 0.3  # of a page that a picture covers which may show its text
WHITE = 250  # of 255, of each colour
HIDDEN_MODE = raw.FPDF_TEXTRENDERMODE_INVISIBLE
_CONTROL = frozenset(chr(code) for code in (*range(0x20), 0x7F, 0xFFFD, 0xFFFE, 0xFFFF))


@dataclass(frozen=True, slots=True)
class Frame:
    """From a page's own coordinates, which count from the bottom left of a sheet, to those of what is shown."""

    left: float
    bottom: float
    right: float
    top: float
    rotation: int

    def shown(self, left: float, bottom: float, right: float, top: float) -> Box:
        if self.rotation == 90:
            return Box(bottom - self.bottom, left - self.left, top - self.bottom, right - self.left)
        if self.rotation == 180:
            return Box(self.right - right, bottom - self.bottom, self.right - left, top - self.bottom)
        if self.rotation == 270:
            return Box(self.top - top, self.right - right, self.top - bottom, self.right - left)
        return Box(left - self.left, self.top - top, right - self.left, self.top - bottom)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of what is shown."""
        width, height = self.right - self.left, self.top - self.bottom
        return (height, width) if self.rotation in (90, 270) else (width, height)


@dataclass(frozen=True, slots=True)
class Drawn:
    """The size of a page as it is shown, the boxes of the strokes on it, whether a picture may show its text, and the
    text objects that nobody can see (by address)."""

    frame: Frame
    boxes: tuple[Box, ...]
    pictured: bool
    unseen: frozenset[int]

    @property
    def width(self) -> float:
        return self.frame.size[0]

    @property
    def height(self) -> float:
        return self.frame.size[1]

    def strokes(self, turned: int) -> list[Box]:
        """The strokes as they stand where text that is *turned* is read."""
        return [read_from(box, self, turned) for box in self.boxes]


def drawn_on(page: pdfium.PdfPage) -> Drawn:
    """What is drawn on *page* besides text. Raises PdfiumError when it is broken."""
    left, bottom, right, top = page.get_cropbox()
    frame = Frame(left, bottom, right, top, page.get_rotation())
    boxes: list[Box] = []
    covers: list[Box] = []
    faint: list[tuple[int, Box]] = []
    invisible: list[int] = []
    area = 0.0
    for item in islice(page.get_objects(max_depth=DEEPEST), MOST_OBJECTS):
        if item.type == raw.FPDF_PAGEOBJ_PATH:
            stroked, filled = _mode(item)
            if stroked or filled:
                found, bounds = _path(item, frame, stroked)
                boxes += found
                if filled and bounds and not _white(item):
                    covers.append(bounds)
        elif item.type == raw.FPDF_PAGEOBJ_IMAGE:
            bounds = frame.shown(*_bounds(item))
            covers.append(bounds)
            area += max(0.0, bounds.right - bounds.left) * max(0.0, bounds.bottom - bounds.top)
        elif item.type == raw.FPDF_PAGEOBJ_TEXT:
            if raw.FPDFTextObj_GetTextRenderMode(item.raw) == HIDDEN_MODE:
                invisible.append(_address(item.raw))
            elif _white(item):
                faint.append((_address(item.raw), frame.shown(*_bounds(item))))
    width, height = frame.size
    pictured = area >= COVERED * width * height
    unseen = {address for address, bounds in faint if not any(_holds(cover, bounds) for cover in covers)}
    if not pictured:
        unseen |= set(invisible)  # over a picture it is the text that a scanner recognised
    return Drawn(frame, tuple(boxes), pictured, frozenset(unseen))


def _address(item: Any) -> int:
    return ctypes.cast(item, ctypes.c_void_p).value or 0


def _bounds(item: Any) -> tuple[float, float, float, float]:
    left, bottom, right, top = item.get_bounds()
    if item.container is not None:
        matrix = pdfium.PdfMatrix.from_raw(_matrix(item.container))
        corners = [matrix.on_point(x, y) for x in (left, right) for y in (bottom, top)]
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        return min(xs), min(ys), max(xs), max(ys)
    return left, bottom, right, top


def _holds(cover: Box, box: Box) -> bool:
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    return cover.left <= x <= cover.right and cover.top <= y <= cover.bottom


def _white(item: Any) -> bool:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    told = raw.FPDFPageObj_GetFillColor(item.raw, red, green, blue, alpha)
    return bool(told) and (min(red.value, green.value, blue.value) >= WHITE or alpha.value == 0)


def _mode(item: Any) -> tuple[bool, bool]:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if not raw.FPDFPath_GetDrawMode(item.raw, fill, stroke):
        return False, False
    return bool(stroke.value), bool(fill.value)


def _matrix(item: Any) -> Any:
    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(item, matrix)
    return matrix


def _path(item: Any, frame: Frame, stroked: bool) -> tuple[list[Box], Box | None]:
    """The strokes of a path and its bounds."""
    count = raw.FPDFPath_CountSegments(item.raw)
    if not 0 < count <= MOST_SEGMENTS:
        return [], None
    matrix = pdfium.PdfMatrix.from_raw(_matrix(item.raw))
    if item.container is not None:
        matrix = matrix.multiply(pdfium.PdfMatrix.from_raw(_matrix(item.container)))
    points: list[tuple[int, float, float]] = []
    opening = (0.0, 0.0)
    x, y = ctypes.c_float(), ctypes.c_float()
    for number in range(count):
        segment = raw.FPDFPath_GetPathSegment(item.raw, number)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        kind = raw.FPDFPathSegment_GetType(segment)
        place = matrix.on_point(x.value, y.value)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            opening = place
        shown = frame.shown(*place, *place)
        points.append((2 if kind == raw.FPDF_SEGMENT_MOVETO else 0, shown.left, shown.top))
        if raw.FPDFPathSegment_GetClose(segment):
            shown = frame.shown(*opening, *opening)
            points.append((0, shown.left, shown.top))
    xs, ys = [x for _, x, _ in points], [y for _, _, y in points]
    return boxes_of_path(points, stroked), Box(min(xs), min(ys), max(xs), max(ys))


class Seen(NamedTuple):
    """The characters of a page that are seen, in the direction in which most of them are read."""

    glyphs: list[Glyph]
    turned: int
    """By how many degrees that direction is turned."""
    unknown: int
    """How many characters there are of which the fonts do not say what they are."""
    against: str
    """The characters that are read in another direction, a quarter or half a turn from it; they are left out."""


def glyphs_on(page: pdfium.PdfPage, drawn: Drawn) -> Seen:
    """The characters of *page*."""
    text = page.get_textpage()
    try:
        found: list[tuple[int, Glyph]] = []
        unknown = 0
        width, height = drawn.frame.size
        for sign, box, angle in _characters(text.raw, drawn):
            if sign in _CONTROL or "\ue000" <= sign <= "\uf8ff":
                unknown += not sign.isspace() and not "\uf000" <= sign <= "\uf0ff"  # symbols: bullets of Word's
                if not "\uf000" <= sign <= "\uf0ff":
                    continue
            if box.right > 0 and box.left < width and box.bottom > 0 and box.top < height:
                found.append((angle, Glyph(sign, box)))
    finally:
        text.close()
    angles = Counter(angle for angle, _ in found if angle >= 0)
    turned = max(angles, key=lambda angle: (angles[angle], -angle), default=0)
    kept = [Glyph(glyph.sign, read_from(glyph.box, drawn, turned)) for angle, glyph in found if angle == turned]
    against = "".join(glyph.sign for angle, glyph in found if angle >= 0 and angle != turned).strip()
    return Seen(kept, turned, unknown, against)


def _characters(text: Any, drawn: Drawn) -> Iterator[tuple[str, Box, int]]:
    """Each character with its box on the page as it is shown, and how many degrees (clockwise) its text is turned; -1
    where that is no quarter."""
    rectangle, half = raw.FS_RECTF(), ""
    frame, unseen = drawn.frame, drawn.unseen
    for number in range(raw.FPDFText_CountChars(text)):
        code = raw.FPDFText_GetUnicode(text, number)
        if raw.FPDFText_IsGenerated(text, number) == 1:
            continue
        if unseen and _address(raw.FPDFText_GetTextObject(text, number)) in unseen:
            continue
        if not raw.FPDFText_GetLooseCharBox(text, number, rectangle):
            continue
        if 0xD800 <= code < 0xE000:  # half of a character beyond the first 65,536
            half += chr(code)
            if len(half) < 2:
                continue
            sign, half = half.encode("utf-16", "surrogatepass").decode("utf-16", "replace")[:1], ""
        else:
            sign = chr(code) if code <= 0x10FFFF else "\ufffd"
            if code == 0 or raw.FPDFText_HasUnicodeMapError(text, number) == 1:
                sign = "\ufffd"
        degrees = raw.FPDFText_GetCharAngle(text, number) * 57.29577951308232
        angle = round(degrees / 90) * 90
        turned = (angle + frame.rotation) % 360 if abs(degrees - angle) < 8 else -1
        yield sign, frame.shown(rectangle.left, rectangle.bottom, rectangle.right, rectangle.top), turned


def read_from(box: Box, drawn: Drawn, turned: int) -> Box:
    """*box* of the page as it is shown, in the direction in which text that is *turned* is read."""
    if turned == 90:
        return Box(box.top, drawn.width - box.right, box.bottom, drawn.width - box.left)
    if turned == 180:
        return Box(drawn.width - box.right, drawn.height - box.bottom, drawn.width - box.left, drawn.height - box.top)
    if turned == 270:
        return Box(drawn.height - box.bottom, box.left, drawn.height - box.top, box.right)
    return box
