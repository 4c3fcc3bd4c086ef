"""MHT: a web page saved whole, as a mail with its parts. Its page is read; pictures and styles stay."""

from __future__ import annotations

import email
from email.policy import compat32

from . import html
from .base import Content, ReadError


def read(data: bytes) -> Content:
    """The page of the web archive *data*. Raises ReadError when it holds none."""
    return html.read(page(data))


def page(data: bytes) -> bytes:
    """The longest page of the web archive *data*, decoded. Raises ReadError when it holds none."""
    try:
        parts = [
            part.get_payload(decode=True)
            for part in email.message_from_bytes(data, policy=compat32).walk()
            if part.get_content_type() in ("text/html", "application/xhtml+xml")
        ]
    except (ValueError, LookupError, RecursionError) as error:
        raise ReadError("a broken web archive") from error
    pages = [part for part in parts if isinstance(part, bytes) and part.strip()]
    if not pages:
        raise ReadError("a web archive or mail without a page")
    return max(pages, key=len)
