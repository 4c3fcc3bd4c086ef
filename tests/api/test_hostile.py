"""Requests that try to break the server: each gets the answer that is meant, and the server stays well."""

from __future__ import annotations

import os
import re
import resource
import socket
import tomllib
from pathlib import Path
from typing import Any

import httpx
import pytest

from ..thorough import thorough
from .serving import PLAIN, TOKEN, Server

HERE = Path(__file__).parent
CASES = tomllib.loads((HERE / "hostile.toml").read_text(encoding="utf-8"))["case"]
TRAVERSALS = [line for line in (HERE / "traversal.txt").read_text(encoding="utf-8").splitlines() if line[0] != "#"]


@pytest.fixture(scope="module")
def trap() -> Any:
    """A listener that nobody may ever connect to."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        yield listener
        with pytest.raises(BlockingIOError):  # nobody has connected
            listener.accept()


def _answer(server: Server, case: dict[str, Any], port: int, number: int = 0) -> tuple[int, str, dict[str, str]]:
    """Status, text and headers of the response."""
    text = lambda value: value.replace("{port}", str(port)).replace("{n}", str(number))  # noqa: E731
    piece, times = case.get("repeat", ["", 0])
    if "raw" in case:
        return _raw(server, (case["raw"] + piece * times + case.get("after", "")).encode("latin-1"))
    headers = {name: text(value) for name, value in case.get("headers", {}).items()}
    if case.get("writable"):
        headers["Authorization"] = f"Bearer {TOKEN}"
    if "repeat_header" in case:
        name, value, length = case["repeat_header"]
        headers[name] += value * length
    if "query" in case:
        body = (text(case["query"]) + piece * times + case.get("after", "")).encode()
        headers.setdefault("Content-Type", "application/sparql-query")
        response = server.http.post("/sparql", content=body, headers=headers)
    else:
        content = bytes.fromhex(case["body_hex"]) if "body_hex" in case else text(case.get("body", "")).encode()
        path = text(case["path"])
        if content:
            content += (piece * times).encode()
        else:
            path += piece * times + case.get("after", "")
        lines = [*headers.items(), *((f"X-{n}", "x" * 20) for n in range(case.get("many_headers", 0)))]
        sent: dict[str, Any] = {"headers": lines, "content": content or None}
        if "times" in case:  # httpx takes longer to read so long an address than the server to answer it
            sent["extensions"], path = {"target": path.encode("ascii")}, "/"
        response = server.http.request(case["method"], path, **sent)
    return response.status_code, response.text, dict(response.headers)


def _resident(server: Server) -> float:
    """Memory of the server process itself, in MB."""
    assert server.process is not None
    pages = int(Path(f"/proc/{server.process.pid}/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def _raw(server: Server, data: bytes) -> tuple[int, str, dict[str, str]]:
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(data)
        received = b""
        connection.settimeout(2)
        try:
            while part := connection.recv(65536):
                received += part
        except TimeoutError:
            pass
    match = re.match(rb"HTTP/1.1 (\d{3})", received)
    assert match, received
    head, _, body = received.decode("latin-1").partition("\r\n\r\n")
    headers = dict(line.lower().split(": ", 1) for line in head.splitlines()[1:] if ": " in line)
    return int(match[1]), body, headers


@pytest.mark.parametrize(
    "case", [(thorough if case.get("thorough") else pytest.param)(case, id=case["name"]) for case in CASES]
)
def test_hostile(case: dict[str, Any], server: Server, writable: Server, trap: socket.socket) -> None:
    server = writable if case.get("writable") else server
    port = trap.getsockname()[1]
    status, text, headers = _answer(server, case, port)
    before = _resident(server)
    for number in range(1, case.get("times", 1)):
        assert _answer(server, case, port, number)[0] in case["status"]
    assert _resident(server) - before <= case.get("grows", 500)
    assert status in case["status"], f"{status} {text[:500]}"
    if "text" in case:
        assert case["text"] in text, text[:500]
    if "location" in case:
        assert re.search(case["location"], headers.get("location", "")), headers
    if "absent" in case:
        assert case["absent"] not in headers
    if "absent_text" in case:
        assert case["absent_text"] not in text
    assert "root:" not in text
    if status >= 400 and "raw" not in case:
        assert text.count("\n") == 1, text[:500]
        assert len(text) < 1000
    assert server.http.get("/health").json()["status"] == "ready"


def _routes(server: Server) -> list[str]:
    """Every path of the description, its parameters open for filling."""
    return sorted(server.http.get("/openapi.json").json()["paths"])


@pytest.mark.parametrize("attempt", TRAVERSALS)
def test_no_path_leaves_its_folder(attempt: str, server: Server) -> None:
    prefixes = {re.sub(r"\{[^}]*\}.*", "", route) for route in _routes(server) if "{" in route}
    for prefix in sorted(prefixes | {"/", "/static/", "/export/", "/documents/", "/id/"}):
        raw = f"GET {prefix}{attempt} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode("latin-1")
        status, text, _ = _raw(server, raw)
        assert status < 500, f"{prefix}{attempt}: {status} {text[:200]}"
        assert "root:" not in text
        assert "class Settings" not in text
        assert "repositoryformatversion" not in text


@pytest.mark.thorough
def test_connections_that_send_nothing_lock_nobody_out(server: Server) -> None:
    wanted = min(10_000, _descriptors() - 200)
    idle: list[socket.socket] = []
    try:
        for _ in range(wanted):
            connection = socket.socket()
            connection.setblocking(False)
            connection.connect_ex(("127.0.0.1", server.port))
            idle.append(connection)
        with httpx.Client(base_url=server.url, **PLAIN, timeout=20) as other:
            for _ in range(5):
                assert other.get("/sparql", params={"query": "ASK {}"}).status_code == 200
    finally:
        for connection in idle:
            connection.close()
    assert server.http.get("/health").status_code == 200


def _descriptors() -> int:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = min(hard, 12_000) if hard != resource.RLIM_INFINITY else 12_000
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return max(soft, wanted)


@pytest.mark.thorough
def test_a_head_that_never_ends_is_refused(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n")
        answer = b""
        try:
            for _ in range(2000):
                connection.sendall(b"X-A: " + b"y" * 100 + b"\r\n")
        except OSError:
            pass
        try:
            answer = connection.recv(1000)
        except OSError:
            return  # the connection is gone, which is as good
        assert answer == b"" or b" 431 " in answer.splitlines()[0]


def test_nothing_of_the_requests_is_logged_but_their_lines(server: Server) -> None:
    marker = f"marker{os.getpid()}"
    server.query(f"SELECT ('{marker}' AS ?x) {{}}", headers={"X-Request-Id": "hostile-1"})
    assert {"id", "method", "path", "status", "bytes", "ms", "client"} <= set(server.event("hostile-1"))
    assert marker not in server.log()
