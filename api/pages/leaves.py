"""The pages of a document's file: a picture of each, and boxes round the words that state something."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ..http.errors import RefusedError
from .reading import Mark, Marks
from .texts import Leaf, Text

WIDTH = 1240  # pixels of a page's picture
SECONDS = 30  # by the clock
TOGETHER = 2  # pages that are drawn at a time
_drawing = threading.BoundedSemaphore(TOGETHER)


@dataclass(frozen=True, slots=True)
class Box:
    """The places of one measure, mention or quote on a page, and what leads there."""

    anchor: str
    css: str
    href: str
    title: str
    places: Sequence[tuple[float, float, float, float]]


def number_of(text: Text, asked: str | None) -> int:
    """The page that is asked for, from 1; 0 when none is, or there is no such page."""
    number = int(asked) if asked and asked.isascii() and asked.isdigit() and len(asked) < 6 else 0
    return number if 0 < number <= len(text.leaves) else 0


def page_at(text: Text, offset: int) -> int:
    """The page on which a source offset stands, from 1; 0 when none is known."""
    for number, leaf in enumerate(text.leaves, 1):
        if any(line[0] <= offset < line[1] for line in leaf.lines):
            return number
    return 0


def boxes_on(leaf: Leaf, marks: Marks) -> list[Box]:
    """The boxes on a page, the widest stretches of words first, so that the others lie above them."""
    boxes = []
    seen: set[str] = set()
    for mark in sorted(marks.measures, key=_order):
        anchor = marks.anchors.get(mark.iri, "")
        boxes.append(
            Box("" if anchor in seen else anchor, "measure", mark.iri, marks.numbers[mark.iri], _at(leaf, mark))
        )
        seen.add(anchor)
    for mark in sorted(marks.mentions, key=_order):
        href, title = marks.links.get(mark.iri, ("", ""))
        boxes.append(Box("", mark.css, href, title, _at(leaf, mark)))
    boxes += [Box(f"c{spot}", "spot", "", "", leaf.boxes(spot, spot + 1)) for spot in marks.spots]
    return [box for box in boxes if box.places]


def _order(mark: Mark) -> tuple[int, int]:
    return mark.start, -mark.end


def _at(leaf: Leaf, mark: Mark) -> list[tuple[float, float, float, float]]:
    return leaf.boxes(mark.start, mark.end)


def media_type(picture: bytes) -> str:
    """The kind of a page's *picture*."""
    return "image/svg+xml" if picture.startswith(b"<svg") else "image/webp"


def drawn(file: Path, number: int) -> bytes:
    """A picture of a page of *file* (WebP; SVG of an OFD document), drawn by a process with limits. Raises
    RefusedError."""
    if not _drawing.acquire(timeout=SECONDS):
        raise RefusedError(503, "too many pages are being drawn; try again", {"Retry-After": "10"})
    try:
        command = [sys.executable, "-P", "-m", "duikou.extract.draw", str(file), str(number), str(WIDTH)]
        done = subprocess.run(  # noqa: S603 - our own program
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise RefusedError(503, f"page {number} cannot be drawn within {SECONDS} s") from error
    finally:
        _drawing.release()
    if done.returncode or not done.stdout:
        raise RefusedError(404, f"page {number} cannot be drawn")
    return done.stdout
