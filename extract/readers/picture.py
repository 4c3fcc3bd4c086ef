"""Pictures of pages: PNG, JPEG, TIFF with any number of pages. Places on them are counted in pixels."""

from __future__ import annotations

import io
import warnings
from array import array
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ..layout.document import rendition
from ..layout.model import Page
from ..model import Box, Spot
from . import columns, recognition
from .base import Content, ReadError

A4 = 595.0  # points: as wide as a page is taken to be, for no picture says how large its characters are
LARGEST = 120_000_000  # pixels of a page
_MEDIA_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "MPO": "image/jpeg", "TIFF": "image/tiff"}


def read(data: bytes) -> Content:
    """The picture *data*. Raises ReadError when it cannot be opened, shows no text, or nothing is there to read it."""
    if not recognition.available():
        raise ReadError(f"a picture; {recognition.INSTALL}")
    pages: list[Page] = []
    scale: list[float] = []
    notes: list[str] = []
    with opened(data) as picture:
        for number, pixels in enumerate(_pages(picture), 1):
            if number > recognition.MOST_PAGES:
                notes.append(
                    f"pages from {number} on are left out: more than {recognition.MOST_PAGES} are not recognised"
                )
                break
            scale.append(max(pixels.shape[1], 1) / A4)
            page, note = recognition.page_of(pixels, number, scale[-1])
            pages.append(page)
            notes += [note] if note else []
        media_type = _MEDIA_TYPES[picture.format]
    sizes = tuple((page.width * one, page.height * one) for page, one in zip(pages, scale, strict=True))
    if not any(page.lines for page in pages):
        raise ReadError("a picture without text")
    text, blocks, places = rendition(pages)
    spots = tuple(_in_pixels(spot, scale[spot.page - 1]) for spot in places)
    return Content(media_type, "utf-8", text, tuple(columns.rows(blocks)), notes=tuple(notes), spots=spots, pages=sizes)


def _in_pixels(spot: Spot, scale: float) -> Spot:
    box = Box(*(side * scale for side in spot.box))
    return replace(spot, box=box, edges=array("f", (edge * scale for edge in spot.edges)))


def opened(data: bytes) -> Any:
    """The picture *data*. Raises ReadError."""
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 - few files are pictures

    Image.MAX_IMAGE_PIXELS = LARGEST
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "TIFF"))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ReadError(f"a picture of more than {LARGEST} pixels") from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise ReadError("not a picture, or a broken one") from error


def _pages(picture: Any) -> Iterator[Any]:
    """The pixels of each page, upright and red first."""
    import numpy as np  # noqa: PLC0415 - with the extra only
    from PIL import ImageOps  # noqa: PLC0415

    for number in range(getattr(picture, "n_frames", 1)):
        try:
            picture.seek(number)
            if picture.width * picture.height > LARGEST:
                raise ReadError(f"a picture of more than {LARGEST} pixels")
            yield np.asarray(ImageOps.exif_transpose(picture).convert("RGB"))
        except (OSError, ValueError, SyntaxError, EOFError) as error:
            if isinstance(error, ReadError):
                raise
            raise ReadError(f"a broken picture: page {number + 1} cannot be read") from error
