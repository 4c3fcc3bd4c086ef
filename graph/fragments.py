"""Where on the pages or in the cells of a file a quote stands, as the values of FragmentSelectors.

A page: ``page=3&xywh=72,100,400,14``, counted in points from the page's top left, in pixels where the file is a
picture. ``page`` is an open parameter of PDF (RFC 8118), ``xywh`` a spatial dimension of Media Fragments 1.0; either
standard lets what it does not know pass. A cell: ``Sheet1!B7``, ``table2!B7`` of the second table of a page or a Word
document, and ``cell=7,2`` of separated values (RFC 7111). In a document of several files the name of the file stands
before it: ``附件1.xlsx#任务表!B7``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
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
    found: list[Spot] = []
    for spot in source.spots_of(span):
        if spot.cell:
            if not any((spot.part, spot.cell) == (other.part, other.cell) for other in found):
                found.append(spot)
        elif found and _goes_on(found[-1], spot):
            found[-1] = replace(spot, box=found[-1].box.join(spot.box))
        elif spot.page:
            found.append(spot)
    return [(f"{spot.part}#" if spot.part else "") + (spot.cell or _value(spot.page, spot.box)) for spot in found]


def standards(source: Source, values: Sequence[str]) -> list[NamedNode]:
    """What the *values* conform to; no standard names the cells of a workbook or of a table."""
    if any(value.startswith("cell=") for value in values):
        return [CSV_FRAGMENTS]
    if not any(value.startswith("page=") for value in values):
        return []
    return [PDF_FRAGMENTS, MEDIA_FRAGMENTS] if source.media_type == PDF else [MEDIA_FRAGMENTS]


def _goes_on(last: Spot, spot: Spot) -> bool:
    """Whether *spot* stands on the line below that of *last*, and not in the next column or cell."""
    box = last.box
    height = spot.box.bottom - spot.box.top
    below = box.bottom - height / 2 <= spot.box.top <= box.bottom + 2 * height
    beside = spot.box.left < box.right and box.left < spot.box.right
    return (last.part, last.page) == (spot.part, spot.page) and not last.cell and below and beside


def _value(page: int, box: Box) -> str:
    left, top = max(0, floor(box.left)), max(0, floor(box.top))
    return f"page={page}&xywh={left},{top},{max(1, ceil(box.right) - left)},{max(1, ceil(box.bottom) - top)}"
