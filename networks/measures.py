"""Measures of network analysis as node attributes: degree, weighted degree, betweenness, PageRank, community.

By kept libraries: rustworkx (PageRank, exact betweenness), networkx (sampled betweenness), graspologic-native (Leiden's
communities). Scores are rounded to eight digits, so that the order in which threads add up numbers never shows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

import graspologic_native as native
import rustworkx as rx

from ..ontology.terms import DEFAULT_BASE
from .model import Network, Value
from .terms import load_terms

NAMES = ("degree", "weighted_degree", "betweenness", "pagerank", "community")
EXACT_NODES = 3000
"""Up to this many nodes betweenness is exact; beyond, it is estimated from a sample of sources."""
SAMPLED_STEPS = 1_000_000
"""How many edges the sampled estimate may walk: it decides the number of sources."""
SEED = 20230601


def with_measures(network: Network, base: str = DEFAULT_BASE) -> Network:
    """*network* with the attributes of NAMES on every node. Direction counts for PageRank and betweenness."""
    if not network.nodes:
        return replace(network, node_attributes=(*network.node_attributes, *load_terms(base).attribute_list(NAMES)))
    index = {node.id: position for position, node in enumerate(network.nodes)}
    pairs = _pairs(network, index)
    degree: dict[int, int] = defaultdict(int)
    weighted: dict[int, float] = defaultdict(float)
    for edge in network.edges:
        for end in (index[edge.source], index[edge.target]):
            degree[end] += 1
            weighted[end] += edge.weight
    directed = rx.PyDiGraph()
    directed.add_nodes_from(range(len(network.nodes)))
    directed.extend_from_weighted_edge_list([(a, b, weight) for (a, b), weight in pairs.items()])
    if not network.directed:
        directed.extend_from_weighted_edge_list([(b, a, weight) for (a, b), weight in pairs.items() if a != b])
    rank = rx.pagerank(directed, weight_fn=float, max_iter=1000)
    between = _betweenness(network, directed, pairs)
    community = communities(len(network.nodes), pairs)
    nodes = []
    for node in network.nodes:
        position = index[node.id]
        scores: dict[str, Value] = {
            "degree": degree[position],
            "weighted_degree": round(weighted[position], 8),
            "betweenness": round(between[position], 8),
            "pagerank": round(rank[position], 8),
            "community": community[position],
        }
        nodes.append(replace(node, attributes={**node.attributes, **scores}))
    declared = (*network.node_attributes, *load_terms(base).attribute_list(NAMES))
    return replace(network, nodes=tuple(nodes), node_attributes=declared)


def _pairs(network: Network, index: Mapping[str, int]) -> dict[tuple[int, int], float]:
    """The weight between two nodes, over all kinds of edge."""
    pairs: dict[tuple[int, int], float] = defaultdict(float)
    for edge in network.edges:
        pairs[index[edge.source], index[edge.target]] += edge.weight
    return pairs


def _betweenness(
    network: Network, directed: rx.PyDiGraph[int, float], pairs: Mapping[tuple[int, int], float]
) -> Mapping[int, float]:
    count = len(network.nodes)
    if count <= EXACT_NODES:
        return dict(rx.digraph_betweenness_centrality(directed, normalized=True))
    import networkx as nx  # noqa: PLC0415 - takes half a second, and few networks are as large

    graph: nx.Graph[int] = nx.DiGraph() if network.directed else nx.Graph()
    graph.add_nodes_from(range(count))
    graph.add_edges_from(pairs)
    sources = max(8, min(count, SAMPLED_STEPS // (count + len(pairs))))
    scores: Mapping[int, float] = nx.betweenness_centrality(graph, k=sources, seed=SEED)
    return scores


def communities(count: int, pairs: Mapping[tuple[int, int], float]) -> Sequence[int]:
    """The community of each node by Leiden's method, numbered from the largest; direction does not count.

    A node without edges, or with edges of no weight only, is a community of its own.
    """
    joined: dict[tuple[str, str], float] = defaultdict(float)
    for (a, b), weight in pairs.items():
        if a != b and weight > 0:
            joined[str(min(a, b)), str(max(a, b))] += weight
    found: dict[str, int] = {}
    if joined:
        edges = [(a, b, weight) for (a, b), weight in joined.items()]
        _, found = native.leiden(
            edges=edges,
            starting_communities=None,
            resolution=1.0,
            randomness=0.001,
            iterations=2,
            use_modularity=True,
            seed=SEED,
            trials=1,
        )
    parts: dict[int, list[int]] = defaultdict(list)
    for node in range(count):
        parts[found.get(str(node), -1 - node)].append(node)
    numbered = [0] * count
    for number, part in enumerate(sorted(parts.values(), key=lambda part: (-len(part), part[0]))):
        for node in part:
            numbered[node] = number
    return numbered
