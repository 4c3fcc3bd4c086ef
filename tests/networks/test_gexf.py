"""Our GEXF is GEXF 1.3, by the specification, and keeps to what its readers share."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from duikou.networks import FORMATS, Edge, Network, Node, definitions
from duikou.networks.model import Attribute, Kind, Text

GEXF = "{http://gexf.net/1.3}"
SCHEMA = etree.RelaxNG(etree.parse(str(Path(__file__).with_name("gexf13.rng"))))
HARD = 'A&B <"红色"> \x00\x0b\ufffe\n\t]]>'
"""A name with everything that breaks a careless writer."""


def gexf(network: Network) -> etree._Element:
    return etree.fromstring(b"".join(FORMATS["gexf"].write(network)))


def small(*, directed: bool = True, **fields: object) -> Network:
    """Two nodes and an edge, all of hard names, with an attribute of each type."""
    declared = tuple(Attribute(name, name, Text(name, name)) for name in ("string", "integer", "double", "boolean"))
    values = {"string": HARD, "integer": -3, "double": 1e-7, "boolean": True}
    kind = {"topic": Kind("topic", Text("主题", "Topic"), "#0d8577")}
    nodes = (
        Node(HARD, HARD, "topic", "urn:a", values, "2023-01-01", None, 1.5, -2.0, 5.0),
        Node("b", "乙", "topic", "urn:b"),
    )
    edge = Edge(HARD, "b", "topic", HARD, 0.5, values, None, "2025-12-31")
    text = Text("测试", "Test")
    whole = {"nodes": nodes, "edges": (edge,), "node_attributes": declared, "edge_attributes": declared, **fields}
    return Network("test", text, text, directed, node_kinds=kind, edge_kinds=kind, **whole)  # type: ignore[arg-type]


CASES: dict[str, Network] = {
    "hard names": small(),
    "no edges": small(edges=()),
    "empty": small(nodes=(), edges=()),
    "parallel edges": small(edges=tuple(Edge("b", "b", kind, kind) for kind in ("one", "two"))),
    "undirected": small(directed=False),
    "no attributes": small(node_attributes=(), edge_attributes=()),
}


@pytest.mark.parametrize("name", definitions())
def test_every_network_is_valid(name: str, made: dict[str, Network]) -> None:
    SCHEMA.assertValid(gexf(made[name]))


@pytest.mark.parametrize("network", CASES.values(), ids=CASES)
def test_awkward_networks_are_valid(network: Network) -> None:
    SCHEMA.assertValid(gexf(network))


BROKEN = {
    "1.2 namespace": ("http://gexf.net/1.3", "http://www.gexf.net/1.2draft"),
    "unknown type": ('type="integer"', 'type="number"'),
    "no date": ('start="2022-01-01"', 'start="2022-13-01"'),
    "no number": ('weight="2"', 'weight="two"'),
    "no such mode": ('mode="dynamic"', 'mode="moving"'),
    "undeclared element": ("<nodes ", "<title/><nodes "),
    "colour out of range": ('r="23"', 'r="256"'),
}


@pytest.mark.parametrize(("old", "new"), BROKEN.values(), ids=BROKEN)
def test_the_schema_rejects(old: str, new: str, made: dict[str, Network]) -> None:
    text = b"".join(FORMATS["gexf"].write(made["pairs"])).decode()
    assert old in text
    assert not SCHEMA.validate(etree.fromstring(text.replace(old, new).encode()))


def test_one_block_a_class_numeric_ids_and_every_value_declared(made: dict[str, Network]) -> None:
    for network in made.values():
        root = gexf(network)
        blocks = {block.get("class"): block for block in root.iter(f"{GEXF}attributes")}
        assert len(list(root.iter(f"{GEXF}attributes"))) == len(blocks) == 2
        for class_, block in blocks.items():
            ids = [attribute.get("id") for attribute in block]
            assert ids == [str(i) for i in range(len(ids))]
            used = {v.get("for") for thing in root.iter(f"{GEXF}{class_}") for v in thing.iter(f"{GEXF}attvalue")}
            assert used <= set(ids)


def test_hard_names_come_back(made: dict[str, Network]) -> None:
    root = gexf(small())
    node = next(root.iter(f"{GEXF}node"))
    readable = HARD.replace("\x00", "").replace("\x0b", "").replace("\ufffe", "")
    assert node.get("label") == node.get("id") == readable
    assert next(root.iter(f"{GEXF}edge")).get("source") == readable


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_same_network_gives_the_same_bytes(suffix: str, made: dict[str, Network]) -> None:
    first, second = (b"".join(FORMATS[suffix].write(made["all"])) for _ in range(2))
    assert first == second
    if suffix not in ("zip", "thumbnail.svg"):
        assert "三明市".encode() in first or suffix in ("csv", "edges.csv")
