"""Where places and names stand on a map."""

from __future__ import annotations

import pytest

from duikou.pictures.geography import Ends, lay_out, project


def test_projection_keeps_north_up_and_east_right() -> None:
    beijing, guangzhou, kashgar = project(39.9, 116.4), project(23.1, 113.3), project(39.5, 76.0)
    assert beijing[1] > guangzhou[1]
    assert beijing[0] > kashgar[0]


def test_map_labels_do_not_cover_each_other() -> None:
    where = {"a": (22.54, 114.07), "b": (23.13, 113.26), "c": (23.02, 113.12), "d": (25.85, 114.93), "e": (31.2, 121.5)}
    pairs = [Ends("1", "d", "a"), Ends("2", "e", "b"), Ends("3", "d", "c")]
    drawn = lay_out(pairs, where, dict.fromkeys(where, "某某市"))
    assert len(drawn.dots) == 5
    assert len(drawn.arcs) == 3
    boxes = []
    for dot in drawn.dots:
        left = dot.label_x - {"start": 0, "middle": 20, "end": 40}[dot.side]
        boxes.append((left, dot.label_y - 12, left + 40, dot.label_y + 2))
    for i, a in enumerate(boxes):
        for b in boxes[i + 1 :]:
            assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


def test_map_without_places_is_empty() -> None:
    drawn = lay_out([Ends("1", "x", "y")], {}, {})
    assert (drawn.arcs, drawn.dots) == ([], [])


@pytest.mark.parametrize(
    ("base", "partner"),
    [((45.8, 126.5), (22.5, 126.4)), ((30.0, 90.0), (30.1, 121.0)), ((25.85, 114.93), (25.85, 114.93))],
    ids=["north and south", "west and east", "one place"],
)
def test_a_map_is_neither_a_tower_nor_a_ribbon(base: tuple[float, float], partner: tuple[float, float]) -> None:
    drawn = lay_out([Ends("1", "x", "y")], {"x": base, "y": partner}, {"x": "甲", "y": "乙"})
    assert 0.39 < drawn.height / drawn.width < 1.16
    assert all(0 <= dot.x <= drawn.width and 0 <= dot.y <= drawn.height for dot in drawn.dots)
