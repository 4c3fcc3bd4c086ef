"""Where each node stands and how big it is: computed once, the same on every machine, for Gephi and for the eye.

Each connected part is laid out by springs (rustworkx), its nodes pushed apart until none overlaps, and the parts packed
as circles. A part too large for springs is laid out as a packing of its communities, each a sunflower of its nodes.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import rustworkx as rx
from numpy.typing import NDArray

from .model import Network

Point = tuple[float, float]
Points = NDArray[np.float64]
SPRING_NODES = 1200
SMALLEST, LARGEST = 5.0, 26.0
SPACE = 46.0
"""Length that an edge would like to have, in the units of x and y."""
GAP = 7.0
SEED = 7
_WIDE, _LOW = 1.15, 0.87
"""The axes of the rings on which circles are packed."""
_GOLDEN = math.pi * (3 - math.sqrt(5))


def with_layout(network: Network) -> Network:
    """*network* with x, y and size on every node. Size grows with the square root of the weighted degree."""
    if not network.nodes:
        return network
    index = {node.id: position for position, node in enumerate(network.nodes)}
    weights: dict[tuple[int, int], float] = defaultdict(float)
    for edge in network.edges:
        a, b = index[edge.source], index[edge.target]
        if a != b:
            weights[min(a, b), max(a, b)] += edge.weight
    sizes = _sizes(network)
    community = [int(node.attributes.get("community", 0)) for node in network.nodes]
    positions: dict[int, Point] = {}
    parts = _parts(len(network.nodes), weights)
    laid = [_lay(part, weights, sizes, community) for part in parts]
    centres = pack(
        [_reach(points, [sizes[n] for n in part]) for part, points in zip(parts, laid, strict=True)], GAP * 5
    )
    for part, points, (x, y) in zip(parts, laid, centres, strict=True):
        for node, point in zip(part, points, strict=True):
            positions[node] = (round(float(point[0]) + x, 2), round(float(point[1]) + y, 2))
    nodes = tuple(
        replace(node, x=positions[i][0], y=positions[i][1], size=sizes[i]) for i, node in enumerate(network.nodes)
    )
    return replace(network, nodes=nodes)


def _sizes(network: Network) -> list[float]:
    strength = [float(node.attributes.get("weighted_degree", 1.0)) for node in network.nodes]
    top = math.sqrt(max(strength)) or 1.0
    return [round(SMALLEST + (LARGEST - SMALLEST) * math.sqrt(value) / top, 2) for value in strength]


def _parts(count: int, weights: Mapping[tuple[int, int], float]) -> list[list[int]]:
    """The connected parts, largest first, nodes in order."""
    graph: rx.PyGraph[int, None] = rx.PyGraph()
    graph.add_nodes_from(range(count))
    graph.add_edges_from_no_data(list(weights))
    return sorted((sorted(part) for part in rx.connected_components(graph)), key=lambda part: (-len(part), part[0]))


def _lay(
    part: Sequence[int], weights: Mapping[tuple[int, int], float], sizes: Sequence[float], community: Sequence[int]
) -> Points:
    """The points of one connected part, around its middle."""
    if len(part) == 1:
        return np.zeros((1, 2))
    radii = np.array([sizes[node] for node in part])
    if len(part) > SPRING_NODES:
        return _by_community(part, radii, community)
    place = {node: i for i, node in enumerate(part)}
    graph: rx.PyGraph[int, float] = rx.PyGraph()
    graph.add_nodes_from(list(part))
    graph.add_edges_from(
        [
            (place[a], place[b], 1.0 + math.log1p(weight))
            for (a, b), weight in weights.items()
            if a in place and b in place
        ]
    )
    start = {i: (float(x), float(y)) for i, (x, y) in enumerate(_by_community(part, radii, community) / 500)}
    iterations = max(60, min(500, 60_000_000 // len(part) ** 2))
    found = rx.spring_layout(graph, pos=start, num_iter=iterations, weight_fn=float, seed=SEED, scale=1)
    points = np.array([found[i] for i in range(len(part))])
    points -= points.mean(axis=0)
    spread = math.sqrt(float((points**2).sum(axis=1).mean())) or 1.0
    points *= SPACE * math.sqrt(len(part)) * 0.62 / spread
    return separate(points, radii + GAP)


def _by_community(part: Sequence[int], radii: Points, community: Sequence[int]) -> Points:
    """Communities as circles packed around the largest, the biggest nodes of each in its middle."""
    members: dict[int, list[int]] = defaultdict(list)
    for i, node in enumerate(part):
        members[community[node]].append(i)
    groups = sorted(members.values(), key=lambda group: (-len(group), group[0]))
    points = np.zeros((len(part), 2))
    reach: list[float] = []
    for group in groups:
        group.sort(key=lambda i: (-radii[i], i))
        step = 1.9 * (float(radii[group].mean()) + GAP / 2)
        for rank, i in enumerate(group):
            distance = step * math.sqrt(rank)
            points[i] = distance * math.cos(rank * _GOLDEN), distance * math.sin(rank * _GOLDEN)
        reach.append(step * math.sqrt(len(group)) + float(radii[group].max()))
    for group, centre in zip(groups, pack(reach, GAP * 2), strict=True):
        points[group] += centre
    centred: Points = points - points.mean(axis=0)
    return centred


def separate(points: Points, radii: Points, rounds: int = 60) -> Points:
    """Pushes points apart until no two circles overlap, or *rounds* are over. Keeps the arrangement."""
    x, y = points[:, 0].copy(), points[:, 1].copy()
    need = radii[:, None] + radii[None, :]
    squared = np.triu(need**2, k=1)
    for _ in range(rounds):
        apart = (x[:, None] - x[None, :]) ** 2
        apart += (y[:, None] - y[None, :]) ** 2
        one, other = np.nonzero(apart < squared)
        if not len(one):
            break
        distance = np.sqrt(apart[one, other])
        push = (need[one, other] - distance) * 0.5 / np.where(distance > 1e-6, distance, 1.0)
        for axis in (x, y):
            step = (axis[one] - axis[other]) * push
            np.add.at(axis, one, step)
            np.subtract.at(axis, other, step)
    return np.stack((x, y), axis=1)


def pack(radii: Sequence[float], gap: float) -> list[Point]:
    """Centres for circles that do not overlap, each in the nearest room around the first. Larger ones come first."""
    placed = np.zeros((len(radii), 3))
    full: dict[float, int] = {}
    """For each size how many rings around the first have no room for it: nor have they later."""
    for count, radius in enumerate(radii):
        x, y = (0.0, 0.0) if not count else _free(placed[:count], radius + gap, full)
        placed[count] = x, y, radius
    return [(float(x), float(y)) for x, y, _ in placed]


def _free(placed: Points, radius: float, full: dict[float, int]) -> Point:
    step, size = max(radius, 1.0) * 0.5, round(radius, 6)
    distance = float(placed[0, 2]) + radius
    for _ in range(full.setdefault(size, 0)):
        distance += step
    out = np.sqrt((placed[:, 0] / _WIDE) ** 2 + (placed[:, 1] / _LOW) ** 2)
    while True:
        turns = max(8, int(2 * math.pi * distance / step))
        angle = np.arange(turns) * (2 * math.pi / turns)
        ring = np.stack((np.cos(angle) * distance * _WIDE, np.sin(angle) * distance * _LOW), axis=1)
        known = placed[_LOW * np.abs(out - distance) < placed[:, 2] + radius]  # no others come as near to the ring
        away = np.sqrt(((ring[:, None, :] - known[None, :, :2]) ** 2).sum(axis=2))
        room = (away >= known[None, :, 2] + radius - 1e-9).all(axis=1)
        if room.any():
            x, y = ring[int(room.argmax())]
            return float(x), float(y)
        full[size] += 1
        distance += step


def _reach(points: Points, radii: Sequence[float]) -> float:
    return float((np.sqrt((points**2).sum(axis=1)) + np.array(radii)).max())
