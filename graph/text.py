"""The cleaned text of a document with its way back to the file: what the reading view shows."""

from __future__ import annotations

from typing import TypedDict

from ..extract.model import Facts, Source


class ReadingUnit(TypedDict):
    """One heading, paragraph or list item. ``starts[i]`` is the source offset of ``text[i]``."""

    kind: str
    section: list[int]
    number: str
    start: int
    end: int
    text: str
    starts: list[int]


class ReadingPage(TypedDict):
    """A page of the file, and where its lines stand: source offsets; left, top, right, bottom; and where the characters
    part, empty where nobody knows."""

    width: float
    height: float
    lines: list[tuple[int, int, float, float, float, float, list[int]]]


class ReadingText(TypedDict):
    slug: str
    title: str
    units: list[ReadingUnit]
    pages: list[ReadingPage]
    """Empty where the format has none."""


def reading_text(facts: Facts) -> ReadingText:
    """The units of a document in text order, with source offsets in code points."""
    clean, outline = facts.clean, facts.outline
    numbers = {section.heading_span: section.number for section in outline.sections}
    units: list[ReadingUnit] = []
    for unit in outline.units:
        source = clean.to_source(unit.span)
        units.append(
            {
                "kind": unit.kind.value,
                "section": list(unit.section),
                "number": numbers.get(unit.span, ""),
                "start": source.start,
                "end": source.end,
                "text": unit.span.of(clean.text),
                "starts": list(clean.starts[unit.span.start : unit.span.end]),
            }
        )
    return {"slug": clean.source.slug, "title": outline.metadata.title, "units": units, "pages": _pages(clean.source)}


def _pages(source: Source) -> list[ReadingPage]:
    pages: list[ReadingPage] = [
        {"width": round(width, 1), "height": round(height, 1), "lines": []} for width, height in source.pages
    ]
    for spot in source.spots:
        if 0 < spot.page <= len(pages):
            left, top, right, bottom = (round(side, 1) for side in spot.box)
            edges = [round(edge) for edge in spot.edges]
            pages[spot.page - 1]["lines"].append((spot.span.start, spot.span.end, left, top, right, bottom, edges))
    return pages
