"""A document from the web, asked for by the server: never on a private network, and no more than it may have.

The rules are those of SERVICE (store/sparql/outbound.py): http and https without user names, to an address that was
checked and to that address itself. A redirect is a new request under the same rules.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import httpx

from ..http.errors import RefusedError
from ..store.sparql.outbound import is_public, resolve

REDIRECTS = 5
SECONDS = 20.0
_MOVED = frozenset((301, 302, 303, 307, 308))


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave."""

    data: bytes
    media_type: str
    address: str
    """Where it was in the end."""


async def fetch(
    address: str, size: int, *, seconds: float = SECONDS, public: Callable[[str], bool] = is_public
) -> Fetched:
    """What *address* gives, of at most *size* bytes and in *seconds*; *public* says which addresses may be reached.

    Raises RefusedError with one line: 400 for what is no web address, 403 for a private one, 502 for what the other
    side does not give.
    """
    try:
        async with asyncio.timeout(seconds):
            for _ in range(REDIRECTS + 1):
                found = await _once(address, size, public)
                if isinstance(found, Fetched):
                    return found
                address = urljoin(address, found)
    except TimeoutError as error:
        raise RefusedError(502, f"the address did not answer in {seconds:.0f} s") from error
    except (OSError, ValueError, httpx.HTTPError, httpx.InvalidURL) as error:
        raise RefusedError(502, f"the address could not be asked: {type(error).__name__}") from error
    raise RefusedError(502, f"the address leads on more than {REDIRECTS} times")


async def _once(address: str, size: int, public: Callable[[str], bool]) -> Fetched | str:
    """What one request gives, or where it leads on to."""
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.password:
        raise RefusedError(400, "only http and https addresses without user names can be asked")
    found = await resolve(parts.hostname, parts.port or (443 if parts.scheme == "https" else 80))
    if not found or not all(map(public, found)):
        raise RefusedError(403, "the address leads into a private network, which is never asked")
    url = httpx.URL(address)
    request = httpx.Request(
        "GET",
        url.copy_with(host=found[0]),
        headers={
            "Host": url.netloc.decode(),
            "Accept": "text/html, application/pdf, text/plain, */*;q=0.5",
            "Accept-Encoding": "identity",  # a small answer must not unpack into a large one
            "User-Agent": "duikou",
        },
        extensions={"sni_hostname": parts.hostname, "timeout": httpx.Timeout(SECONDS).as_dict()},
    )
    async with httpx.AsyncClient(trust_env=False, follow_redirects=False) as client:
        response = await client.send(request, stream=True)
        try:
            if response.status_code in _MOVED and (onward := response.headers.get("location")):
                return str(onward)
            if response.status_code != 200:
                raise RefusedError(502, f"the address answered {response.status_code}")
            body = bytearray()
            async for chunk in response.aiter_raw():
                body += chunk
                if len(body) > size:
                    raise RefusedError(413, f"the address gives more than {size} bytes")
        finally:
            await response.aclose()
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    return Fetched(bytes(body), kind, address)
