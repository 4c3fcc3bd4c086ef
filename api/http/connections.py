"""Connections that send nothing, too little or too much must not keep others out."""

from __future__ import annotations

import asyncio
import resource
from typing import Any, ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_SECONDS = 10.0
"""How long a client may take to send the head of a request."""
HEAD_BYTES = 64 * 1024
"""Longest head of a request. A query by GET is part of it; a longer one must come by POST."""
SPARE_FILES = 128
"""Descriptors that are kept for everything but connections."""


class GuardedProtocol(HttpToolsProtocol):
    """HTTP/1.1 with a time limit and a size limit for the head, and a limit on connections.

    At the limit the connection that has waited longest without a request is closed for the new one.
    """

    most: ClassVar[int] = 1000
    """Connections of one process, set by allow_connections()."""
    _waiting: ClassVar[dict[GuardedProtocol, None]] = {}
    """Connections without a request in progress, those that have waited longest first."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._head_timer: asyncio.TimerHandle | None = None
        self._head_bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if len(self.connections) > self.most:
            oldest = next(iter(self._waiting), self)
            self._waiting.pop(oldest, None)
            oldest.transport.abort()
            if oldest is self:
                return
        self._waiting[self] = None
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._forget_head()
        self._waiting.pop(self, None)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._head_timer is None and self in self._waiting:
            self._await_head()
        if self._head_timer is not None:
            end = data.find(b"\r\n\r\n")
            self._head_bytes += len(data) if end < 0 else end
            if self._head_bytes > HEAD_BYTES:
                self._refuse(b"431 Request Header Fields Too Large", b"the head of the request is too long")
                return
        super().data_received(data)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._waiting.pop(self, None)
        if self._head_timer is None:
            self._await_head()

    def on_headers_complete(self) -> None:
        self._forget_head()
        super().on_headers_complete()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if not self.transport.is_closing():
            self._waiting[self] = None

    def _await_head(self) -> None:
        self._head_bytes = 0
        self._head_timer = self.loop.call_later(HEAD_SECONDS, self._late)

    def _forget_head(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _late(self) -> None:
        self._head_timer = None
        if self._head_bytes:
            self._refuse(b"408 Request Timeout", b"the head of the request came too slowly")
        else:
            self.transport.abort()

    def _refuse(self, status: bytes, reason: bytes) -> None:
        self._forget_head()
        if not self.transport.is_closing():
            head = b"HTTP/1.1 %s\r\ncontent-type: text/plain\r\ncontent-length: %d\r\nconnection: close\r\n\r\n"
            self.transport.write(head % (status, len(reason) + 1) + reason + b"\n")
            self.transport.close()


def allow_connections() -> int:
    """Raises this process's limit of open files as far as it may, and returns how many connections that allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 65_536 if hard == resource.RLIM_INFINITY else min(hard, 65_536)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        soft = wanted
    GuardedProtocol.most = max(64, soft - SPARE_FILES)
    return GuardedProtocol.most
