"""Our own style sheet and pictures, and the built browser parts: nothing is fetched from another host."""

from __future__ import annotations

import re

from fastapi import APIRouter, Request, Response

from ..http.conditional import file_response
from ..http.errors import RefusedError
from ..pages.site import asset
from ..readable import readable

router = APIRouter(include_in_schema=False)

_TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "txt": "text/plain; charset=utf-8",
    "webp": "image/webp",
}
_NAME = re.compile(r"[a-z0-9-]+(?:\.js\.LEGAL)?\.(css|js|svg|txt|webp)")


@readable(router, "/static/{name}")
def static(name: str, request: Request) -> Response:
    return _file("static", name, request)


@readable(router, "/static/web/{name}")
def built(name: str, request: Request) -> Response:
    """What build.mjs made; 404 when the front end was not built."""
    return _file("web/dist", name, request)


def _file(folder: str, name: str, request: Request) -> Response:
    match = _NAME.fullmatch(name)
    path = asset(f"{folder}/{name}") if match else None
    if match is None or path is None:
        raise RefusedError(404, f"{name}: no such file")
    # An address with the file's digest never changes its meaning; one without is asked about each time.
    age = "public, max-age=31536000, immutable" if "v" in request.query_params else "no-cache"
    return file_response(request, path, _TYPES[match[1]], cache=age)
