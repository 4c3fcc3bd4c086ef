"""A server of an OpenAI-compatible API on this machine, which answers as a test tells it."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = tuple[int, dict[str, str], bytes]
"""Status, headers and body."""


@dataclass
class Asked:
    """One request."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def document(self) -> str:
        """The part of a document that it is about."""
        part: str = json.loads(self.body["messages"][-1]["content"])["document"]
        return part


@dataclass
class Model:
    """A model behind the address *url*: *answer* is called with each request, the number of those before it beside."""

    answer: Callable[[Asked, int], Reply]
    url: str = ""
    asked: list[Asked] = field(default_factory=list)
    most: int = 0
    """How many requests it was ever at work on at once."""


def completion(content: object, *, end: str = "stop") -> Reply:
    """A chat completion whose words are *content*, as JSON where it is no text."""
    words = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    choice = {"index": 0, "message": {"role": "assistant", "content": words}, "finish_reason": end}
    body = {"id": "x", "object": "chat.completion", "model": "test", "choices": [choice]}
    return 200, {"Content-Type": "application/json"}, json.dumps(body).encode()


def claims(**lists: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """An answer in the schema."""
    return {"names": [], "measures": [], "pairs": []} | lists


@contextmanager
def serving(answer: Callable[[Asked, int], Reply], *, pause: float = 0.0) -> Iterator[Model]:
    """Serves *answer*, each after *pause* seconds."""
    model = Model(answer)
    lock, busy = threading.Lock(), [0]

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked = Asked(self.path, dict(self.headers), body)
            with lock:
                before = len(model.asked)
                model.asked.append(asked)
                busy[0] += 1
                model.most = max(model.most, busy[0])
            time.sleep(pause)
            status, headers, data = model.answer(asked, before)
            with lock:
                busy[0] -= 1
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            try:
                self.wfile.write(data)
            except OSError:  # whoever asked has gone
                return

        def log_message(self, *_: object) -> None:
            return

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            return

    server = Quiet(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    model.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield model
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
