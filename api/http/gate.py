"""What happens to every request, outermost: id, rate limit, CORS, security headers, one log line, metrics.

One plain ASGI class in place of a stack of middleware: each layer would cost about as much as a small query.
"""

from __future__ import annotations

import ipaddress
import os
import re
import time
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from functools import lru_cache
from itertools import count
from typing import Any

from starlette.routing import BaseRoute, Match, Route

from ..logs import log_request
from ..metrics import REQUESTS, SECONDS

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

OWN = "duikou.own"
"""In the scope of what the server asks of itself: nobody waits for it, and it is neither counted nor logged."""
LONGEST = 500
"""Characters of a path that are logged."""
_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")
_ALWAYS = [
    (b"access-control-allow-origin", b"*"),
    (
        b"access-control-expose-headers",
        b"ETag, Link, Location, Retry-After, X-Request-Id, Duikou-Cut, Duikou-Limit, Memento-Datetime",
    ),
    (b"x-content-type-options", b"nosniff"),
]
_PRIVATE = [(b"x-content-type-options", b"nosniff")]
"""Below /edit nothing is for other sites to read."""
_PREFLIGHT = [
    (b"access-control-allow-methods", b"GET, HEAD, POST, PUT, DELETE, OPTIONS"),
    (
        b"access-control-allow-headers",
        b"Accept, Accept-Datetime, Accept-Language, Authorization, Content-Type, If-Match, If-None-Match, "
        b"Mcp-Method, Mcp-Name, Mcp-Protocol-Version, Mcp-Session-Id, X-Request-Id",
    ),
    (b"access-control-max-age", b"86400"),
    (b"content-length", b"0"),
]


