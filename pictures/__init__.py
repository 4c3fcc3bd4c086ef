"""Pictures to publish: pure functions from rows to SVG, without script, style sheet or anything fetched.

``bars``, ``matrix`` and ``flows`` draw Counts, ``pairs_map`` and ``timeline`` rows of their own; ``document`` puts
title, notes and source round a drawing, and ``png`` makes a bitmap of it. The same rows give the same bytes.
"""

from __future__ import annotations

from .bars import bars
from .bitmap import NoFontError, png
from .flows import flows
from .matrix import matrix
from .model import Counts, Frame, Lane, Pairing, Point, Thing
from .pairs_map import pairs_map
from .style import THEMES, WIDTHS, Style
from .svg import Drawing, document
from .timeline import timeline

__all__ = [
    "THEMES",
    "WIDTHS",
    "Counts",
    "Drawing",
    "Frame",
    "Lane",
    "NoFontError",
    "Pairing",
    "Point",
    "Style",
    "Thing",
    "bars",
    "document",
    "flows",
    "matrix",
    "pairs_map",
    "png",
    "timeline",
]
