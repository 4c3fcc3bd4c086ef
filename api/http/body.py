"""Request bodies, read within limits."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

from .errors import RefusedError
from .gate import Receive

SECONDS = 30.0
"""How long a client may take to send the next part of a body."""


class GoneError(Exception):
    """The client hung up before its request was complete."""


async def parts(receive: Receive, length: str | None, limit: int) -> AsyncGenerator[bytes]:
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
