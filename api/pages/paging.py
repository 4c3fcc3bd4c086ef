"""The pages into which a long list is cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from .site import View

Row = TypeVar("Row")


def page_of(view: View, total: int, size: int, parameter: str = "page") -> tuple[int, int]:
    """The page of a list of *total* rows that a reader asks for by *parameter*, and how many there are, *size* rows
    each.

    What is no number from 1 on is the first, and what lies behind the last is the last.
    """
    pages = max(1, -(-total // size))
    asked = view.request.query_params.get(parameter, "1")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1
    return min(pages, max(1, number)), pages


@dataclass(frozen=True, slots=True)
class Leaf(Generic[Row]):
    """One page of a list: its rows, which page of how many it is, and where the pages before and behind it are."""

    rows: Sequence[Row]
    total: int
    page: int
    pages: int
    previous: str
    following: str

    @property
    def is_part(self) -> bool:
        return self.pages > 1


def leaf(view: View, rows: Sequence[Row], size: int, parameter: str = "page", anchor: str = "") -> Leaf[Row]:
    """The page of *rows* that a reader asks for by *parameter*, *size* of them each. Its addresses lead to *anchor* and
    keep whatever else is asked for."""
    page, pages = page_of(view, len(rows), size, parameter)
    path = view.request.url.path.removeprefix(view.root)

    def address(other: int) -> str:
        return view.url(path, **{**view.request.query_params, parameter: other}) + (f"#{anchor}" if anchor else "")

    shown = rows[(page - 1) * size : page * size]
    return Leaf(shown, len(rows), page, pages, address(page - 1), address(page + 1))
