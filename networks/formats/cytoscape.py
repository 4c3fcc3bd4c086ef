"""Cytoscape JSON (``.cyjs``): elements with data and position, for Cytoscape and Cytoscape.js."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Edge, Network, Node
from .json_lines import array, dumps
from .node_link import period
from .values import description, title


def lines(network: Network) -> Iterator[str]:
    """The file, line by line. ``directed``, ``multigraph`` and the list form of data are for networkx."""
    about = {"name": title(network), "shared_name": network.name, "description": description(network)}
    yield '{"format_version":"1.0","generated_by":"Duikou","target_cytoscapejs_version":"~3.0",\n'
    yield f'"directed":{dumps(network.directed)},"multigraph":{dumps(network.parallel)},"data":{dumps(about)},\n'
    yield '"elements":{"nodes":'
    yield from array(_node(network, node) for node in network.nodes)
    yield ',\n"edges":'
    yield from array(_edge(network, position, edge) for position, edge in enumerate(network.edges))
    yield "}}\n"


def _node(network: Network, node: Node) -> dict[str, object]:
    look = {"size": node.size, "color": network.node_kinds[node.kind].color}
    data = {
        "id": node.id,
        "name": node.label,
        "label": node.label,
        "value": node.id,
        **node.attributes,
        **period(node),
        **look,
    }
    return {"data": data, "position": {"x": node.x, "y": -node.y}}  # y grows downwards there


def _edge(network: Network, position: int, edge: Edge) -> dict[str, object]:
    ends = {
        "id": f"e{position}",
        "source": edge.source,
        "target": edge.target,
        "interaction": edge.kind,
        "name": edge.label,
    }
    color = {"color": network.edge_kinds[edge.kind].color} if edge.kind in network.edge_kinds else {}
    return {"data": {**ends, "key": edge.kind, "weight": edge.weight, **edge.attributes, **period(edge), **color}}
