"""The still picture: well-formed, every node in it, and no name on another."""

from __future__ import annotations

import itertools

import networkx as nx
import pytest
from lxml import etree

from duikou.networks import FORMATS, Network, definitions
from duikou.networks.formats.svg import WIDTH, text_width
from duikou.networks.layout import with_layout
from duikou.networks.measures import with_measures

from .test_gexf import CASES
from .test_measures import from_graph

SVG = "{http://www.w3.org/2000/svg}"
DENSE = {"dense": with_layout(with_measures(from_graph(nx.barabasi_albert_graph(300, 3, seed=2))))}


def boxes(root: etree._Element) -> list[tuple[float, float, float, float]]:
    """Where each node's name stands, as wide as its full-width characters."""
    found = []
    for text in root.iter(f"{SVG}text"):
        if text.get("class"):
            continue
        wide, x, y = text_width(text.text or "") - 2, float(text.get("x", 0)), float(text.get("y", 0))
        left = {"start": x, "end": x - wide, "middle": x - wide / 2}[text.get("text-anchor", "start")]
        found.append((left, y - 10, left + wide, y + 2))
    return found


@pytest.mark.parametrize("name", [*definitions(), *CASES, *DENSE])
def test_picture(name: str, made: dict[str, Network]) -> None:
    network = {**made, **CASES, **DENSE}[name]
    root = etree.fromstring(b"".join(FORMATS["svg"].write(network)))
    assert len([c for c in root.iter(f"{SVG}circle") if c.get("stroke")]) == len(network.nodes)
    names = boxes(root)
    assert bool(names) == bool(network.nodes)
    assert all(box[0] >= 0 and box[2] <= WIDTH for box in names)
    for a, b in itertools.combinations(names, 2):
        assert not (a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3])


def test_the_most_important_nodes_are_named(made: dict[str, Network]) -> None:
    root = etree.fromstring(b"".join(FORMATS["svg"].write(DENSE["dense"])))
    shown = {text.text for text in root.iter(f"{SVG}text")}
    top = sorted(DENSE["dense"].nodes, key=lambda node: -node.size)[:15]
    assert {node.label for node in top} <= shown
    everything = etree.fromstring(b"".join(FORMATS["svg"].write(made["pairs"])))
    assert {node.label for node in made["pairs"].nodes} <= {text.text for text in everything.iter(f"{SVG}text")}


def test_thumbnails_have_no_names(made: dict[str, Network]) -> None:
    root = etree.fromstring(b"".join(FORMATS["thumbnail.svg"].write(made["pairs"])))
    assert not list(root.iter(f"{SVG}text"))
    assert len(list(root.iter(f"{SVG}circle"))) == len(made["pairs"].nodes)
