"""What a cell shows, to readers and in files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from ..pages.site import View
from ..records.base import Quote
from .definitions import Column
from .values import Value, Values, link, values


@dataclass(frozen=True, slots=True)
class Piece:
    """One of the things that stand in a cell: its text, where it leads on this site, whether it is Chinese words."""

    text: str
    href: str
    chinese: bool = False


def pieces(view: View, column: Column, record: Any) -> list[Piece]:
    """What *record* shows in *column*."""
    there = link(column, record)
    href = (view.href(there) or "") if there else ""
    return [_piece(view, column, value, href) for value in values(column, record)]


def _piece(view: View, column: Column, value: Value, href: str) -> Piece:
    if isinstance(value, Quote):
        document = view.href(value.document.iri)
        return Piece(value.exact, f"{document}#c{value.start}" if document else "", chinese=True)
    text = str(value)
    match column.kind:
        case "things":
            name = view.name(text)
            label = name.label(view.language)
            return Piece(label, view.href(text) or "", chinese=label == name.zh)
        case "address":
            return Piece(text, view.href(text) or "")
        case "code":
            return Piece(view.words.get(column.key + text, text), href)
        case "words":
            return Piece(text, href, chinese=column.name != "english")
        case _:
            return Piece(text, href)


def number(column: Column, given: Values) -> int | float | None:
    """The number of a cell; None where it has none, or is of another kind."""
    if column.kind == "number" and len(given) == 1 and isinstance(given[0], int | float):
        return given[0]
    return None


NOTHING = Markup("–")
"""What an empty cell shows."""
_MOST = {"quotes": (3, 80)}
"""How many things a cell of a kind shows, and how many characters of each."""


def shown(view: View, column: Column, record: Any) -> Markup:
    """A cell as HTML: its number, or the first of what stands in it, each leading to its page."""
    if (known := number(column, given := values(column, record))) is not None:
        return escape(known)
    if not given:
        return NOTHING
    most, length = _MOST.get(column.kind, (8, 240))
    linked = [_linked(view, piece, length) for piece in pieces(view, column, record)[:most]]
    more = Markup(' <span class="soft">+{}</span>').format(len(given) - most) if len(given) > most else ""
    if column.kind == "quotes":
        return Markup(" ").join(Markup("“{}”").format(link) for link in linked) + more
    return escape(view.words("separator")).join(linked) + more


def _linked(view: View, piece: Piece, length: int) -> Markup:
    """Put together as text: as a template it would be most of the time that a table takes."""
    words = piece.text if len(piece.text) <= length else f"{piece.text[: length - 1]}…"
    language = Markup(' lang="zh"') if piece.chinese and view.language != "zh" else ""
    if piece.href:
        return Markup('<a href="{}"{}>{}</a>').format(piece.href, language, words)
    return Markup("<span{}>{}</span>").format(language, words) if language else escape(words)


def text(view: View, column: Column, record: Any) -> str:
    """A whole cell as text; *separator* of the language between what stands in it."""
    return view.words("separator").join(piece.text for piece in pieces(view, column, record))
