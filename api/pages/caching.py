"""Remembers rendered pages while the data stay: the same address in the same language gives the same bytes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

from ..http.conditional import conditional
from .language import choose_language

_LARGEST = 1 << 20
_TOTAL = 32 << 20
"""Bytes of one page and of all pages that are remembered."""


class PageCache:
    """Bodies and headers of answers by address, the least lately used dropped first."""

    def __init__(self) -> None:
        self._kept: OrderedDict[object, tuple[bytes, dict[str, str]]] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def get(self, key: object) -> tuple[bytes, dict[str, str]] | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def put(self, key: object, body: bytes, headers: dict[str, str]) -> None:
        with self._lock:
            self._size += len(body) - len(self._kept.pop(key, (b"", {}))[0])
            self._kept[key] = (body, headers)
            while self._size > _TOTAL:
                self._size -= len(self._kept.popitem(last=False)[1][0])


class CachedRoute(APIRoute):
    """A route whose 200 answers are remembered; its handlers depend on nothing but address, Accept and language."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def answer(request: Request) -> Response:
            state = request.app.state
            if not hasattr(state, "pages"):
                state.pages = PageCache()
            cache: PageCache = state.pages
            key = (
                state.engine.version,
                str(request.url),
                request.scope.get("root_path", ""),
                choose_language(request),
                request.headers.get("accept", ""),
            )
            known = cache.get(key)
            if known is not None:
                return conditional(request, Response(known[0], headers=known[1]))
            response = await handle(request)
            body = getattr(response, "body", b"")
            lasting = response.status_code == 200 and "set-cookie" not in response.headers
            if lasting and "etag" in response.headers and 0 < len(body) <= _LARGEST:
                cache.put(key, bytes(body), dict(response.headers))
            return response

        return answer
