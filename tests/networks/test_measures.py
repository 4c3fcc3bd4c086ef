"""Measures against networkx's own, on graphs small enough to know; layouts by what an eye needs."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import networkx as nx
import pytest

from duikou.networks import Edge, Network, Node, definitions
from duikou.networks import measures as measuring
from duikou.networks.layout import pack, with_layout
from duikou.networks.measures import NAMES, with_measures
from duikou.networks.model import Kind, Text


def from_graph(graph: nx.Graph[int]) -> Network:
    """A networkx graph as a network, with weights."""
    text, kind = Text("测试", "Test"), {"topic": Kind("topic", Text("主题", "Topic"), "#0d8577")}
    nodes = tuple(Node(f"n{i:04d}", f"节点{i}", "topic", f"urn:{i}") for i in sorted(graph))
    edges = sorted((f"n{a:04d}", f"n{b:04d}", float(d.get("weight", 1))) for a, b, d in graph.edges(data=True))
    return Network(
        "test",
        text,
        text,
        graph.is_directed(),
        nodes,
        tuple(Edge(a, b, "topic", "主题", weight) for a, b, weight in edges),
        (),
        (),
        kind,
        kind,
    )


GRAPHS = {
    "star": nx.star_graph(6),
    "path": nx.path_graph(7),
    "karate club": nx.karate_club_graph(),
    "directed": nx.gn_graph(25, seed=3),
    "two parts": nx.disjoint_union(nx.complete_graph(4), nx.cycle_graph(5)),
    "loop": nx.Graph([(0, 0), (0, 1), (1, 2)]),
}


@pytest.mark.parametrize("graph", GRAPHS.values(), ids=GRAPHS)
def test_measures_are_those_of_networkx(graph: nx.Graph[int]) -> None:
    found = with_measures(from_graph(graph))
    assert [attribute.name for attribute in found.node_attributes] == list(NAMES)
    between = nx.betweenness_centrality(graph)
    # networkx without SciPy has PageRank in plain Python only
    rank = nx.algorithms.link_analysis.pagerank_alg._pagerank_python(graph, tol=1e-10, max_iter=1000)
    for i, node in zip(sorted(graph), found.nodes, strict=True):
        assert node.attributes["degree"] == graph.degree(i)
        assert node.attributes["weighted_degree"] == graph.degree(i, weight="weight")
        assert node.attributes["betweenness"] == pytest.approx(between[i], abs=1e-7)
        assert node.attributes["pagerank"] == pytest.approx(rank[i], abs=2e-5)


def test_communities_are_numbered_from_the_largest() -> None:
    found = with_measures(from_graph(nx.disjoint_union(nx.complete_graph(3), nx.complete_graph(6))))
    assert [node.attributes["community"] for node in found.nodes] == [1] * 3 + [0] * 6


def test_betweenness_of_large_networks_is_estimated(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = nx.barabasi_albert_graph(300, 2, seed=1)
    exact = {n.id: n.attributes["betweenness"] for n in with_measures(from_graph(graph)).nodes}
    monkeypatch.setattr(measuring, "EXACT_NODES", 100)
    monkeypatch.setattr(measuring, "SAMPLED_STEPS", 100 * 1000)
    rough = {n.id: n.attributes["betweenness"] for n in with_measures(from_graph(graph)).nodes}
    assert exact != rough
    top = sorted(exact, key=lambda id_: -float(exact[id_]))[:5]
    assert set(top) <= set(sorted(rough, key=lambda id_: -float(rough[id_]))[:10])


@pytest.mark.parametrize("graph", GRAPHS.values(), ids=GRAPHS)
def test_no_two_nodes_overlap(graph: nx.Graph[int]) -> None:
    found = with_layout(with_measures(from_graph(graph)))
    for one, other in itertools.combinations(found.nodes, 2):
        assert math.dist((one.x, one.y), (other.x, other.y)) >= one.size + other.size


def test_a_layout_is_the_same_each_time(made: dict[str, Network]) -> None:
    for name in definitions():
        bare = replace(made[name], nodes=tuple(replace(node, x=0.0, y=0.0, size=1.0) for node in made[name].nodes))
        assert with_layout(bare).nodes == made[name].nodes


def test_large_parts_are_packed_by_community() -> None:
    graph = nx.connected_caveman_graph(150, 10)
    found = with_layout(with_measures(from_graph(graph)))
    spots = {(node.x, node.y) for node in found.nodes}
    assert len(spots) == 1500
    groups: dict[object, list[Node]] = {}
    for node in found.nodes:
        groups.setdefault(node.attributes["community"], []).append(node)
    within = [math.dist((a.x, a.y), (b.x, b.y)) for group in groups.values() for a, b in itertools.pairwise(group)]
    assert (
        max(within)
        < max(math.dist((a.x, a.y), (b.x, b.y)) for a, b in itertools.combinations(found.nodes[::50], 2)) / 3
    )


def test_an_empty_network_stays_empty() -> None:
    found = with_layout(with_measures(from_graph(nx.Graph())))
    assert (found.nodes, found.edges) == ((), ())


def test_packed_circles_do_not_overlap() -> None:
    radii = [50.0, 30.0, 30.0, 10.0, 10.0, 5.0, 1.0]
    placed = list(zip(pack(radii, 2.0), radii, strict=True))
    for (one, r), (other, s) in itertools.combinations(placed, 2):
        assert math.dist(one, other) >= r + s


@pytest.mark.parametrize("radii", [[50.0, *[9.0] * 40, *[5.0] * 30], [3.0, 8.0, 3.0, 20.0, 8.0, 3.0, 3.0], [7.0] * 25])
def test_each_circle_has_the_nearest_room(radii: list[float]) -> None:
    placed: list[tuple[float, float, float]] = []
    for (x, y), radius in zip(pack(radii, 2.0), radii, strict=True):
        if placed:
            assert (x, y) == pytest.approx(_nearest(placed, radius + 2.0))
        placed.append((x, y, radius))


def _nearest(placed: list[tuple[float, float, float]], radius: float) -> tuple[float, float]:
    """The first place with room on the rings around the first circle, the narrowest ring first."""
    step = max(radius, 1.0) * 0.5
    for number in itertools.count():
        distance = placed[0][2] + radius + number * step
        turns = max(8, int(2 * math.pi * distance / step))
        for turn in range(turns):
            angle = turn * 2 * math.pi / turns
            x, y = math.cos(angle) * distance * 1.15, math.sin(angle) * distance * 0.87
            if all(math.dist((x, y), (a, b)) >= r + radius - 1e-9 for a, b, r in placed):
                return x, y
    raise AssertionError
