"""Where a request comes from: whether a page of this very site sent it, and from this machine."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from starlette.requests import Request

FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip")
"""Headers by which a proxy says that it speaks for somebody else."""


def is_loopback(host: str) -> bool:
    """Is *host*, a name or an address with or without brackets, this machine and nothing else?"""
    if host.lower().rstrip(".") == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]").partition("%")[0]).is_loopback
    except ValueError:
        return False


def host_of(netloc: str) -> str:
    """The host in ``host:port``; empty where it cannot be read."""
    try:
        return urlsplit(f"//{netloc}").hostname or ""
    except ValueError:
        return ""


def is_local(request: Request) -> bool:
    """Does the request come from this machine, by a name of this machine, and not through a proxy?

    The name counts because a stranger's page may have its own name lead to 127.0.0.1 (DNS rebinding).
    """
    client = request.client.host if request.client else ""
    named = host_of(request.headers.get("host", ""))
    return is_loopback(client) and is_loopback(named) and not any(name in request.headers for name in FORWARDED)


def is_strangers(request: Request) -> bool:
    """Did a page of another site have the browser ask, by a picture, say, or a link?"""
    return request.headers.get("sec-fetch-site", "none") not in ("same-origin", "none")


def is_own_write(request: Request) -> bool:
    """Did a page of this site send the write? What says so is set by browsers and cannot be set by pages.

    Sec-Fetch-Site is believed where it is there (https and this machine), and Origin otherwise; a program that is no
    browser sends either by itself.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("origin", "")
    try:
        return bool(origin) and urlsplit(origin).netloc.lower() == request.headers.get("host", "").lower()
    except ValueError:
        return False
