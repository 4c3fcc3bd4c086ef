"""A network as every writer sees it: typed nodes and edges in a stable order, and what its attributes mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Value = str | int | float | bool
AttributeType = Literal["string", "integer", "double", "boolean"]


class NetworkError(ValueError):
    """A network that cannot be made as asked; the message is one clear line for the user."""


class UnknownNetworkError(NetworkError):
    """There is no network of that name."""


@dataclass(frozen=True, slots=True)
class Text:
    """One text in the two languages of the interface."""

    zh: str
    en: str

    def of(self, language: str) -> str:
        """The text in *language*; Chinese unless it is ``en``."""
        return self.en if language == "en" else self.zh


@dataclass(frozen=True, slots=True)
class Attribute:
    """A declared attribute of nodes or of edges. ``name`` is ASCII: it is the column's name in every file."""

    name: str
    type: AttributeType
    title: Text


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of node or edge: its code, its name and its colour as ``#rrggbb``."""

    name: str
    title: Text
    color: str


@dataclass(frozen=True, slots=True)
class Node:
    """``start`` and ``end`` are ISO 8601 dates, inclusive; None is open. ``size`` is a radius in units of x and y."""

    id: str
    label: str
    kind: str
    iri: str
    attributes: Mapping[str, Value] = field(default_factory=dict)
    start: str | None = None
    end: str | None = None
    x: float = 0.0
    y: float = 0.0
    size: float = 1.0


@dataclass(frozen=True, slots=True)
class Edge:
    """``source`` and ``target`` are node ids; in an undirected network source sorts first. Dates as in Node."""

    source: str
    target: str
    kind: str
    label: str
    weight: float = 1.0
    attributes: Mapping[str, Value] = field(default_factory=dict)
    start: str | None = None
    end: str | None = None


@dataclass(frozen=True, slots=True)
class Network:
    """Nodes sorted by id, edges by source, target and kind. Every attribute used is declared, none is None."""

    name: str
    title: Text
    description: Text
    directed: bool
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    node_attributes: tuple[Attribute, ...]
    edge_attributes: tuple[Attribute, ...]
    node_kinds: Mapping[str, Kind]
    edge_kinds: Mapping[str, Kind]
    weight: Text = Text("权重", "Weight")
    language: str = "zh"
    version: str = ""
    """Names the state of the graph that the network was taken from; empty when unknown."""
    notes: tuple[Text, ...] = ()
    """What the reader must know: filters in force, parts left out."""

    @property
    def dynamic(self) -> bool:
        """Whether any edge or node is dated."""
        return any(edge.start or edge.end for edge in self.edges) or any(node.start or node.end for node in self.nodes)

    @property
    def parallel(self) -> bool:
        """Whether two nodes are joined by more than one edge in the same direction."""
        seen = {(edge.source, edge.target) for edge in self.edges}
        return len(seen) < len(self.edges)
