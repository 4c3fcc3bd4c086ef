"""The address of a large model, and the one that is asked by this process."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

PATH = "/chat/completions"
"""OpenAI, *API reference*, Chat: what an address is asked by."""
LOCAL = "localhost"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An OpenAI-compatible address and how it is asked."""

    url: str
    """Of the request itself."""
    model: str
    key: str = field(default="", repr=False, compare=False)
    """Sent to the address, and nowhere else: it is in no log, no cache and no release."""
    seconds: float = 60.0
    """How long an answer may take."""
    requests: int = 2
    """How many parts of a document are asked about at a time."""

    @property
    def host(self) -> str:
        """What is said of the address to people: never more of it, for paths may hold secrets."""
        return urlsplit(self.url).netloc


def endpoint_of(
    url: str, model: str, key: str = "", seconds: float = 60.0, requests: int = 2, *, plain: bool = False
) -> Endpoint:
    """The endpoint at *url*: the address of the API (``http://127.0.0.1:8080/v1``) or that of its chat.

    Raises ValueError in words that go on from ``DUIKOU_LLM_``: for what is no address, and for plain http to another
    machine where *plain* does not allow it.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise ValueError("URL: no web address") from error
    if parts.scheme not in ("http", "https") or not host:
        raise ValueError("URL: no web address (http:// or https://)")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError("URL: only scheme, host and path; the key goes into DUIKOU_LLM_KEY")
    if parts.scheme == "http" and not (plain or _is_loopback(host)):
        raise ValueError(f"URL: {host} is asked by https only; DUIKOU_LLM_PLAIN=yes allows plain http")
    if not model.strip():
        raise ValueError("MODEL: the name of the model is needed, too")
    if not (key.isascii() and key.isprintable()):
        raise ValueError("KEY: has characters that no key has")
    base = url.rstrip("/")
    return Endpoint(base if base.endswith(PATH) else base + PATH, model.strip(), key.strip(), seconds, requests)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == LOCAL or host.endswith(f".{LOCAL}")  # RFC 6761, section 6.3


_endpoint: Endpoint | None = None


def endpoint() -> Endpoint | None:
    """The model that is asked; None where there is none."""
    return _endpoint


def use_endpoint(chosen: Endpoint | None) -> None:
    """Sets the model that is asked from here on."""
    global _endpoint  # noqa: PLW0603 - one for the whole program, as one's own weights are
    _endpoint = chosen
