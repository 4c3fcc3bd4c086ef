"""What comes with the package."""

from __future__ import annotations

from pathlib import Path


def shipped_documents() -> Path:
    """The corpus that comes with the package."""
    return Path(__file__).resolve().parent.parent / "data" / "documents"
