"""Draws one page of a file, as a program of its own: whatever the file does to it, it ends within its limits.

python -m duikou.extract.draw FILE PAGE WIDTH > the page as a WebP picture; of an OFD document, as an SVG picture
"""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

from .. import machine

SECONDS = 20.0  # of the processor
MEMORY = 1024 * 1024 * 1024
LARGEST = 120_000_000  # pixels of a picture that is opened
ZIP = b"PK\x03\x04"
TALLEST = 6  # times its width: a page that is taller is cut in size


def draw(data: bytes, number: int, width: int) -> Any:
    """The page *number* (from 1) of a PDF or a picture, *width* pixels wide. Raises ValueError, or what the library
    that opens it raises."""
    if data[:1100].lstrip().startswith(b"%PDF-"):
        return _of_pdf(data, number, width)
    return _of_picture(data, number, width)


def _of_pdf(data: bytes, number: int, width: int) -> Any:
    import pypdfium2 as pdfium  # noqa: PLC0415 - one of the two

    document = pdfium.PdfDocument(data)
    try:
        if not 0 < number <= len(document):
            raise ValueError("no such page")
        page = document[number - 1]
        wide, high = page.get_size()
        scale = min(width / max(1.0, wide), TALLEST * width / max(1.0, high))
        return page.render(scale=scale).to_pil()
    finally:
        document.close()


def _of_picture(data: bytes, number: int, width: int) -> Any:
    from PIL import Image, ImageOps  # noqa: PLC0415

    Image.MAX_IMAGE_PIXELS = LARGEST
    with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "TIFF")) as picture:
        picture.seek(number - 1)
        page = ImageOps.exif_transpose(picture).convert("RGB")
    page.thumbnail((width, TALLEST * width))
    return page


def main() -> None:
    """Writes the page to standard output; ends with 1 where it cannot be drawn."""
    machine.limit_memory(MEMORY)
    machine.limit_processor(SECONDS)
    try:
        picture = _picture(Path(sys.argv[1]).read_bytes(), int(sys.argv[2]), int(sys.argv[3]))
    except Exception:
        sys.exit(1)
    sys.stdout.buffer.write(picture)


def _picture(data: bytes, number: int, width: int) -> bytes:
    if data.startswith(ZIP):
        from .readers.ofddrawing import svg  # noqa: PLC0415 - one of the two

        return svg(data, number).encode()
    written = io.BytesIO()
    draw(data, number, width).convert("RGB").save(written, "WEBP", quality=70, method=2)
    return written.getvalue()


if __name__ == "__main__":
    main()
