"""Tables for spreadsheet programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from fastapi import Response

from ...printable import harmless
from ..http.conditional import conditional
from .site import View


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """The rows as CSV (RFC 4180) below a header; no cell is run as a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([harmless(value) if isinstance(value, str) else value for value in row] for row in rows)
    return text.getvalue()


def csv_response(view: View, text: str) -> Response:
    """The answer; the mark before the *text* tells spreadsheet programs that the bytes are UTF-8."""
    response = Response("\ufeff" + text, media_type="text/csv; charset=utf-8")
    response.headers["Vary"] = "Accept-Language, Cookie"
    return conditional(view.request, response)
