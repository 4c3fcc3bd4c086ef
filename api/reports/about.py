"""What a report says about itself."""

from __future__ import annotations

from ... import __version__
from ..pages.site import View

LICENCE = "https://creativecommons.org/licenses/by/4.0/"


def source(view: View) -> str:
    """Where the numbers of a chart are from, in one line."""
    release = view.site.engine.release
    key = "pictures.source_release" if release else "pictures.source"
    return view.words(key, release=release, licence="CC BY 4.0", address=view.site.settings.base)


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
