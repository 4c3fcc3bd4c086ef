"""What a report says about itself."""

from __future__ import annotations

from ... import __version__
from ..pages.site import View

LICENCE = "https://creativecommons.org/licenses/by/4.0/"


def about(view: View, address: str) -> tuple[tuple[str, str], ...]:
    """Address, release, licence and program: nothing that changes while the release stays."""
    words = view.words
    pairs = [
        ("address", address),
        ("release", view.site.engine.release),
        ("licence", words("report.licence_text", address=LICENCE)),
        ("made", f"Duikou {__version__}"),
    ]
    return tuple((words(f"report.{key}"), text) for key, text in pairs if text)
