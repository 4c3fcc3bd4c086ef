"""Request bodies, read within limits."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

from .errors import RefusedError
from .gate import Receive

SECONDS = 30.0
"""How long a client may take to send the next part of a body."""


class GoneError(Exception):
    """The client hung up before its request was complete."""


async def parts(receive: Receive, length: str | None, limit: int) -> AsyncIterator[bytes]:
    """The body in parts. Raises RefusedError (413, 408) when it is longer than *limit* bytes or comes too slowly."""
    if length is not None and length.isdigit() and int(length) > limit:
        raise RefusedError(413, f"the request is longer than {limit} bytes", {"Connection": "close"})
    size = 0
    while True:
        try:
            async with asyncio.timeout(SECONDS):
                message = await receive()
        except TimeoutError as error:
            raise RefusedError(408, "the request came too slowly", {"Connection": "close"}) from error
        if message["type"] == "http.disconnect":
            raise GoneError
        part = message.get("body", b"")
        size += len(part)
        if size > limit:
            raise RefusedError(413, f"the request is longer than {limit} bytes", {"Connection": "close"})
        if part:
            yield part
        if not message.get("more_body"):
            return


async def whole(receive: Receive, length: str | None, limit: int) -> bytes:
    """The whole body in memory."""
    return b"".join([part async for part in parts(receive, length, limit)])


async def to_file(receive: Receive, length: str | None, limit: int, file: Path) -> int:
    """Writes the body to *file*; returns its length in bytes."""
    size = 0
    with file.open("wb") as out:
        async for part in parts(receive, length, limit):
            out.write(part)
            size += len(part)
    return size


def if_none_match(header: str, etag: str) -> bool:
    """Does an If-None-Match header name *etag*? (RFC 9110, section 13.1.2: weak comparison)."""
    if not header:
        return False
    if header.strip() == "*":
        return True
    bare = etag.removeprefix("W/")
    return any(candidate.strip().removeprefix("W/") == bare for candidate in header.split(","))


def accepts_gzip(header: str) -> bool:
    """Does an Accept-Encoding header allow gzip?"""
    best = 0.0
    for entry in header.lower().split(","):
        name, _, parameter = entry.partition(";")
        if name.strip() not in {"gzip", "x-gzip", "*"}:
            continue
        value = parameter.strip().removeprefix("q=").strip()
        try:
            quality = float(value) if value else 1.0
        except ValueError:
            quality = 0.0
        if name.strip() != "*":
            return quality > 0
        best = quality
    return best > 0
