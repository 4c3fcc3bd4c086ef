"""PDF: the lines of each page. ``Content.text`` is our plain rendition, one line of the page a line."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from contextlib import suppress

import pypdfium2 as pdfium

from ..model import Block, BlockKind
from .base import Content, ReadError

_LINE_END = re.compile(r"\r\n|\r|\n|\x02|\ufffe")
_DIGITS = re.compile(r"\d+")
_NUMBER = re.compile(r"\W*\d{1,4}\W*|\W*[ivxlc]{1,6}\W*")
EDGE = 2  # lines at the top and at the foot of a page that may be its running head or number
REPEATED = 3  # pages on which a line comes back before it is taken for a running head


def read(data: bytes) -> Content:
    """The PDF *data*. Raises ReadError when it is none, is encrypted, or holds pictures of text only."""
    with suppress(pdfium.PdfiumError):
        pdfium.PdfDocument(b"")  # PDFium keeps the error of whatever it opened last: now it is this one's
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise ReadError("an encrypted PDF: a password is needed") from error
        raise ReadError("not a PDF document, or a broken one") from error
    try:
        pages = [_lines(document, number) for number in range(len(document))]
        title = document.get_metadata_value("Title").strip() or None
    except pdfium.PdfiumError as error:
        raise ReadError("a broken PDF document: a page cannot be read") from error
    finally:
        document.close()
    if not any(line.strip() for page in pages for line in page):
        raise ReadError("a PDF without text: its pages are pictures")
    text, blocks = _rendition(pages)
    return Content("application/pdf", "utf-8", text, tuple(blocks), title)


def _lines(document: pdfium.PdfDocument, number: int) -> list[str]:
    page = document[number]
    try:
        found = page.get_textpage()
        try:
            return _LINE_END.split(found.get_text_range())
        finally:
            found.close()
    finally:
        page.close()


def _rendition(pages: list[list[str]]) -> tuple[str, list[Block]]:
    """The text of *pages* and its blocks; what comes back at the edges of the pages is furniture."""
    edges = [{place for place, _ in _edge(page)} for page in pages]
    heads = Counter(shape for page in pages for shape in {shape for _, shape in _edge(page)})
    parts: list[str] = []
    blocks = []
    length = 0
    for page, edge in zip(pages, edges, strict=True):
        for place, line in enumerate(page):
            parts.append(line + "\n")
            words = line.strip()
            if words:
                start = length + line.index(words[0])
                running = place in edge and (_NUMBER.fullmatch(words) or heads[_shape(words)] >= REPEATED)
                kind = BlockKind.FURNITURE if running else BlockKind.PARAGRAPH
                span = range(start, start + len(words))
                blocks.append(Block(words, array("q", span), array("q", (end + 1 for end in span)), kind))
            length += len(line) + 1
    return "".join(parts), blocks


def _edge(page: list[str]) -> list[tuple[int, str]]:
    """The places of the first and last lines of *page* with their words, numbers made equal."""
    filled = [(place, line.strip()) for place, line in enumerate(page) if line.strip()]
    return [(place, _shape(words)) for place, words in [*filled[:EDGE], *filled[-EDGE:]]]


def _shape(words: str) -> str:
    return _DIGITS.sub("#", words)
