"""GEXF 1.3 (gexf.net, version 1.3): for Gephi, Gephi Lite, sigma.js, networkx and igraph's neighbours.

Four things differ between readers, and this file keeps to what all of them take: one ``attributes`` block a class with
numeric ids (graphology takes the last block only), colours as r, g and b (networkx knows no hex), ``kind`` as the
edge's own attribute (Gephi joins parallel edges without it), and years as declared attributes beside start and end
(graphology reads no dates).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..model import Attribute, Network, Value
from .values import CREATOR, description, number, plain, rgb, title
from .xml import escape

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">
"""


def lines(network: Network) -> Iterator[str]:
    """The file, line by line."""
    yield _HEAD
    yield f" <meta>\n  <creator>{escape(CREATOR)}</creator>\n  <keywords>{escape(title(network))}</keywords>\n"
    yield f"  <description>{escape(description(network))}</description>\n </meta>\n"
    direction = "directed" if network.directed else "undirected"
    time = 'mode="dynamic" timeformat="date" timerepresentation="interval"' if network.dynamic else 'mode="static"'
    yield f' <graph defaultedgetype="{direction}" idtype="string" {time}>\n'
    yield from _declare("node", network.node_attributes)
    yield from _declare("edge", network.edge_attributes)
    yield from _nodes(network)
    yield from _edges(network)
    yield " </graph>\n</gexf>\n"


def _declare(class_: str, attributes: Sequence[Attribute]) -> Iterator[str]:
    yield f'  <attributes class="{class_}">\n'
    for number_, attribute in enumerate(attributes):
        yield f'   <attribute id="{number_}" title="{escape(attribute.name)}" type="{attribute.type}"/>\n'
    yield "  </attributes>\n"


def _nodes(network: Network) -> Iterator[str]:
    colors = {name: _color(kind.color) for name, kind in network.node_kinds.items()}
    yield f'  <nodes count="{len(network.nodes)}">\n'
    for node in network.nodes:
        yield (
            f'   <node id="{escape(node.id)}" label="{escape(node.label)}"{_period(node.start, node.end)}>'
            f"{_values(network.node_attributes, node.attributes)}{colors[node.kind]}"
            f'<viz:position x="{number(node.x)}" y="{number(node.y)}"/><viz:size value="{number(node.size)}"/></node>\n'
        )
    yield "  </nodes>\n"


def _edges(network: Network) -> Iterator[str]:
    colors = {name: _color(kind.color) for name, kind in network.edge_kinds.items()}
    yield f'  <edges count="{len(network.edges)}">\n'
    for position, edge in enumerate(network.edges):
        yield (
            f'   <edge id="{position}" source="{escape(edge.source)}" target="{escape(edge.target)}"'
            f' weight="{number(edge.weight)}" kind="{escape(edge.kind)}" label="{escape(edge.label)}"'
            f"{_period(edge.start, edge.end)}>"
            f"{_values(network.edge_attributes, edge.attributes)}{colors.get(edge.kind, '')}</edge>\n"
        )
    yield "  </edges>\n"


def _values(attributes: Sequence[Attribute], values: Mapping[str, Value]) -> str:
    cells = [
        f'<attvalue for="{number_}" value="{escape(plain(values[attribute.name]))}"/>'
        for number_, attribute in enumerate(attributes)
        if attribute.name in values
    ]
    return f"<attvalues>{''.join(cells)}</attvalues>" if cells else ""


def _period(start: str | None, end: str | None) -> str:
    return (f' start="{start}"' if start else "") + (f' end="{end}"' if end else "")


def _color(color: str) -> str:
    r, g, b = rgb(color)
    return f'<viz:color r="{r}" g="{g}" b="{b}"/>'
