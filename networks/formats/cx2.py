"""CX2 (NDEx, Cytoscape Exchange version 2): a list of aspects, attributes declared with types, style included."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..model import Attribute, Edge, Network, Node
from .json_lines import array, dumps
from .node_link import period
from .values import description, title

_TYPES = {"string": "string", "integer": "long", "double": "double", "boolean": "boolean"}
_TEXT = {"d": "string"}


def lines(network: Network) -> Iterator[str]:
    """The file, line by line. Nodes and edges are numbered from 0; a node's own id is its attribute ``id``."""
    number = {node.id: position for position, node in enumerate(network.nodes)}
    yield '[{"CXVersion":"2.0","hasFragments":false},\n'
    counts = {
        "attributeDeclarations": 1,
        "networkAttributes": 1,
        "nodes": len(network.nodes),
        "edges": len(network.edges),
        "visualProperties": 1,
    }
    meta = [{"name": name, "elementCount": count} for name, count in counts.items() if count]
    yield f'{{"metaData":{dumps(meta)}}},\n'
    yield f'{{"attributeDeclarations":[{dumps(_declarations(network))}]}},\n'
    about = {"name": title(network), "description": description(network), "version": network.version}
    yield f'{{"networkAttributes":[{dumps(about)}]}},\n'
    if network.nodes:
        yield '{"nodes":'
        yield from array(_node(number[node.id], node) for node in network.nodes)
        yield "},\n"
    if network.edges:
        yield '{"edges":'
        yield from array(
            _edge(position, number[edge.source], number[edge.target], edge)
            for position, edge in enumerate(network.edges)
        )
        yield "},\n"
    yield f'{{"visualProperties":[{dumps(_style(network))}]}},\n'
    yield '{"status":[{"success":true}]}]\n'


def _declarations(network: Network) -> dict[str, object]:
    dates = {"start": _TEXT, "end": _TEXT} if network.dynamic else {}
    return {
        "networkAttributes": {"name": _TEXT, "description": _TEXT, "version": _TEXT},
        "nodes": {"name": _TEXT, "id": _TEXT, **_types(network.node_attributes), **dates, "size": {"d": "double"}},
        "edges": {
            "interaction": _TEXT,
            "name": _TEXT,
            "weight": {"d": "double"},
            **_types(network.edge_attributes),
            **dates,
        },
    }


def _types(attributes: Sequence[Attribute]) -> dict[str, object]:
    return {attribute.name: {"d": _TYPES[attribute.type]} for attribute in attributes}


def _node(number: int, node: Node) -> dict[str, object]:
    values = {"name": node.label, "id": node.id, **node.attributes, **period(node), "size": node.size}
    return {"id": number, "x": node.x, "y": -node.y, "v": values}  # y grows downwards there


def _edge(number: int, source: int, target: int, edge: Edge) -> dict[str, object]:
    values = {"interaction": edge.kind, "name": edge.label, "weight": edge.weight, **edge.attributes, **period(edge)}
    return {"id": number, "s": source, "t": target, "v": values}


def _style(network: Network) -> dict[str, object]:
    def by_kind(colors: dict[str, str]) -> dict[str, object]:
        pairs = [{"v": kind, "vp": color} for kind, color in colors.items()]
        return {"type": "DISCRETE", "definition": {"attribute": "kind", "map": pairs}}

    used = {node.kind for node in network.nodes}, {edge.kind for edge in network.edges}
    nodes = {name: kind.color for name, kind in network.node_kinds.items() if name in used[0]}
    edges = {name: kind.color for name, kind in network.edge_kinds.items() if name in used[1]}
    size = {"type": "PASSTHROUGH", "definition": {"attribute": "size", "type": "double"}}
    label = {"type": "PASSTHROUGH", "definition": {"attribute": "name", "type": "string"}}
    return {
        "default": {
            "network": {"NETWORK_BACKGROUND_COLOR": "#FFFFFF"},
            "node": {"NODE_SHAPE": "ellipse", "NODE_LABEL_FONT_SIZE": 10},
            "edge": {"EDGE_TARGET_ARROW_SHAPE": "triangle" if network.directed else "none", "EDGE_WIDTH": 1.0},
        },
        "nodeMapping": {
            "NODE_BACKGROUND_COLOR": by_kind(nodes),
            "NODE_LABEL": label,
            "NODE_WIDTH": size,
            "NODE_HEIGHT": size,
        },
        "edgeMapping": {"EDGE_LINE_COLOR": by_kind(edges)},
    }
