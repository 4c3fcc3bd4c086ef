"""What an HTTP request says, as far as plain ASGI applications look at it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

from .gate import Receive, Scope, Send, who

_HOST = re.compile(r"[A-Za-z0-9.\-_:\[\]]{1,255}")


@dataclass
class Request:
    """A request in progress."""

    scope: Scope
    receive: Receive
    send: Send
    headers: dict[bytes, bytes] = field(init=False)

    def __post_init__(self) -> None:
        self.headers = {}
        for name, value in self.scope["headers"]:
            # Several Accept lines are one list (RFC 9110, section 5.3).
            self.headers[name] = self.headers[name] + b", " + value if name in self.headers else value

    def header(self, name: bytes) -> str:
        return self.headers.get(name, b"").decode("latin-1")

    @cached_property
    def client(self) -> str:
        client = self.scope.get("client")
        return who(str(client[0])) if client else ""

    @property
    def url(self) -> str:
        """The request's address without its query string: base IRI of what is sent."""
        host = self.header(b"host")
        if not _HOST.fullmatch(host):
            host = "localhost"
        path = self.scope.get("raw_path") or self.scope["path"].encode()
        return f"{self.scope['scheme']}://{host}{path.partition(b'?')[0].decode('latin-1')}"

    async def gone(self) -> None:
        """Returns when the client has hung up."""
        while (await self.receive())["type"] != "http.disconnect":
            pass
