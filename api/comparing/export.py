"""A comparison for programs and spreadsheets, with the numbers of its page."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..pages.site import View
from .compare import LEVELS, Cell, Comparison
from .sides import value_of
from .words import letter, sentences

Rows = Iterator[tuple[object, ...]]


def _topics(view: View, found: Comparison) -> Rows:
    for row in found.rows:
        for place, cell in enumerate(row.cells):
            side = found.sides[place]
            view.site.names.load(cell.owners)
            yield (
                *(view.label(row.area), view.label(row.topic), letter(view, place), view.label(side.iri), side.iri),
                *(len(cell.measures), *cell.levels, "; ".join(view.label(owner) for owner in cell.owners)),
            )


def _likes(view: View, found: Comparison) -> Rows:
    for like in found.likes:
        yield (
            *(f"{like.score:.2f}", letter(view, like.left), like.one.text, like.one.iri),
            *(letter(view, like.right), like.other.text, like.other.iri),
        )


def _gaps(view: View, found: Comparison) -> Rows:
    for gap in found.gaps:
        for topic, count in gap.topics:
            for place, lacking in gap.lacking:
                lacks = "no" if topic in lacking else "yes"
                yield (
                    *(view.label(gap.plan.held.iri), gap.plan.held.iri, view.label(topic), count),
                    *(letter(view, place), found.sides[place].iri, lacks),
                )


PARTS: dict[str, tuple[tuple[str, ...], Callable[[View, Comparison], Rows]]] = {
    "topics": (
        ("area", "topic", "side", "name", "iri", "measures", *LEVELS, "owners"),
        _topics,
    ),
    "likes": (("score", "side", "measure", "iri", "other_side", "other_measure", "other_iri"), _likes),
    "gaps": (("plan", "plan_iri", "topic", "tasks", "side", "side_iri", "covered"), _gaps),
}
"""The tables of a comparison, each a CSV file: its columns and its rows."""


def as_json(view: View, found: Comparison) -> dict[str, object]:
    """Everything that the page shows, and what its tables leave out for want of room."""

    def cell(one: Cell) -> dict[str, object]:
        levels = dict(zip(LEVELS, one.levels, strict=True))
        return {"measures": [each.iri for each in one.measures], "commitment": levels, "owners": list(one.owners)}

    return {
        "release": view.site.engine.release,
        "summary": sentences(view, found),
        "sides": [
            {
                "side": letter(view, place),
                "value": value_of(view.site, side.iri),
                "iri": side.iri,
                "name": view.label(side.iri),
                "measures": side.total,
                "compared": len(side.measures),
                "commitment": dict(zip(LEVELS, found.levels(place), strict=True)),
                "only": [row.topic for row in found.only(place)],
            }
            for place, side in enumerate(found.sides)
        ],
        "shared": [row.topic for row in found.shared],
        "topics": [
            {
                "area": row.area,
                "topic": row.topic,
                "name": view.label(row.topic),
                "cells": [cell(one) for one in row.cells],
            }
            for row in found.rows
        ],
        **{
            name: [dict(zip(PARTS[name][0], row, strict=True)) for row in PARTS[name][1](view, found)]
            for name in ("likes", "gaps")
        },
    }
