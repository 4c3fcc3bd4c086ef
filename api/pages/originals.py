"""The documents' own files, where the table of documents allows that they are published, and how each was read."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
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


def read_by(site: Site, slug: str) -> Mapping[str, str]:
    """When a document was read, and the versions of program and model; empty where the release does not say."""
    folder = _folder(site)
    known: dict[str, dict[str, str]] = site.remembered("read-by", lambda: _read_by(folder))
    return known.get(slug, {})


def _read_by(originals: Path | None) -> dict[str, dict[str, str]]:
    try:
        summary = json.loads((originals.parent / "build.json").read_bytes()) if originals else {}
        return {
            state["slug"]: {
                "read": state["read"],
                "software": summary["software"],
                "program": state["program"][:8],
                "model": state["model"][:8],
            }
            for state in summary.get("documents", ())
            if state["read"]
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):  # made by a program that did not say
        return {}


def _folder(site: Site) -> Path | None:
    own = site.settings.store is None and not site.settings.graphs
    return site.settings.output / "current" / "originals" if own else None


def _names(folder: Path | None) -> dict[str, str]:
    if folder is None or not folder.is_dir():
        return {}
    return {path.stem: path.name for path in sorted(folder.iterdir())}
