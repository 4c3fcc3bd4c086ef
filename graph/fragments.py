"""Where on the pages or in the cells of a file a quote stands, as the values of FragmentSelectors.

A page: ``page=3&xywh=72,100,400,14``, counted in points from the page's top left, in pixels where the file is a
picture. ``page`` is an open parameter of PDF (RFC 8118), ``xywh`` a spatial dimension of Media Fragments 1.0; either
standard lets what it does not know pass. A cell: ``Sheet1!B7``, ``table2!B7`` of the second table of a page or a Word
document, and ``cell=7,2`` of separated values (RFC 7111).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor

from pyoxigraph import NamedNode

from ..extract.model import Box, Source, Span, Spot

MEDIA_FRAGMENTS = NamedNode("http://www.w3.org/TR/media-frags/")
PDF_FRAGMENTS = NamedNode("https://www.rfc-editor.org/info/rfc8118")
CSV_FRAGMENTS = NamedNode("https://www.rfc-editor.org/info/rfc7111")
PDF = "application/pdf"


def fragments(source: Source, span: Span) -> list[str]:
    """The values for a *span* of *source* in text order: one for each cell, and for each stretch of lines that stand
    below each other on one page. None where the format has neither pages nor cells."""
    found: list[str | tuple[int, Box]] = []
    for spot in source.spots_of(span):
        if spot.cell:
            if spot.cell not in found:
                found.append(spot.cell)
        elif found and not isinstance(last := found[-1], str) and _goes_on(*last, spot):
            found[-1] = spot.page, last[1].join(spot.box)
        elif spot.page:
            found.append((spot.page, spot.box))
    return [part if isinstance(part, str) else _value(*part) for part in found]


def standards(source: Source, values: Sequence[str]) -> list[NamedNode]:
    """What the *values* conform to; no standard names the cells of a workbook or of a table."""
    if any(value.startswith("cell=") for value in values):
        return [CSV_FRAGMENTS]
    if not any(value.startswith("page=") for value in values):
        return []
    return [PDF_FRAGMENTS, MEDIA_FRAGMENTS] if source.media_type == PDF else [MEDIA_FRAGMENTS]


def _goes_on(page: int, box: Box, spot: Spot) -> bool:
    """Whether *spot* stands on the line below *box*, and not in the next column or cell."""
    height = spot.box.bottom - spot.box.top
    below = box.bottom - height / 2 <= spot.box.top <= box.bottom + 2 * height
    beside = spot.box.left < box.right and box.left < spot.box.right
    return page == spot.page and below and beside


def _value(page: int, box: Box) -> str:
    left, top = max(0, floor(box.left)), max(0, floor(box.top))
    return f"page={page}&xywh={left},{top},{max(1, ceil(box.right) - left)},{max(1, ceil(box.bottom) - top)}"
