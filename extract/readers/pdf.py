"""PDF: the characters of each page with their boxes and the lines drawn on it; extract/layout makes a document of them.

``Content.text`` is our plain rendition, a paragraph or a row of a table a line. Pages that hold a picture of text go to
character recognition, where it is installed.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium

from ..layout import across
from ..layout.document import rendition, shown_size
from ..layout.lines import lines_of
from ..layout.model import Glyph, Page
from ..layout.ruled import tables_of
from . import columns, recognition
from .base import Content, ReadError
from .drawn import Drawn, drawn_on, glyphs_on

MEDIA_TYPE = "application/pdf"
FEWEST = 12  # characters of a page that a picture covers, below which it is a picture of text
FEWEST_LEFT_OUT = 2  # characters of a page that are worth a word where they are no text
BROKEN = (pdfium.PdfiumError, ValueError, ArithmeticError)
"""What is raised where a page's objects are not what they should be: places without an end among them."""
GARBLED = 0.3  # of a page's characters of which its fonts do not say what they are


@dataclass(frozen=True, slots=True)
class _Read:
    """A page as read, what is wrong with it, and whether only a picture of it can tell its text."""

    page: Page
    note: str = ""
    picture: bool = False


def read(data: bytes) -> Content:
    """The PDF *data*. Raises ReadError when it is none, is encrypted, or no page of it can be read."""
    document = opened(data)
    try:
        pages = [_page(document, number) for number in range(len(document))]
        title = document.get_metadata_value("Title").strip() or None
        pages = _recognised(document, pages)
    except pdfium.PdfiumError as error:
        raise ReadError("a broken PDF document: a page cannot be read") from error
    finally:
        document.close()
    notes = tuple(read.note for read in pages if read.note)
    if not any(read.page.lines or read.page.tables for read in pages):
        raise ReadError(_reason(pages))
    sizes = tuple(shown_size(read.page) for read in pages)
    text, blocks, spots = rendition([read.page for read in pages])
    return Content(MEDIA_TYPE, "utf-8", text, tuple(columns.rows(blocks)), title, notes=notes, spots=spots, pages=sizes)


def opened(data: bytes) -> pdfium.PdfDocument:
    """The PDF *data*, opened. Raises ReadError when it is none, or is encrypted."""
    with suppress(pdfium.PdfiumError):
        pdfium.PdfDocument(b"")  # PDFium keeps the error of whatever it opened last: now it is this one's
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise ReadError("an encrypted PDF: a password is needed") from error
        raise ReadError("not a PDF document, or a broken one") from error


def _reason(pages: Sequence[_Read]) -> str:
    """Why a document of which no page has text cannot be read."""
    told = next((read.note for read in pages if read.note), "")
    return f"a PDF without text: {told or 'its pages are empty'}"


def _page(document: pdfium.PdfDocument, number: int) -> _Read:
    empty = Page(number + 1, 0, 0, [])
    try:
        page = document[number]
    except pdfium.PdfiumError:
        return _Read(empty, f"page {number + 1} is broken and left out")
    try:
        drawn = drawn_on(page)
        glyphs, turned, unknown, against = glyphs_on(page, drawn)
    except BROKEN:
        return _Read(empty, f"page {number + 1} is broken and left out")
    finally:
        page.close()
    written = sum(not glyph.sign.isspace() for glyph in glyphs)
    if unknown > GARBLED * (written + unknown):
        note = f"page {number + 1}: its fonts do not say which characters they show (no ToUnicode map)"
        return _Read(_laid_out([], drawn, number, turned), note, picture=True)
    picture = drawn.pictured and written < FEWEST
    text, over = across.parted(glyphs)
    said = (
        _left_out(number, against, "turned against the page"),
        _left_out(number, "".join(glyph.sign for glyph in over), "drawn across the text"),
    )
    return _Read(_laid_out(text, drawn, number, turned), "; ".join(filter(None, said)), picture=picture)


def _left_out(number: int, words: str, how: str) -> str:
    """The note on the *words* of a page that are no text, by *how* they are drawn."""
    if len(words) < FEWEST_LEFT_OUT:
        return ""
    shown = " ".join(words.split())[:20]
    return f"page {number + 1}: {len(words)} characters {how} are left out, such as “{shown}”"


def _laid_out(glyphs: Sequence[Glyph], drawn: Drawn, number: int, turned: int) -> Page:
    tables, rest = tables_of(drawn.strokes(turned), glyphs, number + 1)
    width, height = (drawn.width, drawn.height) if turned in (0, 180) else (drawn.height, drawn.width)
    return Page(number + 1, width, height, lines_of(rest, number + 1), tables, turned)


def _drawn(document: pdfium.PdfDocument, number: int) -> tuple[Any, float]:
    """The pixels of a page, and how many of them a point has. Raises PdfiumError."""
    page = document[number]
    try:
        scale = min(recognition.SCALE, recognition.WIDEST / max(1.0, page.get_width()))
        return page.render(scale=scale, rev_byteorder=True).to_numpy(), scale
    finally:
        page.close()


def _recognised(document: pdfium.PdfDocument, pages: Sequence[_Read]) -> list[_Read]:
    """*pages* with the text of those that are pictures read, or a note that says why it is not."""
    result: list[_Read] = []
    done = 0
    for number, read in enumerate(pages):
        if not read.picture:
            result.append(read)
        elif not recognition.available():
            note = read.note or f"page {number + 1} is a picture"
            result.append(_Read(read.page, f"{note}; {recognition.INSTALL}"))
        elif done == recognition.MOST_PAGES:
            note = f"page {number + 1} is left out: no more than {done} pages of a document are recognised"
            result.append(_Read(read.page, note))
        else:
            done += 1
            try:
                picture, scale = _drawn(document, number)
            except BROKEN:
                result.append(_Read(read.page, f"page {number + 1} is broken and left out"))
                continue
            found, note = recognition.page_of(picture, number + 1, scale)
            result.append(_Read(found, note if found.lines or found.tables else read.note or note))
    return result
