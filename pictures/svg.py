"""SVG by presentation attributes alone: it looks the same as a file, in a strict page, in an office program."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..networks.formats.svg import text_width
from ..networks.formats.xml import escape
from .model import Frame, Thing
from .style import FONTS, Style

_WORD = re.compile(r"[^\s\u2e80-\uffff]+\s*|\s+|[\u2e80-\uffff]\s*")
_NOT_FIRST = "，。、；：）》」』！？,.;:)"
"""No line begins with these."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing without title and source: its parts, its height, and what is to be said of it."""

    parts: tuple[str, ...]
    height: float
    notes: tuple[str, ...] = ()


def number(value: float) -> str:
    """A coordinate: one decimal at most, so that the same drawing has the same bytes."""
    return f"{round(value, 1) + 0.0:.1f}".removesuffix(".0")


def text(
    x: float, y: float, words: str, fill: str, size: float, anchor: str = "start", weight: int = 0, halo: str = ""
) -> str:
    """One line of text with its base line at *y*. *halo* is the colour of an edge that keeps it readable on lines."""
    return (
        f'<text x="{number(x)}" y="{number(y)}" font-size="{number(size)}" fill="{fill}"'
        + (f' text-anchor="{anchor}"' if anchor != "start" else "")
        + (f' font-weight="{weight}"' if weight else "")
        + (f' stroke="{halo}" stroke-width="3" stroke-linejoin="round" paint-order="stroke"' if halo else "")
        + f">{escape(words)}</text>"
    )


def rect(x: float, y: float, width: float, height: float, fill: str, radius: float = 0) -> str:
    return (
        f'<rect x="{number(x)}" y="{number(y)}" width="{number(max(width, 0))}" height="{number(max(height, 0))}"'
        + (f' rx="{number(radius)}"' if radius else "")
        + f' fill="{fill}"/>'
    )


def line(x1: float, y1: float, x2: float, y2: float, stroke: str, width: float = 1) -> str:
    path = f"M{number(x1)} {number(y1)}L{number(x2)} {number(y2)}"
    return f'<path d="{path}" stroke="{stroke}" stroke-width="{number(width)}"/>'


def circle(x: float, y: float, r: float, fill: str, stroke: str = "") -> str:
    edge = f' stroke="{stroke}" stroke-width="1.5"' if stroke else ""
    return f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(r)}" fill="{fill}"{edge}/>'


def marked(thing: Thing, said: str, *parts: str) -> str:
    """Parts that show a thing: with *said* where the pointer rests, and a link where it has an address."""
    inner = f"<title>{escape(said)}</title>" + "".join(parts)
    if thing.href.startswith(("http://", "https://", "/")):
        return f'<a href="{escape(thing.href)}">{inner}</a>'
    return f"<g>{inner}</g>"


def fitted(words: str, room: float, font: float) -> str:
    """*words*, cut with an ellipsis where they are wider than *room*."""
    words = " ".join(words.split())
    if text_width(words, font) <= room:
        return words
    kept = words
    while kept and text_width(kept, font) + font > room:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def longest_word(words: str, font: float) -> float:
    """The width of what no line may part: a word in letters, or one Chinese character."""
    return max((text_width(word.rstrip(), font) for word in _WORD.findall(words)), default=0.0)


def wrapped(words: str, room: float, font: float) -> list[str]:
    """*words* in lines of at most *room*; a mark that ends a clause hangs past it rather than begin a line."""
    lines = [""]
    for word in _WORD.findall(" ".join(words.split())):
        while word:
            if not lines[-1] or text_width(lines[-1] + word.rstrip(), font) <= room or word[0] in _NOT_FIRST:
                fits = len(word)
                while fits > 1 and text_width(lines[-1] + word[:fits].rstrip(), font) > room:
                    fits -= 1
                lines[-1] += word[:fits]
                word = word[fits:]  # noqa: PLW2901 - a word longer than a line goes on in the next
                if word:
                    lines.append("")
            else:
                lines.append("")
    return [each.rstrip() for each in lines]


def legend(items: Sequence[tuple[str, str]], style: Style, top: float) -> tuple[list[str], float]:
    """Colours with their labels in lines, and the height that they take."""
    parts: list[str] = []
    x, y = style.margin, top
    for colour, label in items:
        shown = fitted(label, style.inner - 24, style.small)
        wide = 18 + text_width(shown, style.small) + 16
        if x > style.margin and x + wide > style.width - style.margin:
            x, y = style.margin, y + 20
        parts.append(rect(x, y + 3, 11, 11, colour, 2) + text(x + 17, y + 13, shown, style.soft, style.small))
        x += wide
    return parts, (y - top + 26 if items else 0)


def document(drawing: Drawing, frame: Frame, style: Style) -> str:
    """The whole file: title, drawing, notes and source line, with what is read aloud in its title and description."""
    titles = wrapped(frame.title, style.inner, style.title)
    head = style.margin + len(titles) * style.title * 1.3 + 10
    small = style.small * 1.5
    foot = [each for note in (*drawing.notes, *frame.notes) for each in wrapped(note, style.inner, style.small)]
    source = wrapped(frame.source, style.inner, style.small)
    height = head + drawing.height + 12 + (len(foot) + len(source)) * small + style.margin
    first = frame.spoken[0]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {number(style.width)} {number(height)}" '
        f'width="{number(style.width)}" height="{number(height)}" role="img" lang="{escape(first[0])}" '
        f'aria-labelledby="picture-title" aria-describedby="picture-text" font-family="{FONTS}">',
        *_spoken(frame.spoken),
        rect(0, 0, style.width, height, style.paper),
    ]
    y = style.margin + style.title
    for each in titles:
        parts.append(text(style.margin, y, each, style.ink, style.title, weight=600))
        y += style.title * 1.3
    parts += [f'<g transform="translate(0 {number(head)})">', *drawing.parts, "</g>"]
    y = head + drawing.height + 12 + style.small
    parts.append(line(style.margin, y - style.small - 4, style.width - style.margin, y - style.small - 4, style.line))
    for each in foot:
        y += small * 0.9
        parts.append(text(style.margin, y - small * 0.5, each, style.soft, style.small))
        y += small * 0.1
    lines = [
        text(style.margin, y + small * (at + 0.4), each, style.soft, style.small) for at, each in enumerate(source)
    ]
    parts.append(marked(Thing("source", frame.source, frame.href), frame.source, *lines))
    return "\n".join([*parts, "</svg>", ""])


def _spoken(said: Iterable[tuple[str, str, str]]) -> list[str]:
    """SVG 2 takes titles and descriptions in several languages; what reads one alone takes the first."""
    parts = []
    for at, (language, title, description) in enumerate(said):
        names = (' id="picture-title"', ' id="picture-text"') if at == 0 else ("", "")
        parts.append(f'<title{names[0]} lang="{escape(language)}">{escape(title)}</title>')
        parts.append(f'<desc{names[1]} lang="{escape(language)}">{escape(description)}</desc>')
    return parts
