"""A document from the web: public addresses only, also where they lead on to, and within limits."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from duikou.api.editing.fetch import Fetched, fetch
from duikou.api.http.errors import RefusedError

PAGE = "<html><p>一、总体要求</p></html>".encode()


class _Web(BaseHTTPRequestHandler):
    """What a web site may do to whoever asks it."""

    def do_GET(self) -> None:
        port = self.server.server_address[1]  # type: ignore[index]
        onward = {
            "/again": "/page",
            "/loopback": f"http://127.0.0.2:{port}/page",
            "/file": "file:///etc/passwd",
            "/circle": "/circle",
        }.get(self.path)
        if self.path == "/slow":
            time.sleep(3)
        self.send_response(302 if onward else 404 if self.path == "/none" else 200)
        if onward:
            self.send_header("Location", onward)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(b"x" * 200_000 if self.path == "/long" else PAGE)

    def log_message(self, *_: object) -> None:
        pass


class _Quiet(ThreadingHTTPServer):
    """Says nothing of clients that hang up in the middle, as they should."""

    def handle_error(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def web() -> Iterator[str]:
    server = _Quiet(("127.0.0.1", 0), _Web)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


def get(address: str, seconds: float = 60) -> Fetched:
    """As if 127.0.0.1 were on the open Internet, and nothing else."""
    return asyncio.run(fetch(address, 100_000, seconds=seconds, public=lambda one: one == "127.0.0.1"))


@pytest.mark.parametrize("path", ["/page", "/again"])
def test_a_page(path: str, web: str) -> None:
    assert get(web + path) == Fetched(PAGE, "text/html", f"{web}/page")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/loopback", 403),
        ("/file", 400),
        ("/circle", 502),
        ("/long", 413),
        ("/slow", 502),
        ("/none", 502),
    ],
)
def test_what_a_site_may_not_do(path: str, status: int, web: str) -> None:
    with pytest.raises(RefusedError) as refused:
        get(web + path, 0.5 if path == "/slow" else 60)
    assert refused.value.status == status


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("http://127.0.0.1:1/", 403),
        ("http://localhost/", 403),
        ("http://[::1]/", 403),
        ("http://[::ffff:127.0.0.1]/", 403),
        ("http://0.0.0.0/", 403),
        ("http://2130706433/", 403),
        ("http://10.0.0.1/", 403),
        ("http://169.254.169.254/latest/meta-data/", 403),
        ("http://user:secret@127.0.0.1/", 400),
        ("file:///etc/passwd", 400),
        ("ftp://127.0.0.1/", 400),
        ("//127.0.0.1/", 400),
        ("http://", 400),
        ("http://[", 502),
        ("http://127.0.0.1:99999/", 502),
    ],
)
def test_private_addresses(address: str, status: int) -> None:
    with pytest.raises(RefusedError) as refused:
        asyncio.run(fetch(address, 100_000))
    assert refused.value.status == status
