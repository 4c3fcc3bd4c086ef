"""Graphviz DOT, with places in points (``neato -n`` keeps them)."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Network
from .values import description, number, plain, title


def lines(network: Network) -> Iterator[str]:
    """The file, line by line."""
    graph, arrow = ("digraph", "->") if network.directed else ("graph", "--")
    yield f"{graph} {_quote(network.name)} {{\n"
    yield f' label={_quote(title(network))}; comment={_quote(description(network))}; charset="UTF-8"; overlap=false;\n'
    yield ' node [shape=circle, style=filled, fontname="Noto Sans CJK SC", fontcolor="#1d2530"];\n'
    for node in network.nodes:
        width = number(round(node.size / 36, 3))  # a diameter in inches from a radius in points
        cells = {
            "label": node.label,
            "kind": node.kind,
            "pos": f"{number(node.x)},{number(node.y)}!",
            "width": width,
            "fillcolor": network.node_kinds[node.kind].color,
            "URL": node.iri,
            **{name: plain(value) for name, value in node.attributes.items() if name not in ("kind", "iri")},
        }
        yield f" {_quote(node.id)} [{_list(cells)}];\n"
    for edge in network.edges:
        color = network.edge_kinds[edge.kind].color if edge.kind in network.edge_kinds else "#8b95a1"
        cells = {
            "label": edge.label,
            "weight": number(edge.weight),
            "color": color,
            **{name: plain(value) for name, value in edge.attributes.items()},
            **({"start": edge.start} if edge.start else {}),
            **({"end": edge.end} if edge.end else {}),
        }
        yield f" {_quote(edge.source)} {arrow} {_quote(edge.target)} [{_list(cells)}];\n"
    yield "}\n"


def _list(cells: dict[str, str]) -> str:
    return ", ".join(f"{name}={_quote(value)}" for name, value in cells.items())


def _quote(text: str) -> str:
    """A DOT string: a quote is escaped, and a backslash doubled so that none starts an escape of its own."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\x00", "")
    return f'"{escaped}"'
