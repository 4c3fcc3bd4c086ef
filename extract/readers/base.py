"""What every reader gives back, and how it fails."""

from __future__ import annotations

from dataclasses import dataclass

from ..model import Block, Spot


class ReadError(ValueError):
    """A file cannot be read; the message is one line that says why, after the name of the *file* where it is known."""

    def __init__(self, reason: str, file: str = "") -> None:
        super().__init__(f"{file}: {reason}" if file else reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Content:
    """A file's text in blocks; offsets of the blocks count code points of ``text``."""

    media_type: str
    encoding: str
    text: str
    blocks: tuple[Block, ...]
    title: str | None = None
    declared: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    """What could not be read of it, and where: a line each."""
    spots: tuple[Spot, ...] = ()
    """Where the text stands on pages or in cells, as in Source."""
    pages: tuple[tuple[float, float], ...] = ()
    """Width and height of each page, as in Source."""
