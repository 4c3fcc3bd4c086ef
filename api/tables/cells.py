"""What a cell shows, to readers and in files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

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


def text(view: View, column: Column, record: Any) -> str:
    """A whole cell as text; *separator* of the language between what stands in it."""
    return view.words("separator").join(piece.text for piece in pieces(view, column, record))
