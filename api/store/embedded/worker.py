"""A worker process: answers one query after the other, writing straight from the engine into its channel.

It was forked with the store open and can open no socket, and no file but those of a store on disk. It may be killed at
any moment: nothing in it outlives a query.
"""

from __future__ import annotations

import resource
import signal
import socket
import sys
import zlib
from dataclasses import dataclass
from typing import Any, Protocol, cast

from pyoxigraph import NamedNode, QueryBoolean, QueryTriples, Store

from ..messages import Ask, Calls, End, Form, Job, Network, Part, Refused, Start, Whole, encode, receive
from ..sparql.federation import Call, ServiceError, calls
from ..sparql.formats import GRAPHS, RESULTS
from ..sparql.row_limit import LimitReached, RowLimit
from ..sparql.syntax import syntax_error
from ..sparql.xml import NamelessPropertyError

FIRST = 256 * 1024
"""Bytes that are gathered before the first part goes out: most answers leave whole, with their length."""
LATER = 64 * 1024
GROWN = 128 * 1024 * 1024
"""A worker that has grown by so much ends after its answer, which gives the memory back."""
GZIP_FROM = 1024
"""Shorter answers are not worth compressing."""


@dataclass(frozen=True)
class Stores:
    """The same data twice, or one store in both places."""

    plain: Store
    """Holds the union of all graphs and nothing else."""
    full: Store
    """Holds the union and the named graphs."""
    files: int = 0
    """Table files on disk, which the engine opens when a query first needs them."""

    def fitting(self, job: Job) -> Store:
        """The store for a query: the plain one when it cannot name a graph."""
        if job.default_graphs or job.named_graphs:
            return self.full
        lowered = job.query.lower()
        return self.full if "graph" in lowered or "from" in lowered or "\\u" in lowered else self.plain


class RefusedQuery(Exception):  # noqa: N818
    """The query gets a status and a reason in place of an answer."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status, self.reason = status, reason


class NeedsServices(Exception):  # noqa: N818
    """Other endpoints must be asked first."""

    def __init__(self, needed: list[Call]) -> None:
        super().__init__()
        self.calls = needed


class _Serializable(Protocol):
    def serialize(self, output: Any = None, format: Any = None) -> bytes | None: ...  # noqa: A002


def run(stores: Stores, channel: socket.socket) -> None:
    """Answers jobs until the server hangs up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    limit = _peak() + GROWN
    while _peak() < limit:
        try:
            _answer(stores, cast(Job | Network, receive(channel.recv)), channel)
        except (EOFError, BrokenPipeError, ConnectionResetError):
            return


