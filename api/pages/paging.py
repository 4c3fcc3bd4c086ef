"""The pages into which a long list is cut."""

from __future__ import annotations

from .site import View


def page_of(view: View, total: int, size: int) -> tuple[int, int]:
    """The page of a list of *total* rows that a reader asks for by ``page``, and how many there are, *size* rows each.

    What is no number from 1 on is the first, and what lies behind the last is the last.
    """
    pages = max(1, -(-total // size))
    asked = view.request.query_params.get("page", "1")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1
    return min(pages, max(1, number)), pages
