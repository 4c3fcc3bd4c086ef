"""Pictures of text: character recognition, with what the extra `ocr` installs."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from typing import Any

from ..layout.model import Page

INSTALL = "pip install 'duikou[ocr]' reads them"
SCALE = 200 / 72  # pixels a point: what the models read best


@cache
def available() -> bool:
    """Whether the extra is installed."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def page_of(picture: Any, number: int, scale: float) -> tuple[Page, str]:
    """The page *number* of which *picture* shows *scale* pixels a point; and a note of what is doubtful on it."""
    raise NotImplementedError
