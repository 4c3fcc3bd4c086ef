"""The application over the shipped documents."""

from __future__ import annotations

from ..asking.conftest import client

__all__ = ["client"]
