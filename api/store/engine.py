"""What every store engine offers: answers for our own pages, and guarded answers for strangers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from .messages import Network
from .running import Registry

Term = NamedNode | BlankNode | Literal | Triple
Row = dict[str, Term]
"""One solution: the bound variables by name, without ``?``."""


@dataclass(frozen=True)
class Query:
    """A stranger's query as the SPARQL 1.1 Protocol gives it (section 2.1)."""

    text: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    base: str | None = None
    results: str | None = "application/sparql-results+json"
    """Media type for SELECT and ASK; None when the client accepts none that we have."""
    graph: str | None = "text/turtle"
    """Media type for CONSTRUCT and DESCRIBE; None as above."""
    gzip: bool = False
    """Does the client take gzip?"""
    client: str = ""
    """Address of the client, for the limits and the list of running queries."""
    gone: Callable[[], Awaitable[None]] | None = None
    """Returns when the client has hung up."""


@dataclass(frozen=True)
class Update:
    """An authorised update as the SPARQL 1.1 Protocol gives it (section 2.2)."""

    text: str
    using: tuple[str, ...] = ()
    using_named: tuple[str, ...] = ()
    base: str | None = None


@dataclass
class Condition:
    """What must hold for a write to be carried out."""

    exists: bool | None = None
    """Whether the graph is there."""
    versions: list[str] | None = None
    """The state of the data is one of these (see Engine.version)."""


@dataclass
class GraphWrite:
    """An authorised write of one graph by the Graph Store Protocol."""

    operation: str
    """``put`` replaces, ``post`` adds, ``delete`` removes."""
    graph: str | None
    """The graph's IRI; None is the default graph, the union of all."""
    files: list[tuple[Path, str]] = field(default_factory=list)
    """The triples on disk, each file with its media type."""
    base: str | None = None
    condition: Condition = field(default_factory=Condition)


@dataclass
class Answer:
    """A result: its media type, and its bytes whole (*body*) or still arriving (*chunks*)."""

    media_type: str
    body: bytes | None = None
    chunks: AsyncGenerator[bytes] | None = None
    limit: str | None = None
    """The limit at which the result was ended, when that was known before the first byte went out."""
    gzip: bool = False
    """Are the bytes compressed?"""

    async def read(self, most: int) -> bytes:
        """The bytes, *most* of them; what comes after is dropped."""
        data = bytearray(self.body or b"")
        if self.chunks is not None:
            async with aclosing(self.chunks) as chunks:
                async for chunk in chunks:
                    data += chunk
                    if len(data) >= most:
                        break
        return bytes(data[:most])


class Engine(ABC):
    """A store that answers SPARQL. The default graph of a query is the union of all graphs."""

    @property
    @abstractmethod
    def version(self) -> str:
        """Names the state of the data: two equal versions hold the same triples. Part of every ETag."""

    @property
    def release(self) -> str:
        """The id of the release that is served; empty for a store that has none."""
        return ""

    # For our own pages: blocking, so call them from plain ``def`` routes. Never pass a stranger's query here.

    @abstractmethod
    def select(self, query: str) -> list[Row]:
        """The solutions of a SELECT query that is ours. Raises StoreError when the store does not answer."""

    @abstractmethod
    def construct(self, query: str) -> list[Triple]:
        """The triples of a CONSTRUCT or DESCRIBE query that is ours."""

    @abstractmethod
    def ask(self, query: str) -> bool:
        """The answer of an ASK query that is ours."""

    # For strangers: with every limit of the settings.

    @abstractmethod
    async def evaluate(self, query: Query) -> Answer:
        """A stranger's query within the limits. Raises RefusedError with the status and reason that the client gets."""

    @abstractmethod
    async def network(self, query: Query, job: Network) -> Answer:
        """The network of *job*, made of the rows of *query*, as a file and within the limits. Raises RefusedError."""

    # For those who hold the token.

    @abstractmethod
    async def update(self, update: Update) -> None:
        """Carries out an update as a whole or not at all. Raises RefusedError."""

    @abstractmethod
    async def write_graph(self, write: GraphWrite) -> bool:
        """Writes one graph as a whole or not at all; True when it is new.

        Raises RefusedError: 404 when there is no such graph, 412 when the condition does not hold.
        """

    @property
    @abstractmethod
    def running(self) -> Registry:
        """The queries that run now."""

    @abstractmethod
    async def start(self) -> None:
        """Opens the store; called once when the application starts."""

    @abstractmethod
    async def stop(self) -> None:
        """Ends everything that still runs."""

    @abstractmethod
    async def ready(self) -> str | None:
        """None when the store answers; otherwise why not, in one line."""

    @abstractmethod
    def size(self) -> int:
        """Number of quads."""


class StoreError(Exception):
    """The store could not be opened or did not answer; the message is one clear line."""
