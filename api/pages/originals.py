"""The documents' own files, where the table of documents allows that they are published."""

from __future__ import annotations

import re
from pathlib import Path

from .site import Site

_NAME = re.compile(r"[a-z0-9-]+\.[a-z0-9]+")


def original(site: Site, name: str) -> Path | None:
    """The file of that *name* in the served release; None where it has none. A remote store has no files."""
    folder = _folder(site)
    path = folder / name if folder and _NAME.fullmatch(name) else None
    return path if path and path.is_file() else None


def original_of(site: Site, slug: str) -> str:
    """The name of a document's own file, empty where it may not be published."""
    folder = _folder(site)
    names = site.remembered("originals", lambda: _names(folder))
    return str(names.get(slug, ""))


def _folder(site: Site) -> Path | None:
    own = site.settings.store is None and not site.settings.graphs
    return site.settings.output / "current" / "originals" if own else None


def _names(folder: Path | None) -> dict[str, str]:
    if folder is None or not folder.is_dir():
        return {}
    return {path.stem: path.name for path in sorted(folder.iterdir())}
