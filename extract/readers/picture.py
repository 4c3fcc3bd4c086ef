"""Pictures of pages: PNG, JPEG, TIFF with any number of pages. Places on them are counted in pixels."""

from __future__ import annotations

import io
import struct
import warnings
from array import array
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from typing import Any

from ..layout.document import rendition
from ..layout.model import Page
from ..model import Box, Spot
from . import columns, recognition
from .base import Content, ReadError

A4 = 595.0  # points: as wide as a page is taken to be, for no picture says how large its characters are
EMPTY = (A4, 842.0)  # points: as large as a page is taken to be of which nothing is known
LARGEST = 120_000_000  # pixels of a page
BROKEN = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    LookupError,
    TypeError,
    ArithmeticError,
    AttributeError,
    struct.error,
)
"""What Pillow raises where the bytes of a page are not what they should be."""
_MEDIA_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "MPO": "image/jpeg", "TIFF": "image/tiff"}


def read(data: bytes) -> Content:
    """The picture *data*. Raises ReadError when it cannot be opened, shows no text, or nothing is there to read it."""
    if not recognition.available():
        raise ReadError(f"a picture; {recognition.INSTALL}")
    pages: list[Page] = []
    scale: list[float] = []
    notes: list[str] = []
    with opened(data) as picture:
        media_type = _MEDIA_TYPES[picture.format]
        for number, found in enumerate(_pages(picture), 1):
            if number > recognition.MOST_PAGES:
                notes.append(
                    f"pages from {number} on are left out: more than {recognition.MOST_PAGES} are not recognised"
                )
                break
            if isinstance(found, str):
                page, note, one = Page(number, *EMPTY, []), found, 1.0
            else:
                one = max(found.shape[1], 1) / A4
                page, note = recognition.page_of(found, number, one)
            pages.append(page)
            scale.append(one)
            notes += [note] if note else []
    sizes = tuple((page.width * one, page.height * one) for page, one in zip(pages, scale, strict=True))
    if not any(page.lines or page.tables for page in pages):
        raise ReadError("a picture without text" + (f": {notes[0]}" if notes else ""))
    text, blocks, places = rendition(pages)
    spots = tuple(_in_pixels(spot, scale[spot.page - 1]) for spot in places)
    return Content(media_type, "utf-8", text, tuple(columns.rows(blocks)), notes=tuple(notes), spots=spots, pages=sizes)


def _in_pixels(spot: Spot, scale: float) -> Spot:
    box = Box(*(side * scale for side in spot.box))
    return replace(spot, box=box, edges=array("f", (edge * scale for edge in spot.edges)))


def opened(data: bytes) -> Any:
    """The picture *data*. Raises ReadError."""
    from PIL import Image  # noqa: PLC0415 - few files are pictures

    Image.MAX_IMAGE_PIXELS = LARGEST
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "TIFF"))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ReadError(f"a picture of more than {LARGEST} pixels") from error
    except BROKEN as error:
        raise ReadError("not a picture, or a broken one") from error


def _pages(picture: Any) -> Iterator[Any]:
    """The pixels of each page, upright and red first; of one that is left out, the note that says so. Behind a place
    where the list of pages is broken nobody knows of others."""
    import numpy as np  # noqa: PLC0415 - with the extra only
    from PIL import ImageOps  # noqa: PLC0415

    for number in count():
        try:
            with warnings.catch_warnings(action="ignore"):  # of broken data, which the next step fails on
                picture.seek(number)
        except EOFError:
            return
        except BROKEN:
            yield f"page {number + 1} is broken: it and what comes behind it is left out"
            return
        try:
            if picture.width * picture.height > LARGEST:
                yield f"page {number + 1} is left out: it has more than {LARGEST} pixels"
            else:
                yield np.asarray(ImageOps.exif_transpose(picture).convert("RGB"))
        except BROKEN:
            yield f"page {number + 1} is broken and left out"
