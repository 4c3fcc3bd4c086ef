"""A worker process: answers one query after the other, writing straight from the engine into its channel.

It was forked with the store open and can open no socket, and no file but those of a store on disk. It may be killed at
any moment: nothing in it outlives a query.
"""

from __future__ import annotations

import json
import re
import resource
import signal
import socket
import sys
import zlib
from dataclasses import dataclass
from typing import Any, Protocol

from pyoxigraph import (
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QueryTriples,
    RdfFormat,
    Store,
)

from ..sparql.federation import Call, ServiceError, calls
from ..sparql.row_limit import Cut, Cutter
from . import messages as frames

FIRST = 256 * 1024
"""Bytes that are gathered before the first part goes out: most answers leave whole, with their length."""
LATER = 64 * 1024
GROWN = 128 * 1024 * 1024
"""A worker that has grown by so much ends after its answer, which gives the memory back."""
GZIP_FROM = 1024
"""Shorter answers are not worth compressing."""

_RESULTS = {f.media_type.partition(";")[0]: f for f in (
    QueryResultsFormat.JSON, QueryResultsFormat.XML, QueryResultsFormat.CSV, QueryResultsFormat.TSV,
)}  # fmt: skip
_GRAPHS = {f.media_type.partition(";")[0]: f for f in (
    RdfFormat.TURTLE, RdfFormat.N_TRIPLES, RdfFormat.N_QUADS, RdfFormat.TRIG, RdfFormat.RDF_XML, RdfFormat.JSON_LD,
)}  # fmt: skip
_POSITION = re.compile(r"error at (\d+):(\d+): (?:expected (?:one of )?)?(.*)", re.DOTALL)


@dataclass(frozen=True)
class Stores:
    """The same data twice, or one store in both places."""

    plain: Store
    """Holds the union of all graphs and nothing else."""
    full: Store
    """Holds the union and the named graphs."""
    files: int = 0
    """Table files on disk, which the engine opens when a query first needs them."""

    def fitting(self, query: str, default: list[str], named: list[str]) -> Store:
        """The store for a query: the plain one when it cannot name a graph."""
        if default or named:
            return self.full
        lowered = query.lower()
        return self.full if "graph" in lowered or "from" in lowered or "\\u" in lowered else self.plain


class Refuse(Exception):  # noqa: N818
    """The query gets a status and a reason in place of an answer."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status, self.reason = status, reason


class _Serializable(Protocol):
    def serialize(self, output: Any = None, format: Any = None) -> bytes | None: ...  # noqa: A002


def run(stores: Stores, channel: socket.socket) -> None:
    """Answers jobs until the server hangs up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    limit = _peak() + GROWN
    while _peak() < limit:
        try:
            _kind, payload = frames.receive(channel)
            _answer(stores, json.loads(payload), channel)
        except (EOFError, BrokenPipeError, ConnectionResetError):
            return