def _peak() -> int:
    """The most memory that this process has had, in bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _answer(stores: Stores, job: Job | Network, channel: socket.socket) -> None:
    out = Output(channel, gzip=isinstance(job, Job) and job.gzip)
    try:
        if isinstance(job, Job):
            _write(*evaluate(stores, job), job, out)
        else:
            _write_network(job, channel, out)
        out.finish(None)
    except LimitReached as limit:
        if limit.rest is None:
            channel.sendall(encode(Refused(507, f"the first row alone is too long ({limit.reason})")))
            return
        out.write(limit.rest)
        out.finish(limit.reason)
    except RefusedQuery as refused:
        channel.sendall(encode(Refused(refused.status, refused.reason)))
    except NeedsServices as services:
        channel.sendall(encode(Calls(services.calls)))
    except MemoryError:
        if out.started:
            raise  # the connection breaks off, so that nobody takes the part for the whole
        channel.sendall(encode(Refused(507, "the query needs more memory than one query may use")))
    except NamelessPropertyError as error:
        if out.started:
            raise
        channel.sendall(encode(Refused(406, str(error))))
    except (OSError, ValueError, RuntimeError) as error:
        if out.started or isinstance(error, BrokenPipeError | ConnectionResetError):
            raise
        # What the engine cannot evaluate, such as a function that it does not have, is the query's mistake.
        status = 500 if isinstance(error, OSError) else 400
        channel.sendall(encode(Refused(status, f"the query failed: {' '.join(str(error).split())[:300]}")))


def evaluate(stores: Stores, job: Job) -> tuple[Form, str, _Serializable]:
    """Starts a query: its form, the media type of the answer and the lazy result.

    Raises RefusedQuery and NeedsServices.
    """
    try:
        if needed := calls(job.query, job.base):
            if not job.service:
                raise RefusedQuery(403, "SERVICE is switched off: this endpoint never calls another one")
            raise NeedsServices(needed)
        options: dict[str, Any] = {}  # without them FROM counts, and else the default graph, which holds the union
        if job.default_graphs or job.named_graphs:
            options["default_graph"] = [NamedNode(iri) for iri in job.default_graphs]
            options["named_graphs"] = [NamedNode(iri) for iri in job.named_graphs]
        result = stores.fitting(job).query(job.query, base_iri=job.base, **options)
    except SyntaxError as error:
        raise RefusedQuery(400, syntax_error(str(error), job.query)) from error
    except ServiceError as error:
        raise RefusedQuery(400, str(error)) from error
    except ValueError as error:
        raise RefusedQuery(400, f"not a valid graph name: {error}") from error
    form: Form = (
        "triples" if isinstance(result, QueryTriples) else "boolean" if isinstance(result, QueryBoolean) else "rows"
    )
    media_type = job.graph if form == "triples" else job.results
    if media_type is None:
        raise RefusedQuery(406, "none of the accepted media types fits this form of query")
    return form, media_type, result


def _write(form: Form, media_type: str, result: _Serializable, job: Job, out: Output) -> None:
    out.form = form
    result_format = (GRAPHS if form == "triples" else RESULTS)[media_type][1]
    if form == "boolean":
        out.write(result.serialize(None, result_format) or b"")
    elif job.rows is None or job.bytes is None:
        result.serialize(out, result_format)
    else:
        limit = RowLimit(media_type, job.rows, job.bytes)
        result.serialize(_Limited(limit, out), result_format)
        out.write(limit.finish())


def _write_network(job: Network, channel: socket.socket, out: Output) -> None:
    from ....networks import NetworkError  # noqa: PLC0415 - half a second, and only where it is asked for
    from .network_job import write_network  # noqa: PLC0415

    def ask(query: str) -> bytes:
        channel.sendall(encode(Ask(query)))
        return receive(channel.recv).body

    out.form = "file"
    try:
        write_network(job, ask, out.write)
    except NetworkError as error:
        raise RefusedQuery(400, str(error)) from error


class _Limited:
    """The file that the engine writes to: every 8 KiB pass the limits on their way out."""

    def __init__(self, limit: RowLimit, out: Output) -> None:
        self._limit, self._out = limit, out

    def write(self, chunk: bytes) -> int:
        self._out.write(self._limit.feed(chunk))
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
        self.form: Form = "rows"

    def write(self, data: bytes) -> int:
        if data:
            self._parts.append(data)
            self._size += len(data)
            if self._size >= (LATER if self.started else FIRST):
                self._channel.sendall(encode(self._next()))
        return len(data)

    def flush(self) -> None:
        """Nothing is flushed before the end."""

    def finish(self, limit: str | None) -> None:
        """Sends the rest; *limit* says why it is not all, if so."""
        if self.started:
            self._channel.sendall(encode(End(limit, body=self._taken(last=True))))
            return
        self._gzip = self._gzip and self._size >= GZIP_FROM
        self._channel.sendall(encode(Whole(self.form, self._gzip, limit, body=self._taken(last=True))))

    def _next(self) -> Start | Part:
        body = self._taken(last=False)
        if self.started:
            return Part(body=body)
        self.started = True
        return Start(self.form, self._gzip, body=body)

    def _taken(self, *, last: bool) -> bytes:
        data = b"".join(self._parts)
        self._parts, self._size = [], 0
        if not self._gzip:
            return data
        if self._zip is None:
            self._zip = zlib.compressobj(4, zlib.DEFLATED, 31)
        return self._zip.compress(data) + (self._zip.flush() if last else b"")
