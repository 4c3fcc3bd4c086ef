"""A still picture: for readers without JavaScript, for documents and for print. No label covers another or a node."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from ..model import Network, Node
from .values import title
from .xml import escape

WIDTH = 1200.0
MARGIN = 70.0
FONT = 13.0
FIRST = 40
"""So many of the biggest nodes get their name before room is kept for smaller nodes."""
LABELS = 400
"""At most so many names; the rest are tooltips."""
ARROWS = 250
"""Past so many edges heads are only noise."""
_MAX_SCALE, _MIN_HEIGHT = 1.25, 360.0
_CELL = 40.0
Box = tuple[float, float, float, float]

_STYLE = (
    "text{font:13px 'Noto Sans CJK SC','Noto Sans SC','PingFang SC','Microsoft YaHei',sans-serif;fill:#1d2530;"
    "paint-order:stroke;stroke:#fff;stroke-width:3px;stroke-linejoin:round}"
    "h1,.t{font-size:20px;font-weight:600}.s{fill:#55606e}a:hover circle{stroke:#1d2530}"
)


def lines(network: Network) -> Iterator[str]:
    """The file, line by line."""
    scale, left, top, height = _frame(network.nodes)
    # y grows upwards in Gephi and sigma.js, downwards here.
    places = {node.id: ((node.x - left) * scale + MARGIN, (-node.y - top) * scale + MARGIN) for node in network.nodes}
    radii = {node.id: max(2.0, node.size * scale) for node in network.nodes}
    legend = _legend(network, height)
    full = height + legend[1]
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {full:g}" width="{WIDTH:g}" height="{full:g}" '
        f'role="img" aria-labelledby="t"><title id="t">{escape(title(network))}</title><style>{_STYLE}</style>\n'
        f'<rect width="100%" height="100%" fill="#fff"/>\n'
        f'<text class="t" x="24" y="36">{escape(title(network))}</text>\n'
    )
    yield from _edges(network, places, radii)
    for node in network.nodes:
        x, y = places[node.id]
        color = network.node_kinds[node.kind].color
        circle = (
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radii[node.id]:.1f}" fill="{color}" stroke="#fff">'
            f"<title>{escape(node.label)}</title></circle>"
        )
        linked = node.iri.startswith(("http://", "https://"))
        yield f'<a href="{escape(node.iri)}">{circle}</a>\n' if linked else f"{circle}\n"
    for x, y, anchor, text in _labels(network.nodes, places, radii, height):
        yield f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>\n'
    yield legend[0]
    yield "</svg>\n"


def thumbnail(network: Network) -> Iterator[str]:
    """The same without names and legend, cut to the network: for a list of networks, where no name could be read."""
    scale, left, top, height = _frame(network.nodes)
    inner = WIDTH - 2 * MARGIN, height - 2 * MARGIN
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {inner[0]:g} {inner[1]:g}" role="img" aria-label="'
        f'{escape(title(network))}">\n'
    )
    places = {node.id: ((node.x - left) * scale, (-node.y - top) * scale) for node in network.nodes}
    radii = {node.id: max(4.0, node.size * scale) for node in network.nodes}
    yield from _edges(network, places, radii)
    for node in network.nodes:
        (x, y), color = places[node.id], network.node_kinds[node.kind].color
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radii[node.id]:.1f}" fill="{color}" stroke="#fff"/>\n'
    yield "</svg>\n"


def _frame(nodes: Sequence[Node]) -> tuple[float, float, float, float]:
    """Scale, left, top and height: the network fills the width, but small ones are not blown up."""
    if not nodes:
        return 1.0, 0.0, 0.0, _MIN_HEIGHT
    left, right = min(n.x - n.size for n in nodes), max(n.x + n.size for n in nodes)
    top, bottom = min(-n.y - n.size for n in nodes), max(-n.y + n.size for n in nodes)
    inner = WIDTH - 2 * MARGIN
    scale = min(_MAX_SCALE, inner / max(right - left, 1.0), inner * 1.1 / max(bottom - top, 1.0))
    height = max(_MIN_HEIGHT, (bottom - top) * scale + 2 * MARGIN)
    slack_x = (inner / scale - (right - left)) / 2
    slack_y = ((height - 2 * MARGIN) / scale - (bottom - top)) / 2
    return scale, left - slack_x, top - slack_y, height


def _edges(network: Network, places: dict[str, tuple[float, float]], radii: dict[str, float]) -> Iterator[str]:
    top = max((edge.weight for edge in network.edges), default=1.0) or 1.0
    opacity = 0.55 if len(network.edges) < 400 else 0.3
    yield f'<g stroke-opacity="{opacity}" fill="none">\n'
    for edge in network.edges:
        (x1, y1), (x2, y2) = places[edge.source], places[edge.target]
        color = network.edge_kinds[edge.kind].color if edge.kind in network.edge_kinds else "#8b95a1"
        width = 0.8 + 4.2 * math.sqrt(max(edge.weight, 0.0) / top) if top > 1 else 1.2
        line = f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" stroke="{color}" stroke-width="{width:.1f}"/>'
        head = (
            _arrow(x1, y1, x2, y2, radii[edge.target], color)
            if network.directed and len(network.edges) <= ARROWS
            else ""
        )
        yield f"{line}{head}\n"
    yield "</g>\n"


def _arrow(x1: float, y1: float, x2: float, y2: float, radius: float, color: str) -> str:
    length = math.hypot(x2 - x1, y2 - y1)
    if length < radius + 12:
        return ""
    ux, uy = (x2 - x1) / length, (y2 - y1) / length
    tip = x2 - ux * (radius + 1), y2 - uy * (radius + 1)
    back = tip[0] - ux * 7, tip[1] - uy * 7
    return (
        f'<path d="M{tip[0]:.1f} {tip[1]:.1f}L{back[0] - uy * 3:.1f} {back[1] + ux * 3:.1f}'
        f'L{back[0] + uy * 3:.1f} {back[1] - ux * 3:.1f}Z" fill="{color}" fill-opacity="0.8"/>'
    )


def text_width(text: str, font: float = FONT) -> float:
    """About how wide a text is: a full-width character counts one em, any other a little over half."""
    return sum(font if ord(char) > 0x2E7F else font * 0.56 for char in text)


def _labels(
    nodes: Sequence[Node], places: dict[str, tuple[float, float]], radii: dict[str, float], height: float
) -> Iterator[tuple[float, float, str, str]]:
    """Names where there is room for them, the biggest nodes first: right, left, below or above the node."""
    circles, names = _Grid(), _Grid()
    for node in nodes:
        (x, y), r = places[node.id], radii[node.id]
        circles.add((x - r, y - r, x + r, y + r), node.id)
    names.add((0, 0, WIDTH / 2, 48), "title")
    shown = 0
    for rank, node in enumerate(sorted(nodes, key=lambda n: (-n.size, n.id))):
        if shown >= LABELS:
            return
        # The most important nodes are named even where that covers a part of their neighbours, never another name.
        grids = ((circles, names), (names,)) if rank < FIRST else ((circles, names),)
        tries = ((text, grid) for grid in grids for text in (shorten(node.label, 24), shorten(node.label, 12)))
        for text, taken in tries:
            if found := _room(text, places[node.id], radii[node.id], node.id, taken, height):
                names.add(found[3], "name")
                shown += 1
                yield (*found[:3], text)
                break


def shorten(text: str, length: int) -> str:
    """*text*, or its beginning and an ellipsis when it is longer than *length* characters."""
    return text if len(text) <= length else f"{text[: length - 1]}…"


def _room(
    text: str, place: tuple[float, float], r: float, owner: str, taken: Sequence[_Grid], height: float
) -> tuple[float, float, str, Box] | None:
    """Where a name fits, its anchor and its box: right of the node, left, below, above, or across it."""
    (x, y), wide = place, text_width(text)
    for tx, ty, anchor, box in (
        (x + r + 4, y + 4.5, "start", (x + r + 2, y - 8, x + r + 6 + wide, y + 8)),
        (x - r - 4, y + 4.5, "end", (x - r - 6 - wide, y - 8, x - r - 2, y + 8)),
        (x, y + r + 14, "middle", (x - wide / 2 - 2, y + r + 1, x + wide / 2 + 2, y + r + 18)),
        (x, y - r - 5, "middle", (x - wide / 2 - 2, y - r - 18, x + wide / 2 + 2, y - r - 1)),
        (x, y + 4.5, "middle", (x - wide / 2 - 2, y - 8, x + wide / 2 + 2, y + 8)),
    ):
        inside = box[0] >= 4 and box[2] <= WIDTH - 4 and box[1] >= 4 and box[3] <= height - 2
        if inside and not any(grid.hit(box, owner) for grid in taken):
            return tx, ty, anchor, box
    return None


class _Grid:
    """Boxes by the cells that they touch, to find overlaps without asking every box."""

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], list[tuple[Box, str]]] = defaultdict(list)

    def _touched(self, box: Box) -> Iterator[tuple[int, int]]:
        for column in range(int(box[0] // _CELL), int(box[2] // _CELL) + 1):
            for row in range(int(box[1] // _CELL), int(box[3] // _CELL) + 1):
                yield column, row

    def add(self, box: Box, owner: str) -> None:
        for cell in self._touched(box):
            self._cells[cell].append((box, owner))

    def hit(self, box: Box, owner: str) -> bool:
        return any(
            other[0] < box[2] and box[0] < other[2] and other[1] < box[3] and box[1] < other[3] and of != owner
            for cell in self._touched(box)
            for other, of in self._cells[cell]
        )


def _legend(network: Network, top: float) -> tuple[str, float]:
    """The kinds of node and edge that occur, most frequent first, and the height that they take."""
    node_counts = Counter(node.kind for node in network.nodes)
    edge_counts = Counter(edge.kind for edge in network.edges)
    parts: list[str] = []
    x, y = 24.0, top + 18
    for counts, kinds, is_node in ((node_counts, network.node_kinds, True), (edge_counts, network.edge_kinds, False)):
        for name, count in counts.most_common():
            kind = kinds.get(name)
            text = f"{kind.title.of(network.language) if kind else name} {count}"
            wide = 30 + text_width(text) + 18
            if x + wide > WIDTH - 20:
                x, y = 24.0, y + 24
            color = kind.color if kind else "#8b95a1"
            mark = (
                f'<circle cx="{x + 8:g}" cy="{y:g}" r="7" fill="{color}"/>'
                if is_node
                else f'<path d="M{x:g} {y:g}h18" stroke="{color}" stroke-width="3"/>'
            )
            parts.append(f'{mark}<text class="s" x="{x + 24:g}" y="{y + 4.5:g}">{escape(text)}</text>\n')
            x += wide
    return "".join(parts), y - top + 22
