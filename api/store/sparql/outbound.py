"""Outgoing requests on a stranger's behalf: to listed endpoints only, and never into a private network."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Callable, Collection
from urllib.parse import urlsplit

import httpx

from .federation import ServiceError

METADATA = {ipaddress.ip_address(a) for a in ("169.254.169.254", "fd00:ec2::254", "100.100.100.200", "168.63.129.16")}
"""Addresses under which clouds hand out credentials; the last two are public by their number."""
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def is_public(address: str) -> bool:
    """Is *address* on the open Internet: not loopback, private, link-local, shared, multicast, metadata or reserved?"""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        # An IPv6 address may carry an IPv4 one, which is then what would be reached.
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast and ip not in METADATA


async def resolve(host: str, port: int) -> list[str]:
    """The addresses of *host*."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class Outbound:
    """Asks listed SPARQL endpoints, each by an address that was checked first.

    The connection goes to the checked address itself, so that a name cannot change its meaning in between. Redirects
    are not followed. *allowed* holds full URLs; *public* says which addresses may be reached.
    """

    def __init__(self, allowed: Collection[str], public: Callable[[str], bool] = is_public) -> None:
        self._allowed = frozenset(allowed)
        self._public = public

    async def ask(self, endpoint: str, query: str, *, seconds: float, size: int) -> bytes:
        """The endpoint's answer to a SELECT query as SPARQL JSON results of at most *size* bytes.

        Raises ServiceError with one line when the endpoint is not listed, not public, or does not answer as it should.
        """
        if endpoint not in self._allowed:
            raise ServiceError(f"SERVICE <{endpoint}> is not on this server's list of endpoints", forbidden=True)
        parts = urlsplit(endpoint)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
            raise ServiceError(f"SERVICE <{endpoint}>: only http and https without user names can be called")
        try:
            port = parts.port or (443 if parts.scheme == "https" else 80)
            async with asyncio.timeout(seconds):
                addresses = await resolve(parts.hostname, port)
                if not addresses or not all(map(self._public, addresses)):
                    reason = f"SERVICE <{endpoint}> leads into a private network, which is never called"
                    raise ServiceError(reason, forbidden=True)
                return await self._post(endpoint, parts.hostname, addresses[0], query, size)
        except TimeoutError as error:
            raise ServiceError(f"SERVICE <{endpoint}> did not answer in {seconds:.0f} s") from error
        except (OSError, ValueError, httpx.HTTPError) as error:
            if isinstance(error, ServiceError):
                raise
            raise ServiceError(f"SERVICE <{endpoint}> failed: {type(error).__name__}") from error

    async def _post(self, endpoint: str, host: str, address: str, query: str, size: int) -> bytes:
        url = httpx.URL(endpoint)
        request = httpx.Request(
            "POST",
            url.copy_with(host=address),
            headers={
                "Host": url.netloc.decode(),
                "Accept": "application/sparql-results+json",
                "Content-Type": "application/sparql-query",
                "Accept-Encoding": "identity",  # a small answer must not unpack into a large one
                "User-Agent": "duikou",
            },
            content=query.encode(),
            extensions={"sni_hostname": host, "timeout": httpx.Timeout(30.0).as_dict()},
        )
        async with httpx.AsyncClient(trust_env=False, follow_redirects=False) as client:
            response = await client.send(request, stream=True)
            try:
                if response.status_code != 200:
                    raise ServiceError(f"SERVICE <{endpoint}> answered {response.status_code}")
                body = bytearray()
                async for chunk in response.aiter_raw():
                    body += chunk
                    if len(body) > size:
                        raise ServiceError(f"SERVICE <{endpoint}> answered with more than {size} bytes")
                return bytes(body)
            finally:
                await response.aclose()
