"""Entity tags, and the requests that depend on them (RFC 9110, sections 8.8.3 and 13.1)."""

from __future__ import annotations

import hashlib
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response


def weak_etag(*parts: object) -> str:
    """A weak entity tag that changes with any of *parts*."""
    data = b"\0".join(part if isinstance(part, bytes) else repr(part).encode() for part in parts)
    return f'W/"{hashlib.blake2b(data, digest_size=12).hexdigest()}"'


def tags(header: str) -> list[str]:
    """The entity tags of an If-Match or If-None-Match header."""
    return [tag.strip() for tag in header.split(",") if tag.strip()]


def if_none_match(header: str, etag: str) -> bool:
    """Does an If-None-Match header name *etag*? Compared weakly (section 13.1.2): ``W/`` makes no difference."""
    if header.strip() == "*":
        return True
    bare = etag.removeprefix("W/")
    return any(tag.removeprefix("W/") == bare for tag in tags(header))


def conditional(request: Request, response: Response) -> Response:
    """Gives a 200 an entity tag made of its bytes, and empties it into a 304 when the client has them."""
    response.headers.setdefault("ETag", weak_etag(bytes(response.body)))
    response.headers.setdefault("Cache-Control", "no-cache")
    return _unless_known(request, response)


def file_response(
    request: Request,
    path: Path,
    media_type: str,
    *,
    etag: str = "",
    cache: str = "no-cache",
    filename: str | None = None,
) -> Response:
    """A file: the part that is asked for, or 304 when the client has it.

    *etag* is what its strong entity tag says; the file's own time and size decide when it is empty. *filename* is the
    name under which it is to be saved.
    """
    headers = {"Cache-Control": cache} | ({"ETag": f'"{etag}"'} if etag else {})
    known = path.stat()
    return _unless_known(
        request, FileResponse(path, media_type=media_type, headers=headers, filename=filename, stat_result=known)
    )


def _unless_known(request: Request, response: Response) -> Response:
    if not if_none_match(request.headers.get("if-none-match", ""), response.headers["ETag"]):
        return response
    headers = {k: v for k, v in response.headers.items() if k.lower() not in {"content-length", "content-type"}}
    return Response(status_code=304, headers=headers)