class Gate:
    """Wraps the application; *direct* maps a path to an ASGI application that needs no routing; *routes* are all that
    there are.

    Routing, and what the framework does around it, would make a small query a sixth slower (bench_bypass.py).
    """

    def __init__(self, app: App, direct: dict[str, App], routes: Iterable[BaseRoute], per_minute: int = 0) -> None:
        self._app, self._direct, self._routes = app, direct, routes
        self._rate = RateLimit(per_minute) if per_minute else None
        self._ids = count(1)
        self._prefix = os.urandom(6).hex()
        self._counters: dict[tuple[str, str, int], Any] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope.get(OWN):
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        request_id = self._request_id(scope)
        scope.setdefault("state", {})["request_id"] = request_id.decode()
        status, size = 0, 0
        direct = self._direct.get(scope["path"])
        # Routes are written for GET; HEAD is the same without the body (RFC 9110, section 9.3.2).
        bodiless = direct is None and scope["method"] == "HEAD"
        inner = {**scope, "method": "GET"} if bodiless else scope

        async def send_marked(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
                always = _PRIVATE if is_private(scope["path"]) else _ALWAYS
                message["headers"] = [*message.get("headers", ()), *always, (b"x-request-id", request_id)]
            elif bodiless:
                message = {**message, "body": b""}
            else:
                size += len(message.get("body", b""))
            await send(message)

        try:
            await (self._before(scope) or direct or self._app)(inner, receive, send_marked)
        finally:
            self._after(inner, status, size, time.perf_counter() - began)

    def _before(self, scope: Scope) -> App | None:
        """Answers a preflight request, one that comes too often, and one that names no host or several."""
        hosts = sum(name == b"host" for name, _ in scope["headers"])
        if hosts > 1 or (not hosts and scope.get("http_version") == "1.1"):  # RFC 9112, section 3.2
            return plain(400, "a request names exactly one host", [(b"connection", b"close")])
        if self._rate is not None and scope["path"] not in _UNLIMITED:
            wait = self._rate.wait(who(scope["client"][0] if scope.get("client") else ""))
            if wait:
                return plain(429, "too many requests from this address", [(b"retry-after", str(wait).encode())])
        if scope["method"] == "OPTIONS":
            preflight = any(name == b"access-control-request-method" for name, _ in scope["headers"])
            if preflight and not is_private(scope["path"]):
                return plain(204, "", _PREFLIGHT)
            allow = allowed(scope, self._routes)
            if allow is None:
                return plain(404, "there is nothing at this address")
            return plain(204, "", [(b"allow", allow.encode()), (b"content-length", b"0")])
        return None

    def _after(self, scope: Scope, status: int, size: int, seconds: float) -> None:
        """Counts and logs a request: never what was asked or answered."""
        route = scope.get("route")
        path = getattr(route, "path", None) or (scope["path"] if scope["path"] in self._direct else "other")
        key = (path, scope["method"] if scope["method"] in (*_METHODS, "OPTIONS") else "other", status)
        counters = self._counters.get(key)
        if counters is None:
            counters = self._counters[key] = (REQUESTS.labels(path, key[1], status), SECONDS.labels(path))
        counters[0].inc()
        counters[1].observe(seconds)
        log_request(
            {
                "id": scope["state"]["request_id"],
                "method": scope["method"],
                "path": scope["path"][:LONGEST],
                "status": status,
                "bytes": size,
                "ms": round(seconds * 1000, 2),
                "client": scope["client"][0] if scope.get("client") else "",
            }
        )

    def _request_id(self, scope: Scope) -> bytes:
        for name, value in scope["headers"]:
            if name == b"x-request-id" and _ID.fullmatch(value):
                return bytes(value)
        return f"{self._prefix}{next(self._ids):06x}".encode()


def allowed(scope: Scope, routes: Iterable[BaseRoute]) -> str | None:
    """The methods at an address as an Allow header names them; None when there is nothing at it."""
    found: set[str] = set()
    for route in routes:
        if isinstance(route, Route) and route.matches({**scope, "method": "GET"})[0] != Match.NONE:
            found |= route.methods or set()
    if "GET" in found:
        found.add("HEAD")
    return ", ".join([*(method for method in _METHODS if method in found), "OPTIONS"]) if found else None


_UNLIMITED = {"/health", "/metrics"}
_METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH")


def is_private(path: str) -> bool:
    """Is the path one of an editor's, which no page of another site may ask for?"""
    return path == "/edit" or path.startswith("/edit/")


def plain(status: int, reason: str, headers: list[tuple[bytes, bytes]] | None = None) -> App:
    """An application that answers one line of plain text."""
    body = f"{reason}\n".encode() if reason else b""
    lines = [*(headers or [])]
    if body:
        lines += [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]

    async def answer(scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": status, "headers": lines})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})

    return answer


def who(address: str) -> str:
    """What limits count as one client: an IPv4 address, or the /64 network of an IPv6 one, which one host may fill."""
    return _network(address[:64])  # a proxy may hand on anything as an address


@lru_cache(maxsize=4096)
def _network(address: str) -> str:
    if ":" not in address:
        return address
    try:
        return str(ipaddress.ip_network(f"{address.partition('%')[0]}/64", strict=False))
    except ValueError:
        return address


class RateLimit:
    """A bucket of tokens for each address: so many requests a minute, all at once if need be."""

    KEPT = 20_000
    """Addresses that are remembered; the oldest are forgotten first."""

    def __init__(self, per_minute: int) -> None:
        self._size = float(per_minute)
        self._rate = per_minute / 60
        self._buckets: dict[str, tuple[float, float]] = {}

    def wait(self, client: str) -> int:
        """0 when the request may pass; otherwise the seconds until the next one may."""
        now = time.monotonic()
        left, seen = self._buckets.pop(client, (self._size, now))
        left = min(self._size, left + (now - seen) * self._rate)
        allowed = left >= 1
        self._buckets[client] = (left - 1 if allowed else left, now)
        if len(self._buckets) > self.KEPT:
            del self._buckets[next(iter(self._buckets))]
        return 0 if allowed else int((1 - left) / self._rate) + 1
