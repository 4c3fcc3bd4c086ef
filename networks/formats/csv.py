"""Gephi's two spreadsheets: a table of nodes and a table of edges, with the column names that its importer knows."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence

from ...printable import harmless
from ..model import Network, Value
from .values import number, plain

_STAMP = (1980, 1, 1, 0, 0, 0)
"""The oldest date that a ZIP can hold: the same network gives the same bytes."""


def node_lines(network: Network) -> Iterator[str]:
    """Id, Label, attributes, period, place, size and colour; one row a node."""
    names = [attribute.name for attribute in network.node_attributes]
    yield _row(["Id", "Label", *names, "start", "end", "x", "y", "size", "color"], "\ufeff")
    for node in network.nodes:
        cells: list[Value | None] = [node.id, node.label, *map(node.attributes.get, names), node.start, node.end]
        yield _row(
            [*map(_cell, cells), number(node.x), number(node.y), number(node.size), network.node_kinds[node.kind].color]
        )


def edge_lines(network: Network) -> Iterator[str]:
    """Source, Target, Type, Id, Kind, Label, Weight, attributes and period; one row an edge."""
    names = [attribute.name for attribute in network.edge_attributes if attribute.name != "kind"]
    yield _row(["Source", "Target", "Type", "Id", "Kind", "Label", "Weight", *names, "start", "end"], "\ufeff")
    type_ = "Directed" if network.directed else "Undirected"
    for position, edge in enumerate(network.edges):
        cells: list[Value | None] = [edge.source, edge.target, type_, position, edge.kind, edge.label]
        more: list[Value | None] = [*map(edge.attributes.get, names), edge.start, edge.end]
        yield _row([*map(_cell, cells), number(edge.weight), *map(_cell, more)])


def archive(network: Network) -> Iterator[bytes]:
    """Both tables in one ZIP file, written as it goes."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w") as target:
        for name, lines in (("nodes", node_lines(network)), ("edges", edge_lines(network))):
            info = zipfile.ZipInfo(f"{network.name}.{name}.csv", _STAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            with target.open(info, "w", force_zip64=True) as member:
                for line in lines:
                    member.write(line.encode())
                    if len(sink.held) > 1 << 16:
                        yield sink.take()
    yield sink.take()


class _Sink(io.RawIOBase):
    """What ZipFile writes to when the file is sent as it is made: it cannot seek."""

    def __init__(self) -> None:
        self.held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        piece = bytes(data)  # type: ignore[call-overload]
        self.held += piece
        return len(piece)

    def take(self) -> bytes:
        piece, self.held = bytes(self.held), bytearray()
        return piece


def _cell(value: Value | None) -> str:
    if value is None:
        return ""
    return harmless(plain(value)) if isinstance(value, str) else plain(value)


def _row(cells: Sequence[str], before: str = "") -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return before + out.getvalue()
