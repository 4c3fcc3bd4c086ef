"""What the server, the processes that it starts, and their workers say to each other: dataclasses through one codec.

A message goes as its name and fields in JSON, then its body as it is: the lengths of both come first.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from ...graph.release import KEPT
from .sparql.federation import Call

if TYPE_CHECKING:  # the processes that read no streams start without it
    import asyncio

Form = Literal["rows", "boolean", "triples", "file"]
_LENGTHS = struct.Struct("!II")
_JSON = json.JSONEncoder(default=vars)
DATAGRAM = 64 * 1024
"""Longest message on a control channel, which keeps messages apart by itself."""


@dataclass
class Message:
    """Anything that is said; the last message of an answer is *final*."""

    final: ClassVar[bool] = False
    body: bytes = field(default=b"", kw_only=True, repr=False)


# The server and the process that holds the store (template.py)


@dataclass
class Open(Message):
    """Server: open the *store* folder (None: an empty store), in memory up to so many quads, else in *scratch*."""

    store: str | None = None
    memory_quads: int = 0
    scratch: str | None = None
    networks: bool = False
    """Be ready for networks in place of queries."""


@dataclass
class Opened(Message):
    quads: int


@dataclass
class Change(Message):
    """Server: the store that is open is to hold what the *store* folder holds, which differs by the rows of *patch*."""

    store: str
    patch: str


@dataclass
class Unchanged(Message):
    """That store is to be opened anew, and why; what is open is as it was."""

    reason: str


@dataclass
class Fork(Message):
    """Server: fork a worker that may add *memory* bytes (0: any); its end of a channel comes along."""

    memory: int


@dataclass
class Forked(Message):
    pid: int


@dataclass
class Ended(Message):
    """A worker has ended with an exit status, or with minus a signal."""

    pid: int
    status: int


# The server and a worker (worker.py)


@dataclass
class Job(Message):
    """Server: answer a query. Without limits it is one of our own."""

    query: str
    default_graphs: Sequence[str] = ()
    named_graphs: Sequence[str] = ()
    base: str | None = None
    results: str | None = "application/sparql-results+json"
    graph: str | None = "application/n-triples"
    gzip: bool = False
    rows: int | None = None
    bytes: int | None = None
    service: bool = False
    """May a SERVICE clause be answered?"""


@dataclass
class Network(Message):
    """Server: make a network of a query's own rows, which are the body."""

    media_type: str
    suffix: str
    filters: dict[str, Any]
    base: str
    language: str
    version: str


@dataclass
class Ask(Message):
    """Worker: this query of ours must be answered first."""

    query: str


@dataclass
class Told(Message):
    """Server: the answer as JSON results."""


@dataclass
class Start(Message):
    """The first part of an answer."""

    form: Form
    gzip: bool


@dataclass
class Part(Message):
    """A further part."""


@dataclass
class End(Message):
    """The answer is complete; *limit* says which limit it was ended at, if any."""

    final = True
    limit: str | None


@dataclass
class Whole(Start):
    """A complete answer in one message."""

    final = True
    limit: str | None


@dataclass
class Calls(Message):
    """The query needs these endpoints asked first."""

    calls: Sequence[Call]


@dataclass
class Refused(Message):
    """No answer, and why. Only in place of a first part."""

    final = True
    status: int
    reason: str


# The server and a writer (writing/writer.py)


@dataclass
class Write(Message):
    """Server: carry out an update, or put, post or delete a graph, on the current release in *output*."""

    output: str
    operation: str
    text: str = ""
    base: str | None = None
    using: Sequence[str] = ()
    using_named: Sequence[str] = ()
    graph: str | None = None
    """The graph's IRI; None is the default graph."""
    files: Sequence[tuple[str, str]] = ()
    """Paths and media types."""
    exists: bool | None = None
    versions: Sequence[str] | None = None
    memory: int = 0
    """Bytes that the writer may add; 0: any."""
    kept: int = KEPT
    """Old releases that stay."""


@dataclass
class Staged(Message):
    """Writer: the changed release stands in *folder*; it waits for Publish, or for the channel to close."""

    folder: str


@dataclass
class Publish(Message):
    """Server: the staged release can be opened; make it the current one."""


@dataclass
class Written(Message):
    """Writer: *release* is the current one. *created* says that a graph is new."""

    release: str
    created: bool


_KINDS: dict[str, type[Any]] = {kind.__name__: kind for kind in (*Message.__subclasses__(), Whole)}


def encode(message: Message) -> bytes:
    """The bytes of a message."""
    body, *fields = vars(message).values()  # in the order of their declaration
    head = _JSON.encode([type(message).__name__, *fields]).encode()
    return b"".join((_LENGTHS.pack(len(head), len(body)), head, body))


def decode(data: bytes) -> Message:
    """The message that *data* holds."""
    length, _ = _LENGTHS.unpack_from(data)
    start = _LENGTHS.size + length
    kind, *fields = json.loads(data[_LENGTHS.size : start])
    if kind == "Calls":
        fields = [[Call(**call) for call in fields[0]]]
    message: Message = _KINDS[kind](*fields, body=data[start:])
    return message


def receive(recv: Callable[[int], bytes]) -> Message:
    """Receives a message by *recv*, blocking. Raises EOFError when the other side is gone."""
    lengths = _exactly(recv, _LENGTHS.size)
    return decode(lengths + _exactly(recv, sum(_LENGTHS.unpack(lengths))))


async def read(stream: asyncio.StreamReader) -> Message:
    """Receives a message. Raises asyncio.IncompleteReadError when the other side is gone."""
    lengths = await stream.readexactly(_LENGTHS.size)
    return decode(lengths + await stream.readexactly(sum(_LENGTHS.unpack(lengths))))


def _exactly(recv: Callable[[int], bytes], length: int) -> bytes:
    parts = []
    while length:
        part = recv(min(length, 1 << 20))
        if not part:
            raise EOFError
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


def take(buffer: bytearray) -> Iterator[Message]:
    """The whole messages at the start of *buffer*, which are taken out of it."""
    start = 0
    while len(buffer) - start >= _LENGTHS.size:
        end = start + _LENGTHS.size + sum(_LENGTHS.unpack_from(buffer, start))
        if end > len(buffer):
            break
        yield decode(bytes(buffer[start:end]))
        start = end
    if start:
        del buffer[:start]
