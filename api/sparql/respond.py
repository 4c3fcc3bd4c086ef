"""Sends an answer of the store: whole, or part by part as it comes."""

from __future__ import annotations

from contextlib import aclosing

from structlog.stdlib import get_logger

from ..http.errors import RefusedError
from ..http.gate import plain
from ..http.request import Request
from ..store.engine import Answer

log = get_logger(__name__)


async def respond(request: Request, answer: Answer, headers: list[tuple[bytes, bytes]], before: bytes = b"") -> None:
    """Sends *answer* with status 200 and *headers*, *before* in front of it; HEAD gets no body.

    When a long answer breaks off, the response is left without its proper end and the server closes the connection, so
    that nobody takes the part for the whole.
    """
    headers = [*headers]
    if answer.gzip:
        headers.append((b"content-encoding", b"gzip"))
    if answer.limit:
        headers.append((b"duikou-cut", answer.limit.encode()))
    if answer.body is not None:
        headers.append((b"content-length", str(len(before) + len(answer.body)).encode()))
    head_only = request.scope["method"] == "HEAD"
    await request.send({"type": "http.response.start", "status": 200, "headers": headers})
    if before and not head_only:
        await request.send({"type": "http.response.body", "body": before, "more_body": True})
    if answer.chunks is not None:
        async with aclosing(answer.chunks) as chunks:
            try:
                while not head_only and (chunk := await anext(chunks, None)) is not None:
                    await request.send({"type": "http.response.body", "body": chunk, "more_body": True})
            except RefusedError as error:
                log.warning("answer broken off", reason=error.reason)
                return
    await request.send({"type": "http.response.body", "body": b"" if head_only else answer.body or b""})


async def refuse(request: Request, error: RefusedError) -> None:
    """Sends a refusal: its status and one line."""
    headers = [(name.lower().encode(), value.encode()) for name, value in error.headers.items()]
    headers.append((b"cache-control", b"no-store"))
    await plain(error.status, error.reason, headers)(request.scope, request.receive, request.send)
