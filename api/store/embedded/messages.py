"""Messages between the server and a worker: one byte of kind, four bytes of length, the payload."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator

HEAD = struct.Struct("!cI")

# Server to worker
JOB = b"J"
"""A query as JSON (see worker.Job)."""

# Worker to server
WHOLE = b"W"
"""The complete answer: one byte of form, one byte of flags, the bytes."""
START = b"S"
"""The first part of an answer: form, flags, bytes."""
DATA = b"D"
"""A further part."""
END = b"E"
"""The answer is complete; the payload says why it was cut, or is empty."""
REFUSED = b"X"
"""No answer: JSON with status and reason. Only before START."""
SERVICE = b"R"
"""The query needs other endpoints first: JSON list of calls (see service.Call)."""

# Forms of an answer
ROWS, BOOLEAN, TRIPLES = b"r", b"b", b"t"

# Flags of an answer
PLAIN, GZIP, CUT, CUT_GZIP = b"\0", b"\1", b"\2", b"\3"


def send(channel: socket.socket, kind: bytes, *parts: bytes) -> None:
    """Sends one frame, blocking."""
    payload = b"".join(parts)
    channel.sendall(HEAD.pack(kind, len(payload)) + payload)


def receive(channel: socket.socket) -> tuple[bytes, bytes]:
    """Receives one frame, blocking. Raises EOFError when the other side is gone."""
    kind, length = HEAD.unpack(_exactly(channel, HEAD.size))
    return kind, _exactly(channel, length)


def _exactly(channel: socket.socket, length: int) -> bytes:
    if length == 0:
        return b""
    parts, left = [], length
    while left:
        part = channel.recv(min(left, 1 << 20))
        if not part:
            raise EOFError
        parts.append(part)
        left -= len(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def split(buffer: bytearray) -> Iterator[tuple[bytes, bytes]]:
    """The whole frames at the start of *buffer*, which are taken out of it."""
    start = 0
    while len(buffer) - start >= HEAD.size:
        kind, length = HEAD.unpack_from(buffer, start)
        end = start + HEAD.size + length
        if end > len(buffer):
            break
        yield kind, bytes(buffer[start + HEAD.size : end])
        start = end
    if start:
        del buffer[:start]
