"""Routes that answer GET and HEAD alike, and are described once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from fastapi import APIRouter

Handler = TypeVar("Handler", bound=Callable[..., Any])


def readable(router: APIRouter, path: str, **options: Any) -> Callable[[Handler], Handler]:
    """Decorates a handler for GET and HEAD of *path*; only GET stands in the OpenAPI description."""

    def register(handler: Handler) -> Handler:
        router.add_api_route(path, handler, methods=["GET"], **options)
        router.add_api_route(path, handler, methods=["HEAD"], **{**options, "include_in_schema": False})
        return handler

    return register
