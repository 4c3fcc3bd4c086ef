"""What is read of pages: each case draws words and lines, and tells the blocks that come of them."""

from __future__ import annotations

import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from duikou.extract.model import ABOVE, Block, BlockKind
from duikou.extract.readers import pdf

from ..readers import tiny

CASES: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "pages.toml").read_text("utf-8"))["case"]
HEIGHT = 842


def _page(case: dict[str, Any], number: int) -> str:
    def of(key: str) -> list[list[Any]]:
        return [row[1:] for row in case.get(key, ()) if row[0] == number]

    words = tiny.shown(*((x, HEIGHT - y, size, text) for x, y, size, text in of("words")))
    rules = [f"{x} {HEIGHT - bottom} {right - x} {bottom - top} re f" for x, top, right, bottom in of("rules")]
    unseen = [
        f"q {command} {tiny.shown(*((x, HEIGHT - y, size, text) for x, y, size, text in of('unseen')))} Q"
        for command in case.get("commands", ())
    ]
    return "\n".join([*rules, *unseen, words])


def _told(block: Block) -> str:
    if block.kind is not BlockKind.TABLE_ROW:
        return f"{block.kind.value} {block.text}"
    cells = " | ".join("^" if cell == ABOVE else cell.of(block.text) for cell in block.cells)
    return f"{'header' if block.header else block.kind.value} {cells}"


def _read(case: dict[str, Any]) -> Any:
    pages = max(row[0] for row in case["words"])
    drawn = [_page(case, number) for number in range(1, pages + 1)]
    return pdf.read(tiny.drawn(*drawn, more=case.get("more", ""), width=case.get("width", 595)))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_blocks_of_drawn_pages(case: dict[str, Any]) -> None:
    content = _read(case)
    assert [_told(block) for block in content.blocks] == case["blocks"]
    for block in content.blocks:
        assert content.text[block.starts[0] : block.ends[-1]] == block.text


@pytest.mark.parametrize("case", [case for case in CASES if not case.get("more")], ids=lambda case: case["name"])
def test_every_word_has_its_spot(case: dict[str, Any]) -> None:
    """Each word that was drawn stands on the page and at the height where it was drawn."""
    content = _read(case)
    for number, x, y, _, text in case["words"]:
        held = [spot for spot in content.spots if text in spot.span.of(content.text) and spot.page == number]
        near = [spot for spot in held if abs(spot.box.left - x) < 2 and spot.box.top < y < spot.box.bottom + 2]
        assert near, text
    spans = [spot.span for spot in content.spots]
    assert all(before.end <= after.start for before, after in pairwise(spans))


def test_a_turned_page_tells_where_words_are_shown() -> None:
    """Rotated by a quarter, what stood 60 from the left stands 60 from the top."""
    case = next(case for case in CASES if case.get("more"))
    (spot,) = _read(case).spots
    assert spot.page == 1
    assert spot.box.top == pytest.approx(60, abs=1)
    assert spot.box.right - spot.box.left < 20 < spot.box.bottom - spot.box.top


def test_words_turned_against_the_page_are_left_out_and_said() -> None:
    words = "支持赣州市与深圳市共建产业园。"
    turned = f"BT /F1 12 Tf 0 1 -1 0 500 300 Tm <{'保密文件注意归档'.encode('utf-16-be').hex()}> Tj ET"
    content = pdf.read(tiny.drawn(f"{tiny.shown((60, 700, 12, words))} {turned}"))
    assert [block.text for block in content.blocks] == [words]
    assert content.notes == ("page 1: 8 characters turned against the page are left out, such as “保密文件注意归档”",)
