"""Graphology's own JSON: what the network page draws, and what Gephi Lite opens beside GEXF."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Edge, Network, Node
from .json_lines import array, dumps
from .node_link import period
from .values import description, title


def lines(network: Network) -> Iterator[str]:
    """The file, line by line."""
    options = {
        "type": "directed" if network.directed else "undirected",
        "multi": network.parallel,
        "allowSelfLoops": True,
    }
    about = {"name": network.name, "title": title(network), "description": description(network)}
    yield f'{{"options":{dumps(options)},"attributes":{dumps(about)},\n"nodes":'
    yield from array({"key": node.id, "attributes": _node(network, node)} for node in network.nodes)
    yield ',\n"edges":'
    yield from array(_edge(network, position, edge) for position, edge in enumerate(network.edges))
    yield "}\n"


def _node(network: Network, node: Node) -> dict[str, object]:
    place = {"x": node.x, "y": node.y, "size": node.size, "color": network.node_kinds[node.kind].color}
    return {"label": node.label, **node.attributes, **period(node), **place}


def _edge(network: Network, position: int, edge: Edge) -> dict[str, object]:
    color = {"color": network.edge_kinds[edge.kind].color} if edge.kind in network.edge_kinds else {}
    attributes = {"label": edge.label, "weight": edge.weight, **edge.attributes, **period(edge), **color}
    undirected = {} if network.directed else {"undirected": True}
    return {"key": str(position), "source": edge.source, "target": edge.target, "attributes": attributes, **undirected}
