"""Remembers rendered pages while the data stay: for a day the same address in the same language gives the same."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

from ..http.cache import Cache
from ..http.conditional import conditional
from .language import choose_language
from .site import editor_here
from .standing import today


class CachedRoute(APIRoute):
    """A route whose 200 answers are remembered; its handlers go by address, Accept, language and day."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def answer(request: Request) -> Response:
            if editor_here(request) is not None:
                return await handle(request)  # what was entered is shown at once, and to nobody else
            state = request.app.state
            cache: Cache = state.cache
            version: str = state.engine.version
            key = (
                "page",
                str(request.url),
                request.scope.get("root_path", ""),
                choose_language(request),
                today(),  # what is in force today may not be so tomorrow
                request.headers.get("accept", ""),
            )
            known = cache.get(version, *key)
            if known is not None:
                return conditional(request, Response(known[0], headers=known[1]))
            response = await handle(request)
            body = bytes(getattr(response, "body", b""))
            if response.status_code == 200 and "set-cookie" not in response.headers and "etag" in response.headers:
                headers = dict(response.headers)
                cache.put(version, *key, value=(body, headers), size=len(body) + sum(map(len, headers.values())))
            return response

        return answer
