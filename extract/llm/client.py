"""One question to a large model over HTTP: the chat completions of the OpenAI API, which its likes speak, too.

What is asked is of a fixed size, what is answered is cut at one; a request has a time, and few of them are repeated.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import httpx

from .endpoint import Endpoint
from .prompt import LONGEST_ANSWER, Prompt
from .unanswered import UnansweredError

ATTEMPTS = 3
"""How often a request is sent that meets an overloaded server, or none."""
PAUSE = 0.5
"""Seconds before the second attempt; each further one waits twice as long."""
LONGEST_PAUSE = 10.0
"""Seconds that a server may ask to wait (Retry-After, RFC 9110, section 10.2.3)."""
LARGEST = 1024 * 1024
"""Bytes of an answer with all that stands round it."""
SEED = 1
"""The same for every request: where the server knows it, the same part gets the same answer."""
_BUSY = frozenset({429, 500, 502, 503, 504})
_NOT_KNOWN = frozenset({400, 404, 415, 422, 501})
"""What servers answer that do not know a response_format."""


@dataclass(slots=True)
class Client:
    """Asks one *endpoint*; threads may share it."""

    endpoint: Endpoint
    wait: Callable[[float], None] = time.sleep
    _http: httpx.Client = field(init=False)
    _plain: bool = field(init=False, default=False)
    """Whether the server refused a response_format before."""

    def __post_init__(self) -> None:
        headers = {
            "Accept": "application/json",
            "Content-Type": "application/json",
            "Accept-Encoding": "identity",  # a small answer must not unpack into a large one
            "User-Agent": "duikou",
        }
        if self.endpoint.key:
            headers["Authorization"] = f"Bearer {self.endpoint.key}"
        # No redirects and no proxies: the key and the document are for this address.
        # Of the environment only SSL_CERT_FILE counts: an office may have an authority of its own.
        verify = httpx.create_ssl_context() if self.endpoint.url.startswith("https:") else False
        seconds = self.endpoint.seconds
        self._http = httpx.Client(
            headers=headers, timeout=seconds, verify=verify, trust_env=False, follow_redirects=False
        )

    def close(self) -> None:
        self._http.close()

    def ask(self, prompt: Prompt, part: str) -> str:
        """What the model answers about *part*. Raises UnansweredError."""
        for attempt in range(ATTEMPTS):
            last = attempt + 1 == ATTEMPTS
            try:
                status, pause, body = self._send(prompt, part)
            except httpx.TimeoutException as error:
                raise UnansweredError(f"did not answer in {self.endpoint.seconds:g} s") from error
            except httpx.HTTPError as error:
                if last:
                    raise UnansweredError(f"cannot be reached ({type(error).__name__})") from error
                pause = 0.0
            else:
                if status == HTTPStatus.OK:
                    return _content(body)
                if status not in _BUSY or last:
                    raise UnansweredError(f"answered {status}")
            self.wait(min(LONGEST_PAUSE, max(pause, PAUSE * 2**attempt)))
        raise AssertionError("the last attempt returns or raises")

    def _send(self, prompt: Prompt, part: str) -> tuple[int, float, bytes]:
        """(status, seconds that the server asks to wait, body), in the schema where the server knows how."""
        if not self._plain:
            found = self._post({**self._request(prompt, part), "response_format": prompt.response_format()})
            if found[0] not in _NOT_KNOWN:
                return found
            self._plain = True
        return self._post(self._request(prompt, part))

    def _request(self, prompt: Prompt, part: str) -> dict[str, Any]:
        return {
            "model": self.endpoint.model,
            "messages": prompt.messages(part),
            "temperature": 0,
            "seed": SEED,
            "max_tokens": LONGEST_ANSWER,
            "stream": False,
        }

    def _post(self, request: dict[str, Any]) -> tuple[int, float, bytes]:
        latest = time.monotonic() + self.endpoint.seconds
        body = bytearray()
        asked = json.dumps(request).encode()  # ASCII: a text may hold what UTF-8 has no bytes for
        with self._http.stream("POST", self.endpoint.url, content=asked) as response:
            for chunk in response.iter_raw():
                body += chunk
                if len(body) > LARGEST:
                    raise UnansweredError(f"answered with more than {LARGEST} bytes", lasting=False)
                if time.monotonic() > latest:  # the client's own time is that between two pieces
                    raise httpx.ReadTimeout("the whole answer took too long")
            return response.status_code, _seconds(response.headers.get("retry-after", "")), bytes(body)


def _content(body: bytes) -> str:
    """The text of the first choice. Raises UnansweredError for what has none, or was cut off."""
    try:
        choice = json.loads(body)["choices"][0]
        text, end = choice["message"]["content"], choice.get("finish_reason")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise UnansweredError("answered nothing that is a chat completion", lasting=False) from error
    if end == "length":
        raise UnansweredError("answered what was cut off", lasting=False)
    if not isinstance(text, str):
        raise UnansweredError("answered without words", lasting=False)
    return text


def _seconds(header: str) -> float:
    return float(header) if header.isascii() and header.isdecimal() else 0.0
