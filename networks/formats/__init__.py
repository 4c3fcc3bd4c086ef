"""The writers, one a format: each takes a network and yields the bytes of the file, in pieces."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from ..model import Network, NetworkError
from . import csv, cx2, cytoscape, dot, gexf, graphml, graphology, node_link, svg

_PIECE = 1 << 16


@dataclass(frozen=True)
class Format:
    """A file format. ``suffix`` has no leading dot and names the format everywhere."""

    suffix: str
    media_type: str
    write: Callable[[Network], Iterable[bytes]]


def _encoded(lines: Callable[[Network], Iterable[str]]) -> Callable[[Network], Iterator[bytes]]:
    """A writer of text as a writer of UTF-8 in pieces large enough for a socket."""

    def write(network: Network) -> Iterator[bytes]:
        held: list[str] = []
        size = 0
        for line in lines(network):
            held.append(line)
            size += len(line)
            if size >= _PIECE:
                yield "".join(held).encode()
                held, size = [], 0
        if held:
            yield "".join(held).encode()

    return write


FORMATS = {
    form.suffix: form
    for form in (
        Format("gexf", "application/gexf+xml", _encoded(gexf.lines)),
        Format("graphml", "application/graphml+xml", _encoded(graphml.lines)),
        Format("csv", "text/csv", _encoded(csv.edge_lines)),
        Format("edges.csv", "text/csv", _encoded(csv.edge_lines)),
        Format("nodes.csv", "text/csv", _encoded(csv.node_lines)),
        Format("zip", "application/zip", csv.archive),
        Format("json", "application/json", _encoded(node_link.lines)),
        Format("graphology.json", "application/json", _encoded(graphology.lines)),
        Format("cyjs", "application/json", _encoded(cytoscape.lines)),
        Format("cx2", "application/json", _encoded(cx2.lines)),
        Format("dot", "text/vnd.graphviz", _encoded(dot.lines)),
        Format("svg", "image/svg+xml", _encoded(svg.lines)),
        Format("thumbnail.svg", "image/svg+xml", _encoded(svg.thumbnail)),
    )
}


def format_of(name: str) -> Format:
    """The format of a file name or suffix: the longest known suffix decides. Raises NetworkError, which lists them."""
    fitting = [suffix for suffix in FORMATS if name == suffix or name.endswith(f".{suffix}")]
    if not fitting:
        raise NetworkError(f"{name}: not a format that can be written; there are {', '.join(FORMATS)}")
    return FORMATS[max(fitting, key=len)]