def _peak() -> int:
    """The most memory that this process has had, in bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _answer(stores: Stores, job: dict[str, Any], channel: socket.socket) -> None:
    out = Output(channel, gzip=job["gzip"])
    try:
        form, media_type, result = evaluate(stores, job)
        out.form = form
        if media_type is None or result is None:
            raise Refuse(406, "none of the accepted media types fits this form of query")
        _write(result, form, media_type, job, out)
    except Cut as cut:
        if cut.rest is None:
            frames.send(channel, frames.REFUSED, _refusal(507, f"the first row alone is too long ({cut.reason})"))
            return
        out.write(cut.rest)
        out.finish(cut.reason)
    except Refuse as refuse:
        frames.send(channel, frames.REFUSED, _refusal(refuse.status, refuse.reason))
    except _Services as services:
        frames.send(channel, frames.SERVICE, json.dumps([vars(call) for call in services.calls]).encode())
    except MemoryError:
        if out.started:
            raise  # the connection breaks off, so that nobody takes the part for the whole
        frames.send(channel, frames.REFUSED, _refusal(507, "the query needs more memory than one query may use"))
    except (OSError, ValueError, RuntimeError) as error:
        if out.started or isinstance(error, BrokenPipeError | ConnectionResetError):
            raise
        frames.send(channel, frames.REFUSED, _refusal(500, f"the query failed: {' '.join(str(error).split())[:300]}"))
    else:
        out.finish(None)


class _Services(Exception):  # noqa: N818
    def __init__(self, needed: list[Call]) -> None:
        super().__init__()
        self.calls = needed


def evaluate(stores: Stores, job: dict[str, Any]) -> tuple[bytes, str | None, _Serializable | None]:
    """Starts a query: its form, the media type of the answer (None: nothing fits) and the lazy result."""
    text: str = job["query"]
    default: list[str] = job["default"]
    named: list[str] = job["named"]
    try:
        if needed := calls(text):
            if not job["service"]:
                raise Refuse(403, "SERVICE is switched off: this endpoint never calls another one")
            raise _Services(needed)
        options: dict[str, Any] = {}  # without them FROM counts, and else the default graph, which holds the union
        if default or named:
            options["default_graph"] = [NamedNode(iri) for iri in default]
            options["named_graphs"] = [NamedNode(iri) for iri in named]
        result = stores.fitting(text, default, named).query(text, base_iri=job["base"], **options)
    except SyntaxError as error:
        raise Refuse(400, syntax_error(str(error), text)) from error
    except ServiceError as error:
        raise Refuse(400, str(error)) from error
    except ValueError as error:
        raise Refuse(400, f"not a valid graph name: {error}") from error
    if isinstance(result, QueryTriples):
        return frames.TRIPLES, job["graph"], result
    if isinstance(result, QueryBoolean):
        return frames.BOOLEAN, job["results"], result
    return frames.ROWS, job["results"], result


def _write(result: _Serializable, form: bytes, media_type: str, job: dict[str, Any], out: Output) -> None:
    result_format = _GRAPHS[media_type] if form == frames.TRIPLES else _RESULTS[media_type]
    if form == frames.BOOLEAN:
        out.write(result.serialize(None, result_format) or b"")
        return
    cutter = Cutter(media_type, job["rows"], job["bytes"])
    result.serialize(_Rows(cutter, out), result_format)
    out.write(cutter.finish())


def syntax_error(message: str, text: str) -> str:
    """The parser's message as one clear line with the position, and the words found there."""
    match = _POSITION.match(message)
    if match is None:
        return f"syntax error: {' '.join(message.split())[:300]}"
    line, column, expected = int(match[1]), int(match[2]), match[3]
    lines = text.split("\n")
    rest = lines[line - 1][column - 1 : column + 30].strip() if line <= len(lines) else ""
    found = f"near {rest!r}" if rest else "at the end"
    # The parser lists every character class that could follow; only a sentence of its own is worth repeating.
    hint = next((part.strip() for part in expected.split(", ") if re.match(r"[A-Z][a-z]+ \w+ ", part.strip())), "")
    hint = hint or ("" if len(expected) > 40 or "[" in expected else f"expected {expected}")
    return f"syntax error at line {line}, column {column}, {found}" + (f": {hint}" if hint else "")


class _Rows:
    """The file that the engine writes to: every 8 KiB pass the limits on their way out."""

    def __init__(self, cutter: Cutter, out: Output) -> None:
        self._cutter, self._out = cutter, out

    def write(self, chunk: bytes) -> int:
        self._out.write(self._cutter.feed(chunk))
        return len(chunk)

    def flush(self) -> None:
        """Nothing is flushed before the end."""


class Output:
    """Gathers an answer and sends it whole or in parts, compressed when the client takes that."""

    def __init__(self, channel: socket.socket, *, gzip: bool) -> None:
        self._channel = channel
        self._gzip = gzip
        self._zip: zlib._Compress | None = None
        self._parts: list[bytes] = []
        self._size = 0
        self.started = False
        self.form = frames.ROWS

    def write(self, data: bytes) -> None:
        if not data:
            return
        self._parts.append(data)
        self._size += len(data)
        if self._size >= (LATER if self.started else FIRST):
            self._flush(frames.DATA if self.started else frames.START)

    def finish(self, cut: str | None) -> None:
        if self.started:
            self._flush(frames.DATA, last=True)
            frames.send(self._channel, frames.END, (cut or "").encode())
            return
        self._gzip = self._gzip and self._size >= GZIP_FROM
        self._flush(frames.WHOLE, last=True, cut=cut)

    def _flush(self, kind: bytes, *, last: bool = False, cut: str | None = None) -> None:
        data = b"".join(self._parts)
        self._parts, self._size = [], 0
        if self._gzip:
            if self._zip is None:
                self._zip = zlib.compressobj(4, zlib.DEFLATED, 31)
            data = self._zip.compress(data) + (self._zip.flush() if last else b"")
        if kind == frames.DATA:
            frames.send(self._channel, kind, data)
            return
        self.started = True
        flags = bytes([(1 if self._gzip else 0) | (2 if cut else 0)])
        reason = (cut or "").encode()
        head = self.form + flags + bytes([len(reason)]) + reason
        frames.send(self._channel, kind, head, data)


def _refusal(status: int, reason: str) -> bytes:
    return json.dumps({"status": status, "reason": reason}).encode()
