"""GraphML (graphml.graphdrawing.org): for yEd, Cytoscape, igraph, networkx, Gephi and Gephi Lite.

Labels, weights, dates and places are data of declared keys; the names label, weight, x, y, size, r, g and b are those
that Gephi itself writes and reads.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..model import Attribute, Network, Value
from .values import description, number, plain, rgb, title
from .xml import escape

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
"""
_TYPES = {"string": "string", "integer": "long", "double": "double", "boolean": "boolean"}
_NODE = {
    "label": "string",
    "start": "string",
    "end": "string",
    "x": "double",
    "y": "double",
    "size": "double",
} | dict.fromkeys("rgb", "int")
_EDGE = {"label": "string", "weight": "double", "start": "string", "end": "string"}


def lines(network: Network) -> Iterator[str]:
    """The file, line by line."""
    node_keys = _keys("n", _NODE, network.node_attributes)
    edge_keys = _keys("e", _EDGE, network.edge_attributes)
    yield _HEAD
    for domain, name in (("graph", "title"), ("graph", "description")):
        yield f' <key id="{name}" for="{domain}" attr.name="{name}" attr.type="string"/>\n'
    for domain, keys in (("node", node_keys), ("edge", edge_keys)):
        for name, (key, type_) in keys.items():
            yield f' <key id="{key}" for="{domain}" attr.name="{escape(name)}" attr.type="{type_}"/>\n'
    yield f' <graph id="{escape(network.name)}" edgedefault="{"directed" if network.directed else "undirected"}">\n'
    yield f'  <data key="title">{escape(title(network))}</data>\n'
    yield f'  <data key="description">{escape(description(network))}</data>\n'
    colors = {
        name: dict(zip("rgb", map(str, rgb(kind.color)), strict=True)) for name, kind in network.node_kinds.items()
    }
    for node in network.nodes:
        own = {
            "label": escape(node.label),
            "x": number(node.x),
            "y": number(node.y),
            "size": number(node.size),
            **colors[node.kind],
            **_period(node.start, node.end),
        }
        yield f'  <node id="{escape(node.id)}">{_data(node_keys, own, node.attributes)}</node>\n'
    for position, edge in enumerate(network.edges):
        own = {"label": escape(edge.label), "weight": number(edge.weight), **_period(edge.start, edge.end)}
        yield (
            f'  <edge id="e{position}" source="{escape(edge.source)}" target="{escape(edge.target)}">'
            f"{_data(edge_keys, own, edge.attributes)}</edge>\n"
        )
    yield " </graph>\n</graphml>\n"


def _keys(prefix: str, own: Mapping[str, str], attributes: tuple[Attribute, ...]) -> dict[str, tuple[str, str]]:
    types = {**own, **{attribute.name: _TYPES[attribute.type] for attribute in attributes}}
    return {name: (f"{prefix}{i}", type_) for i, (name, type_) in enumerate(types.items())}


def _data(keys: Mapping[str, tuple[str, str]], own: Mapping[str, str], values: Mapping[str, Value]) -> str:
    return "".join(
        f'<data key="{key}">{own[name] if name in own else escape(plain(values[name]))}</data>'
        for name, (key, _) in keys.items()
        if name in own or name in values
    )


def _period(start: str | None, end: str | None) -> dict[str, str]:
    return ({"start": start} if start else {}) | ({"end": end} if end else {})
