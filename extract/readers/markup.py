"""The tokens of an HTML page with their places. Written out because no parser gives the place of each character of text
(html.parser gives that of tags, lxml the line), and because time must grow linearly on broken markup too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

# Elements whose content is no markup; that of all but textarea and title is never seen.
RAW = frozenset(
    ("script", "style", "xmp", "iframe", "noembed", "noframes", "textarea", "title", "template", "svg", "math")
)
LONGEST_QUOTE = 20_000  # characters of one attribute's value in which a > does not end the tag
_NAME = re.compile(r"/?([a-zA-Z][^\s/>]{0,60})")
_ATTRIBUTE = re.compile(r"""([a-zA-Z_:@][-\w:.@]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
_OPEN_QUOTE = re.compile(r"""=\s*(["'])""")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});?")


@dataclass(frozen=True, slots=True)
class Token:
    """A start tag, an end tag, or text, at ``start:end`` of the page."""

    start: int
    end: int
    name: str = ""  # of the tag, lower case; empty for text
    closes: bool = False
    attributes: dict[str, str] = field(default_factory=dict)
    content: tuple[int, int] = (0, 0)  # of a raw element


def tokens(page: str) -> Iterator[Token]:
    """The tags and texts of *page* in order; comments and declarations are left out. Never fails."""
    place, last = 0, page.rfind(">")
    while place < len(page):
        opening = page.find("<", place)
        if opening < 0 or opening > last:
            yield Token(place, len(page))
            return
        if opening > place:
            yield Token(place, opening)
        if page.startswith("<!--", opening):
            closing = page.find("-->", opening + 4)
            place = closing + 3 if closing >= 0 else len(page)
            continue
        name = _NAME.match(page, opening + 1)
        if name is None:
            place = page.find(">", opening) + 1 if page[opening + 1 : opening + 2] in ("!", "?", "/") else opening + 1
            if place == opening + 1:
                yield Token(opening, place)  # a bare <, which is text
            continue
        place = _tag_end(page, name.end(), last)
        tag = name[1].lower()
        closes = page[opening + 1] == "/"
        attributes = {} if closes else _attributes(page[name.end() : place - 1])
        if not closes and tag in RAW and not page[opening:place].endswith("/>"):
            start = place
            closing_tag = re.compile(f"</{tag}", re.IGNORECASE).search(page, place, last)
            end = closing_tag.start() if closing_tag else len(page)
            place = page.find(">", end) + 1 if closing_tag else len(page)
            yield Token(opening, place, tag, False, attributes, (start, end))
        else:
            yield Token(opening, place, tag, closes, attributes)


def _tag_end(page: str, place: int, last: int) -> int:
    """Past the > that ends the tag which goes on at *place*; one inside a quoted value does not."""
    closing = page.find(">", place)
    while quote := _OPEN_QUOTE.search(page, place, closing):
        end = page.find(quote[1], quote.end(), quote.end() + LONGEST_QUOTE)
        if end < 0 or end > last:
            break
        place = end + 1
        if place > closing:
            closing = page.find(">", place)
    return closing + 1


def _attributes(text: str) -> dict[str, str]:
    found = _ATTRIBUTE.finditer(text[:LONGEST_QUOTE])
    return {match[1].lower(): unescape(match[2] or match[3] or match[4] or "") for match in found}


def characters(page: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """The visible characters of the text at ``start:end`` with their places; an entity is one place."""
    place = start
    for match in _ENTITY.finditer(page, start, end):
        for position in range(place, match.start()):
            yield page[position], position, position + 1
        for character in unescape(match[0]):
            yield character, match.start(), match.end()
        place = match.end()
    for position in range(place, end):
        yield page[position], position, position + 1
