"""OFD (GB/T 33190): the text objects of each page and the lines drawn on it; extract/layout makes a document of them.

What templates draw (letterheads, frames of forms) is no text of the document, unless the pages have no other. Places
are points from the top left of the page; OFD counts millimetres.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from math import isfinite
from typing import Any
from zipfile import ZipFile

import ofdkit
from lxml import etree

from ...printable import printable
from ..layout.document import rendition, shown_size
from ..layout.lines import lines_of, spread
from ..layout.model import Glyph, Page
from ..layout.ruled import boxes_of_path, tables_of
from ..model import Box
from . import columns, package
from .base import Content, ReadError

MEDIA_TYPE = "application/ofd"
POINTS = 72 / 25.4  # a millimetre
ASCENT, DESCENT = 0.88, 0.12  # of a character's size
MOST_PAGES = 5000
MOST_CHARACTERS = 100_000  # of a page
MOSTSTEPS = 400  # of a path: one with more is a drawing
STEP = re.compile(r"([SMLQBAC])([^A-Z]*)")


def read(data: bytes) -> Content:
    """The OFD *data*. Raises ReadError when it is none, is broken, or holds no text."""
    try:
        with package.opened(data) as archive, ofdkit.open(data) as document:
            if len(document.pages) > MOST_PAGES:
                raise ReadError(f"an OFD document of {len(document.pages)} pages; no more than {MOST_PAGES} are read")
            pages, notes = _pages(document, archive)
            title = document.info.title
            notes += [printable(" ".join(warning.split()))[:200] for warning in document.warnings]
    except ofdkit.OFDError as error:
        raise ReadError("a broken OFD document, or one cut short") from error
    if not any(page.lines or page.tables for page in pages):
        raise ReadError("an OFD document without text" + (f": {notes[0]}" if notes else ": its pages are pictures"))
    text, blocks, spots = rendition(pages)
    sizes = tuple(shown_size(page) for page in pages)
    return Content(
        MEDIA_TYPE, "utf-8", text, tuple(columns.rows(blocks)), title, notes=tuple(notes), spots=spots, pages=sizes
    )


def _pages(document: ofdkit.OFDDocument, archive: ZipFile) -> tuple[list[Page], list[str]]:
    """The pages of *document*, and what of them could not be read."""
    found: list[Page] = []
    notes: list[str] = []
    runs: list[list[ofdkit.TextRun]] = []
    for page in document.pages:
        try:
            runs.append(page.runs)
        except (ofdkit.OFDError, RecursionError):
            runs.append([])
            notes.append(f"page {page.index + 1} is broken and left out")
    own = [[run for run in on_page if not run.from_template] for on_page in runs]
    for page, on_page in zip(document.pages, own if any(own) else runs, strict=True):
        number = page.index + 1
        glyphs = [glyph for run in on_page for glyph in _glyphs(run, page.box)]
        if len(glyphs) > MOST_CHARACTERS:
            notes.append(f"page {number} is left out: it holds {len(glyphs)} characters")
            glyphs = []
        strokes = list(_strokes(archive, page)) if glyphs else []
        tables, rest = tables_of(strokes, glyphs, number)
        width, height = (size * POINTS for size in page.box[2:]) if on_page else (595.0, 842.0)
        found.append(Page(number, width, height, lines_of(rest, number), tables))
    return found, notes


def _glyphs(run: ofdkit.TextRun, page: tuple[float, ...]) -> Iterator[Glyph]:
    """The characters of *run* that stand on the *page* (left, top, width and height), each as wide as its share."""
    left, base, size = (run.x - page[0]) * POINTS, (run.y - page[1]) * POINTS, run.size * POINTS
    if not 0 <= left < page[2] * POINTS or not 0 <= base - size * DESCENT < page[3] * POINTS or size <= 0:
        return
    box = Box(left, base - ASCENT * size, left + run.width * POINTS, base + DESCENT * size)
    edges = spread(run.text, box, 0).edges
    for place, sign in enumerate(run.text):
        if not sign.isspace():
            right = min(edges[place + 1], edges[place] + size) if len(sign.encode()) > 1 else edges[place + 1]
            yield Glyph(sign, Box(edges[place], box.top, right, box.bottom))


def _strokes(archive: ZipFile, page: ofdkit.Page) -> Iterator[Box]:
    """The lines that are drawn on *page*, as thin boxes; none where its objects cannot be read."""
    root = None
    with suppress(ReadError, etree.XMLSyntaxError):
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        root = etree.fromstring(package.part(archive, page.location or ""), parser)
    for path in root.iter("{*}PathObject") if root is not None else ():
        steps = path.findtext("{*}AbbreviatedData") or ""
        boundary = numbers_in(path.get("Boundary", ""))
        if len(boundary) == 4 and path.get("Visible", "true") != "false":
            origin = boundary[0] - page.box[0], boundary[1] - page.box[1]
            yield from boxes_of_path(_points(steps, matrix_of(path), origin), path.get("Stroke", "true") != "false")


def _points(steps: str, matrix: tuple[float, ...], origin: tuple[float, float]) -> list[tuple[int, float, float]]:
    """The ends of the straight steps of a path: 2 and where it is taken up anew, or 0 and where it is drawn to."""
    points: list[tuple[int, float, float]] = []
    opening: tuple[float, float] | None = None
    for match in STEP.finditer(steps):
        if len(points) > MOSTSTEPS or match[1] in "QBA":
            return []  # curves are no lines of a table
        numbers = numbers_in(match[2])
        if match[1] == "C" and opening is not None:
            points.append((0, *opening))
        elif len(numbers) >= 2:
            a, b, c, d, e, f = matrix
            x, y = numbers[0] * a + numbers[1] * c + e, numbers[0] * b + numbers[1] * d + f
            place = (x + origin[0]) * POINTS, (y + origin[1]) * POINTS
            opening = opening if match[1] == "L" else place
            points.append((0 if match[1] == "L" else 2, *place))
    return points


def matrix_of(element: Any) -> tuple[float, ...]:
    """How the places of an object are moved and scaled."""
    found = numbers_in(element.get("CTM", ""))
    return found if len(found) == 6 else (1, 0, 0, 1, 0, 0)


def numbers_in(words: str) -> tuple[float, ...]:
    """The first numbers that *words* hold; () where something else stands among them, or a number has no end."""
    with suppress(ValueError):
        found = tuple(float(word) for word in words.replace(",", " ").split()[:7])
        return found if all(map(isfinite, found)) else ()
    return ()
