"""Scans made of printed pages: a little askew, noisy, and sealed in red where asked."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFont

from duikou.extract.draw import draw
from duikou.extract.readers import pdf

WIDTH = 1654  # pixels: A4 at 200 dots an inch
ASKEW = (0.4, -0.6, 0.2)
FONT = "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc"


def scan(data: bytes, target: Path, sealed: bool) -> None:
    """Writes the pages of the PDF *data* to the TIFF *target*, each with a seal over its text where *sealed*."""
    pages = []
    chance = np.random.default_rng(7)
    for number in range(1, len(pdf.opened(data)) + 1):
        page = draw(data, number, WIDTH).convert("RGB")
        if sealed:
            _seal(page)
        page = page.rotate(ASKEW[number % len(ASKEW)], Image.Resampling.BICUBIC, fillcolor="white")
        noise = chance.normal(0, 12, (page.height, page.width, 1))
        pages.append(Image.fromarray(np.clip(np.asarray(page) * 0.94 + noise, 0, 255).astype(np.uint8)))
    pages[0].save(target, save_all=True, append_images=pages[1:], compression="jpeg", dpi=(200, 200))


def _seal(page: Image.Image) -> None:
    """A round red seal with a star and words, half over the text."""
    size, left, top = 340, page.width // 2, page.height // 4
    layer = Image.new("RGB", page.size, "white")
    draw = ImageDraw.Draw(layer)
    red = (225, 40, 40)
    draw.ellipse((left, top, left + size, top + size), outline=red, width=9)
    font = ImageFont.truetype(FONT, 42)
    draw.text((left + size / 2, top + size * 0.25), "人民政府办公室", font=font, fill=red, anchor="mm")
    draw.text((left + size / 2, top + size / 2), "★", font=ImageFont.truetype(FONT, 110), fill=red, anchor="mm")
    page.paste(ImageChops.multiply(page, layer))  # ink over ink: what is black stays black
