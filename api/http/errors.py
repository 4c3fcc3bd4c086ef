"""Refusals that a client sees: a status and one clear line."""

from __future__ import annotations

from collections.abc import Mapping

LONGEST = 500
"""Characters of a reason that are sent: it may repeat what the client sent."""


class RefusedError(Exception):
    """Ends a request with *status* and one line of plain text; *headers* are added to the response."""

    def __init__(self, status: int, reason: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = " ".join(reason[:LONGEST].split())
        self.headers = dict(headers or {})
