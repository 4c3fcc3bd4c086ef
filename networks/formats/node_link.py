"""Node-link JSON as networkx reads it (``node_link_graph``, edges under ``edges``), and d3 with it."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Edge, Network, Node
from .json_lines import array, dumps
from .values import description, title


def lines(network: Network) -> Iterator[str]:
    """The file, line by line."""
    multi = network.parallel
    graph = {"name": network.name, "title": title(network), "description": description(network)}
    yield f'{{"directed":{dumps(network.directed)},"multigraph":{dumps(multi)},"graph":{dumps(graph)},\n"nodes":'
    yield from array(_node(network, node) for node in network.nodes)
    yield ',\n"edges":'
    yield from array(_edge(multi, position, edge) for position, edge in enumerate(network.edges))
    yield "}\n"


def _node(network: Network, node: Node) -> dict[str, object]:
    place = {"x": node.x, "y": node.y, "size": node.size, "color": network.node_kinds[node.kind].color}
    return {"id": node.id, "label": node.label, **node.attributes, **period(node), **place}


def _edge(multi: bool, position: int, edge: Edge) -> dict[str, object]:
    ends: dict[str, object] = {"source": edge.source, "target": edge.target}
    if multi:
        ends["key"] = edge.kind
    return {**ends, "id": position, "label": edge.label, "weight": edge.weight, **edge.attributes, **period(edge)}


def period(thing: Node | Edge) -> dict[str, str]:
    """Start and end where they are known."""
    return {name: day for name, day in (("start", thing.start), ("end", thing.end)) if day}
