"""The cleaned texts of held documents, as the build leaves them beside the graph."""

from __future__ import annotations

import json
import re
from bisect import bisect_left, bisect_right
from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from ...settings import Settings

_KEPT = 64
"""Texts kept in memory at a time."""

_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass(frozen=True)
class Unit:
    """A heading, paragraph or list item. ``starts[i]`` is the source offset of ``text[i]``."""

    kind: str
    section: tuple[int, ...]
    number: str
    start: int
    end: int
    text: str
    starts: tuple[int, ...]

    def clean(self, start: int, end: int) -> tuple[int, int]:
        """Source offsets as offsets in ``text``, cut to the unit."""
        return bisect_left(self.starts, start), bisect_left(self.starts, end)


@dataclass(frozen=True)
class Leaf:
    """A page of the file: its size, and its lines as source offsets with left, top, right and bottom, and the places at
    which their characters part."""

    width: float
    height: float
    lines: tuple[tuple[int, int, float, float, float, float, tuple[int, ...]], ...]

    def boxes(self, start: int, end: int) -> list[tuple[float, float, float, float]]:
        """Where a stretch of the source stands on the page: left, top, width and height, one for each line; characters
        of which nobody knows are taken to be equally wide."""
        found = []
        for first, last, left, top, right, bottom, edges in self.lines:
            if first < end and start < last:
                unit = (right - left) / (last - first)
                begin, stop = (
                    edges[place] if edges else left + place * unit
                    for place in (max(0, start - first), min(last, end) - first)
                )
                found.append((round(begin, 1), top, round(stop - begin, 1), round(bottom - top, 1)))
        return found


@dataclass(frozen=True)
class Text:
    """A document's units in text order."""

    slug: str
    title: str
    units: tuple[Unit, ...]
    leaves: tuple[Leaf, ...] = ()
    """Empty where the format has no pages."""

    @cached_property
    def _starts(self) -> list[int]:
        return [unit.start for unit in self.units]

    def at(self, offset: int) -> Unit | None:
        """The unit that holds a source offset."""
        index = bisect_right(self._starts, offset) - 1
        if index < 0 or offset >= self.units[index].end:
            return None
        return self.units[index]

    def over(self, start: int, end: int) -> list[Unit]:
        """The units that a stretch of the source runs over."""
        first, last = max(0, bisect_right(self._starts, start) - 1), bisect_left(self._starts, end)
        return [unit for unit in self.units[first:last] if start < unit.end]

    def context(self, start: int, end: int, width: int = 28) -> tuple[str, str, str] | None:
        """The words before, at and after a stretch of the source, at most *width* characters on either side."""
        unit = self.at(start)
        if unit is None:
            return None
        first, last = unit.clean(start, end)
        before = unit.text[max(0, first - width) : first]
        after = unit.text[last : last + width]
        return (
            ("…" if first > width else "") + before,
            unit.text[first:last],
            after + ("…" if last + width < len(unit.text) else ""),
        )


class Texts:
    """Reads ``output/current/texts/{slug}.json``, or those of *folder*, when asked.

    A remote store has none, and the pages do without.
    """

    def __init__(self, settings: Settings, folder: Path | None = None) -> None:
        own = settings.store is None and not settings.graphs
        self._folder = folder or (settings.output / "current" / "texts" if own else None)
        self._kept: OrderedDict[str, Text | None] = OrderedDict()

    def get(self, slug: str) -> Text | None:
        """The text of a document, or None when it is not held here."""
        if slug not in self._kept:
            self._kept[slug] = self._read(slug)
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return self._kept[slug]

    def _read(self, slug: str) -> Text | None:
        if self._folder is None or not _SLUG.fullmatch(slug):
            return None
        return read_text(self._folder / f"{slug}.json")


def read_text(path: Path) -> Text | None:
    """The text in a file, or None when there is none."""
    return parse(json.loads(path.read_bytes())) if path.is_file() else None


def parse(data: dict[str, Any]) -> Text:
    """A text from the JSON that the build writes."""
    units = tuple(
        Unit(
            str(unit["kind"]),
            tuple(unit["section"]),
            str(unit.get("number", "")),
            int(unit["start"]),
            int(unit["end"]),
            str(unit["text"]),
            tuple(unit["starts"]),
        )
        for unit in data["units"]
    )
    leaves = tuple(
        Leaf(float(page["width"]), float(page["height"]), tuple((*line[:6], tuple(line[6])) for line in page["lines"]))
        for page in data.get("pages", ())
    )
    return Text(str(data["slug"]), str(data["title"]), units, leaves)
