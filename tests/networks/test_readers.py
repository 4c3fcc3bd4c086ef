"""Every file is read back by a real client, and says there what the network says."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import igraph
import networkx as nx
import pydot
import pytest
from ndex2.cx2 import RawCX2NetworkFactory

from duikou.networks import FORMATS, Network, NetworkError, definitions, format_of

from ..thorough import chosen
from .test_gexf import CASES, HARD

ALL = (*definitions(), *CASES)
READABLE = HARD.replace("\x00", "").replace("\x0b", "").replace("\ufffe", "")


@pytest.fixture(params=ALL)
def network(request: pytest.FixtureRequest, made: dict[str, Network]) -> Network:
    return {**made, **CASES}[request.param]


def written(network: Network, suffix: str) -> bytes:
    return b"".join(FORMATS[suffix].write(network))


def ends(network: Network) -> list[tuple[str, str]]:
    """The ends of every edge by label; in an undirected network sorted, as no reader keeps their order."""
    label = {node.id: clean(node.label) for node in network.nodes}
    pairs = [(label[edge.source], label[edge.target]) for edge in network.edges]
    return sorted(pairs if network.directed else [tuple(sorted(pair)) for pair in pairs])  # type: ignore[misc,type-var]


def clean(text: str) -> str:
    return READABLE if text == HARD else text


def test_networkx_reads_gexf(network: Network) -> None:
    graph = nx.read_gexf(io.BytesIO(written(network, "gexf")), version="1.3")
    assert graph.is_directed() == network.directed
    assert (graph.number_of_nodes(), graph.number_of_edges()) == (len(network.nodes), len(network.edges))
    for node in network.nodes:
        data = graph.nodes[clean(node.id)]
        assert data["label"] == clean(node.label)
        assert {"x": data["viz"]["position"]["x"], "size": data["viz"]["size"]} == {"x": node.x, "size": node.size}
        assert (data.get("start"), data.get("end")) == (node.start, node.end)
        for attribute in network.node_attributes:
            assert data.get(attribute.name) == clean_value(node.attributes.get(attribute.name))
    found = sorted(
        (float(d["weight"]), d["label"], d.get("start") or "", d.get("end") or "") for _, _, d in graph.edges(data=True)
    )
    assert found == sorted((e.weight, clean(e.label), e.start or "", e.end or "") for e in network.edges)


def clean_value(value: object) -> object:
    return clean(value) if isinstance(value, str) else value


def test_networkx_reads_graphml(network: Network) -> None:
    graph = nx.read_graphml(io.BytesIO(written(network, "graphml")))
    assert (graph.number_of_nodes(), graph.number_of_edges()) == (len(network.nodes), len(network.edges))
    for node in network.nodes:
        data = graph.nodes[clean(node.id)]
        assert data["label"] == clean(node.label)
        for attribute in network.node_attributes:
            assert data.get(attribute.name) == clean_value(node.attributes.get(attribute.name))
    assert sorted(d["weight"] for _, _, d in graph.edges(data=True)) == sorted(e.weight for e in network.edges)


def test_igraph_reads_graphml(network: Network, tmp_path: Path) -> None:
    file = tmp_path / "network.graphml"
    file.write_bytes(written(network, "graphml"))
    graph = igraph.Graph.Read_GraphML(str(file))
    assert (graph.vcount(), graph.ecount()) == (len(network.nodes), len(network.edges))
    if network.nodes:
        assert sorted(graph.vs["label"]) == sorted(clean(node.label) for node in network.nodes)
    found = [tuple(graph.vs[i]["label"] for i in edge.tuple) for edge in graph.es]
    assert sorted(found if network.directed else [tuple(sorted(pair)) for pair in found]) == ends(network)


def test_ndex2_reads_cx2(network: Network) -> None:
    found = RawCX2NetworkFactory().get_cx2network(json.loads(written(network, "cx2")))
    assert (len(found.get_nodes()), len(found.get_edges())) == (len(network.nodes), len(network.edges))
    declared = found.get_attribute_declarations()
    types = {"string": "string", "integer": "long", "double": "double", "boolean": "boolean"}
    for attribute in network.node_attributes:
        assert declared["nodes"][attribute.name]["d"] == types[attribute.type]
    names = {i: node["v"]["name"] for i, node in found.get_nodes().items()}
    assert sorted(names.values()) == sorted(node.label for node in network.nodes)
    weights = sorted(edge["v"]["weight"] for edge in found.get_edges().values())
    assert weights == sorted(edge.weight for edge in network.edges)


def test_networkx_reads_node_link_json(network: Network) -> None:
    graph = nx.node_link_graph(json.loads(written(network, "json")), edges="edges")
    assert (graph.number_of_nodes(), graph.number_of_edges()) == (len(network.nodes), len(network.edges))
    for node in network.nodes:
        assert graph.nodes[node.id]["label"] == node.label
        assert graph.nodes[node.id].get("start") == node.start


def test_networkx_reads_cytoscape_json(network: Network) -> None:
    graph = nx.cytoscape_graph(json.loads(written(network, "cyjs")))
    assert (graph.number_of_nodes(), graph.number_of_edges()) == (len(network.nodes), len(network.edges))
    assert all(graph.nodes[node.id]["label"] == node.label for node in network.nodes)


def test_csv_holds_both_tables(network: Network) -> None:
    with zipfile.ZipFile(io.BytesIO(written(network, "zip"))) as archive:
        assert archive.testzip() is None
        tables = {name: archive.read(name) for name in archive.namelist()}
    assert list(tables) == [f"{network.name}.nodes.csv", f"{network.name}.edges.csv"]
    assert tables == {f"{network.name}.{kind}": written(network, kind) for kind in ("nodes.csv", "edges.csv")}
    nodes, edges = (list(csv.DictReader(io.StringIO(table.decode("utf-8-sig")))) for table in tables.values())
    assert [(row["Id"], row["Label"]) for row in nodes] == [(node.id, node.label) for node in network.nodes]
    assert [float(row["Weight"]) for row in edges] == [edge.weight for edge in network.edges]
    assert {row["Type"] for row in edges} <= {"Directed" if network.directed else "Undirected"}
    assert [row["start"] or None for row in edges] == [edge.start for edge in network.edges]


@pytest.mark.parametrize("label", ["=1+1", "+1", "-1+1", "@x", "\tx"])
def test_csv_starts_no_formula(label: str) -> None:
    network = CASES["hard names"]
    evil = replace(network, nodes=tuple(replace(node, label=label) for node in network.nodes))
    assert f",'{label}," in written(evil, "nodes.csv").decode()


@pytest.mark.parametrize("network", chosen({name: name for name in ALL}, "pairs", "hard names"), indirect=True)
def test_pydot_reads_dot(network: Network) -> None:
    (graph,) = pydot.graph_from_dot_data(written(network, "dot").decode()) or ()
    assert graph.get_type() == ("digraph" if network.directed else "graph")
    nodes = [node for node in graph.get_nodes() if node.get_name() != "node"]
    assert (len(nodes), len(graph.get_edges())) == (len(network.nodes), len(network.edges))
    assert {node.get("fillcolor") for node in nodes} == {f'"{network.node_kinds[n.kind].color}"' for n in network.nodes}


@pytest.mark.parametrize(
    ("name", "suffix"),
    [
        ("a.gexf", "gexf"),
        ("a.nodes.csv", "nodes.csv"),
        ("a.csv", "csv"),
        ("graphology.json", "graphology.json"),
        ("a.json", "json"),
        ("svg", "svg"),
    ],
)
def test_the_longest_suffix_decides(name: str, suffix: str) -> None:
    assert format_of(name).suffix == suffix


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(NetworkError, match=r"a\.xlsx: not a format .* there are gexf, "):
        format_of("a.xlsx")
