"""Networks for Gephi, notebooks and the eye: kept as data, built from query results, written in many formats."""

from __future__ import annotations

from .catalogue import Definition, definition, definitions
from .export import network, own_network
from .filters import Filters
from .formats import FORMATS, Format, format_of
from .model import Edge, Network, NetworkError, Node, UnknownNetworkError

__all__ = [
    "FORMATS",
    "Definition",
    "Edge",
    "Filters",
    "Format",
    "Network",
    "NetworkError",
    "Node",
    "UnknownNetworkError",
    "definition",
    "definitions",
    "format_of",
    "network",
    "own_network",
]
