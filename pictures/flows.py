"""Flows of counts through three dimensions (a Sankey diagram): nodes, and bands whose widths are counts."""

from __future__ import annotations

from dataclasses import dataclass, field

from .model import NONE, OTHER, Counts, Thing
from .style import Style
from .svg import Drawing, fitted, marked, number, rect, text

_HEIGHT = 430.0
"""Units that all counts of a column take together, without gaps."""


@dataclass(slots=True)
class _Node:
    thing: Thing
    total: int
    y: float
    height: float
    before: float = 0.0
    """How far bands have filled its left and right side."""
    after: float = 0.0
    colour: str = field(default="")


def flows(counts: Counts, style: Style) -> Drawing:
    """Three columns from left to right; a band has the colour of its node in the middle."""
    whole = sum(count for _, count in counts.rows)
    scale = _HEIGHT / whole if whole else 0.0
    columns = [_column(counts, at, scale, style) for at in range(3)]
    height = max((node.y + max(node.height, style.small) for column in columns for node in column.values()), default=0)
    for at, node in enumerate(columns[1].values()):
        node.colour = style.faint if node.thing.key in (NONE, OTHER) else style.colour(at)
    for column in columns:
        last = max((node.y + max(node.height, style.small) for node in column.values()), default=0.0)
        for node in column.values():
            node.y += (height - last) / 2
    beside = (0.0, 0.0) if style.narrow else (style.inner * 0.27, style.inner * 0.16)
    xs = [style.margin + beside[0], 0.0, style.width - style.margin - style.node - beside[1]]
    xs[1] = xs[0] + (xs[2] - xs[0]) * (0.5 if not style.narrow else 0.46)
    parts = _bands(counts, columns, xs, scale, style)
    for at, column in enumerate(columns):
        for node in column.values():
            parts.append(_labelled(node, at, xs, beside, style))
    return Drawing(tuple(parts), height + 8)


def _column(counts: Counts, at: int, scale: float, style: Style) -> dict[str, _Node]:
    """The nodes of a column from above; each has at least the height of its label."""
    found: dict[str, _Node] = {}
    y = 4.0
    for thing, total in counts.totals(at):
        found[thing.key] = _Node(thing, total, y, total * scale)
        y += max(total * scale, style.small + 2) + style.gap
    return found


def _bands(counts: Counts, columns: list[dict[str, _Node]], xs: list[float], scale: float, style: Style) -> list[str]:
    """The bands of the first to the second and the second to the third column."""
    parts = []
    for step in (0, 1):
        sums: dict[tuple[str, str], int] = {}
        for keys, count in counts.rows:
            ends = keys[step].key, keys[step + 1].key
            sums[ends] = sums.get(ends, 0) + count
        order = [list(column) for column in columns]
        for (source, target), count in sorted(
            sums.items(), key=lambda each: (order[step].index(each[0][0]), order[step + 1].index(each[0][1]))
        ):
            left, right = columns[step][source], columns[step + 1][target]
            wide = count * scale
            y1, y2 = left.y + left.after, right.y + right.before
            left.after += wide
            right.before += wide
            x1, x2 = xs[step] + style.node, xs[step + 1]
            middle = (x1 + x2) / 2
            path = (
                f"M{number(x1)} {number(y1)}C{number(middle)} {number(y1)} {number(middle)} {number(y2)} "
                f"{number(x2)} {number(y2)}"
                f"v{number(wide)}C{number(middle)} {number(y2 + wide)} {number(middle)} {number(y1 + wide)} "
                f"{number(x1)} {number(y1 + wide)}Z"
            )
            colour = (right if step == 0 else left).colour
            said = f"{left.thing.label} → {right.thing.label}: {count}"
            shape = f'<path d="{path}" fill="{colour}" fill-opacity="0.45"/>'
            parts.append(marked(Thing("", ""), said, shape))
    return parts


def _labelled(node: _Node, at: int, xs: list[float], beside: tuple[float, float], style: Style) -> str:
    """A node with its name and number: beside it where there is room, over the bands where there is none."""
    font = style.small
    y = node.y + max(node.height, font) / 2 + font * 0.36
    figure = "" if style.narrow else f" {node.total}"  # said where the pointer rests
    between = [xs[step + 1] - xs[step] - style.node for step in (0, 1)]
    if style.narrow:
        room = (between[0] - 8, between[1] * 0.56 - 8, between[1] * 0.44 - 8)[at]
    else:
        room = (beside[0] - 8, between[1] * 0.6, beside[1] - 8)[at]
    label = fitted(node.thing.label, room - font * 0.56 * len(figure), font) + figure
    outside = not style.narrow
    if at == 0:
        x, anchor = (xs[0] - 6, "end") if outside else (xs[0] + style.node + 4, "start")
    elif at == 1:
        x, anchor = xs[1] + style.node + 4, "start"
    else:
        x, anchor = (xs[2] + style.node + 6, "start") if outside else (xs[2] - 4, "end")
    halo = style.paper if at == 1 or style.narrow else ""
    bar = rect(xs[at], node.y, style.node, max(node.height, 1), node.colour or style.soft)
    return marked(
        node.thing, f"{node.thing.label}: {node.total}", bar, text(x, y, label, style.ink, font, anchor, halo=halo)
    )
