"""Every drawing at every width and theme: whole, nothing fetched or run, the same each time, no text over another."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import combinations

import pytest
from lxml import etree

from duikou.networks.formats.svg import text_width
from duikou.pictures import (
    THEMES,
    WIDTHS,
    Counts,
    Drawing,
    Frame,
    Lane,
    Pairing,
    Point,
    Style,
    Thing,
    bars,
    document,
    flows,
    matrix,
    pairs_map,
    timeline,
)
from duikou.pictures.matrix import shade
from duikou.pictures.model import NONE, OTHER
from duikou.pictures.svg import fitted, wrapped
from duikou.pictures.timeline import moment

SVG = "{http://www.w3.org/2000/svg}"
EVIL = "<script>alert(1)</script>\"&'\x00"
NAMES = ("深圳市人民政府国有资产监督管理委员会", "商务局", "Shenzhen Municipal Development and Reform Commission", EVIL)


def things(kind: str, count: int) -> list[Thing]:
    return [Thing(f"https://w3id.org/{kind}/{n}", f"{NAMES[n % len(NAMES)]}{n}") for n in range(count)]


def counted(*sizes: int) -> Counts:
    """Counts of every combination in which the numbers of the things add up to no multiple of three."""
    rows: list[tuple[tuple[Thing, ...], int]] = [((), 0)]
    for at, size in enumerate(sizes):
        rows = [
            ((*keys, thing), n + 1 + number) for keys, n in rows for number, thing in enumerate(things(str(at), size))
        ]
    return Counts(tuple(map(str, range(len(sizes)))), tuple(row for row in rows if row[1] % 3))


def point(number: int) -> Point:
    return Point(Thing(f"p{number}", f"某某市{number}"), 22 + number % 7 * 1.9, 104 + number % 5 * 2.3)


WORDS = {
    "map": {"base": "老区", "partner": "支援", "unnamed": "{count} 个未标"},
    "timeline": {
        key: f"{key} {{kind}}{{count}}" if key == "more" else f"{key} {{count}}" if key == "untimed" else key
        for key in ("document", "pair", "published", "term", "targets", "untimed", "more")
    },
}
PAIRS = [Pairing(Thing(f"c{n}", f"pair {n}"), point(n), point(n + 11), 2022, 2030, n) for n in range(18)] + [
    Pairing(Thing("lost", "lost"), Point(Thing("x", "x"), None, None), point(1), None, None, 0)
]
LANES = [Lane("pair", thing, "", 2021 + n, 2030) for n, thing in enumerate(things("pair", 9))] + [
    Lane("document", thing, f"20{20 + n}-0{1 + n % 9}-11", None, 2025, ((2025, n), (2030, 12)))
    for n, thing in enumerate(things("document", 9))
]
LANES += [Lane("document", Thing("untimed", "untimed"), "", None, None)]

DRAWN: dict[str, Callable[[Style], Drawing]] = {
    "bars": lambda style: bars(counted(9), style),
    "parted bars": lambda style: bars(counted(9, 4), style, ("2", "0")),
    "bounded bars": lambda style: bars(counted(40, 3).bounded((12, 0), "其他（{count} 项）"), style),
    "matrix": lambda style: matrix(counted(9, 5), style),
    "wide matrix": lambda style: matrix(counted(6, 14), style),
    "flows": lambda style: flows(counted(14, 9, 12), style),
    "map": lambda style: pairs_map(PAIRS, [point(3)], style, WORDS["map"]),
    "timeline": lambda style: timeline(LANES, style, WORDS["timeline"], 8),
    "no bars": lambda style: bars(Counts(("0",), ()), style),
    "no matrix": lambda style: matrix(Counts(("0", "1"), ()), style),
    "no flows": lambda style: flows(Counts(("0", "1", "2"), ()), style),
    "no map": lambda style: pairs_map([], [], style, WORDS["map"]),
    "no timeline": lambda style: timeline([], style, WORDS["timeline"], 8),
}
FRAME = Frame(
    EVIL,
    (("zh", EVIL, "一句话"), ("en", "Title", "One sentence")),
    ("说明" * 60,),
    "来源：" + "x" * 300,
    "https://a.b/",
)


def whole(name: str, theme: str = "light", width: str = "wide") -> bytes:
    style = Style.of(theme, WIDTHS[width])
    return document(DRAWN[name](style), FRAME, style).encode()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", DRAWN)
def test_it_is_whole_harmless_and_the_same_each_time(name: str, theme: str, width: str) -> None:
    data = whole(name, theme, width)
    assert data == whole(name, theme, width)
    tree = etree.fromstring(data)
    tags = {element.tag.removeprefix(SVG) for element in tree.iter()}
    assert tags <= {"svg", "title", "desc", "rect", "text", "g", "a", "path", "circle"}
    assert not [key for element in tree.iter() for key in element.attrib if key.startswith("on") or key == "style"]
    assert b"NaN" not in data
    titles = tree.findall(f"{SVG}title")
    assert [(title.get("lang"), title.text) for title in titles][1] == ("en", "Title")
    assert tree.get("aria-labelledby") == titles[0].get("id")


def boxes(element: etree._Element, x: float = 0, y: float = 0) -> Iterator[tuple[float, float, float, float, str]]:
    """Where the texts stand that are not turned."""
    move = re.match(r"translate\(([-\d.]+) ([-\d.]+)\)(.*)", element.get("transform", ""))
    if move:
        if "rotate" in move[3]:
            return
        x, y = x + float(move[1]), y + float(move[2])
    if element.tag == f"{SVG}svg":
        x, y = x + float(element.get("x", "0")), y + float(element.get("y", "0"))
    if element.tag == f"{SVG}text":
        size, words = float(element.get("font-size", "0")), element.text or ""
        wide = text_width(words, size)
        left = (
            x
            + float(element.get("x", "0"))
            - wide * {"start": 0, "middle": 0.5, "end": 1}[element.get("text-anchor", "start")]
        )
        base = y + float(element.get("y", "0"))
        yield left, base - size * 0.75, left + wide, base, words
    for child in element:
        yield from boxes(child, x, y)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", DRAWN)
def test_no_text_covers_another_or_leaves_the_picture(name: str, width: str) -> None:
    tree = etree.fromstring(whole(name, "light", width))
    found = list(boxes(tree))
    assert found
    outside = [box[4] for box in found if box[0] < 0 or box[2] > float(tree.get("width")) + 2]
    assert outside == []
    covered = [
        (a[4], b[4])
        for a, b in combinations(found, 2)
        if min(a[2], b[2]) - max(a[0], b[0]) > 2 and min(a[3], b[3]) - max(a[1], b[1]) > 2
    ]
    assert covered == []


def test_what_is_bounded_is_added_up() -> None:
    counts = counted(9, 4)
    bounded = counts.bounded((4, 0), "其他（{count} 项）")
    assert sum(count for _, count in bounded.rows) == sum(count for _, count in counts.rows)
    totals = bounded.totals(0)
    assert [thing.key == OTHER for thing, _ in totals] == [False, False, False, True]
    assert totals[-1][0].label == "其他（6 项）"
    assert [thing for thing, _ in totals[:3]] == [thing for thing, _ in counts.totals(0)[:3]]


def test_one_thing_is_never_added_up_and_what_is_not_told_keeps_its_place() -> None:
    none = Thing(NONE, "未写明")
    counts = Counts(("0",), (*(((thing,), 1) for thing in things("a", 3)), ((none,), 9)))
    assert counts.bounded((3,), "{count}").totals(0) == counts.totals(0)
    assert counts.totals(0)[-1] == (none, 9)


@pytest.mark.parametrize(
    ("words", "room", "lines"),
    [
        ("一二三四五六", 30, ["一二三", "四五六"]),
        ("一二三，四五", 30, ["一二三，", "四五"]),
        ("plain words stay whole", 60, ["plain", "words stay", "whole"]),
        ("https://a.b/c", 40, ["https:/", "/a.b/c"]),
        ("", 30, [""]),
    ],
)
def test_lines_hold_their_room_and_marks_hang(words: str, room: float, lines: list[str]) -> None:
    assert wrapped(words, room, 10) == lines


def test_a_cut_text_fits() -> None:
    for room in range(20, 200, 7):
        assert text_width(fitted(NAMES[0], room, 13).replace("…", "字"), 13) <= room


def test_shades_and_moments() -> None:
    assert [shade(count, 8) for count in (0, 1, 3, 8)] == [0, 1, 2, 4]
    assert (moment("2023-07-01"), moment("2023")) == (2023.5, 2023.5)
