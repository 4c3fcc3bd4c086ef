"""Names made of words: folding, hashing, equal ones, passages, the nearest wording."""

from __future__ import annotations

from array import array

import pytest

from duikou.extract.model import BlockKind, Clean, CleanBlock, Source, Span
from duikou.graph.passages import Passages, passages
from duikou.graph.similar import nearest
from duikou.graph.wording import digest, distinct


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("支持三明发展", "支持\n  三明\u3000发展", True),
        ("到2025年,建成5个", "到２０２５年，建成５个", True),
        ("支持三明发展", "支持\u200b三明\u00ad发展\ufeff", True),
        ("支持三明发展", "支持三明市发展", False),
        ("支持三明发展", "支持龙岩发展", False),
    ],
)
def test_digest(one: str, other: str, same: bool) -> None:
    assert (digest(one) == digest(other)) is same
    assert len(digest(one)) == 8


def test_distinct() -> None:
    assert distinct(["a", "b", "a", "a", "b"]) == ["a", "b", "a-2", "a-3", "b-2"]


def passages_of(*paragraphs: str) -> Passages:
    text, blocks = "", []
    for paragraph in paragraphs:
        blocks.append(CleanBlock(Span(len(text), len(text) + len(paragraph)), BlockKind.PARAGRAPH))
        text += paragraph + "\n"
    offsets = array("I", range(len(text)))
    source = Source("doc", "doc.txt", "text/plain", "utf-8", "", text, ())
    return passages(Clean(source, text, offsets, array("I", (i + 1 for i in offsets)), tuple(blocks), ()), ())


def places(found: Passages, words: str) -> list[str]:
    at = [i for i in range(len(found.text)) if found.text.startswith(words, i)]
    return [found.place(Span(i, i + len(words))) for i in at]


ONE, TWO, THREE = "支持三明市发展产业。", "推动市教育局结对。", "市教育局负责。"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([ONE + TWO], [TWO]),
        ([ONE + TWO], [ONE, TWO]),
        ([TWO], [THREE + TWO + ONE]),
        ([TWO, ONE], ["一二三", ONE, ONE, TWO]),
        (["推动市教育局结对;鼓励"], [TWO]),
    ],
    ids=["taken out", "another paragraph", "inserted", "moved", "another mark"],
)
def test_what_happens_elsewhere_leaves_a_place_alone(before: list[str], after: list[str]) -> None:
    old, new = passages_of(*before), passages_of(*after)
    assert places(old, "推动市教育局")[0] in places(new, "推动市教育局")


def test_a_bracket_belongs_to_its_sentence() -> None:
    [place] = places(passages_of("支持三明市发展产业。(责任单位:市教育局;市商务局)推动结对。"), "市教育局")
    [same] = places(passages_of("支持三明市发展产业。 (责任单位:市教育局;市商务局)推动结对。"), "三明市")
    assert place.split("/")[0] != digest("支持三明市发展产业")
    assert place.split("/")[1] == "16-20"
    assert same.split("/")[0] == place.split("/")[0]


def test_equal_passages_are_told_apart_by_what_stands_before_them() -> None:
    owner = "责任单位:市教育局"
    old = places(passages_of(ONE, owner, TWO, owner), "市教育局")
    new = places(passages_of("总体要求", owner, ONE, owner, TWO, owner), "市教育局")
    assert len({*old, *new}) == len(set(new))
    assert set(old) <= set(new)


def test_words_across_passages_are_all_in_the_name() -> None:
    one = places(passages_of(ONE, TWO), "产业。\n推动")
    other = places(passages_of(ONE, TWO.replace("结对", "帮扶")), "产业。\n推动")
    assert one != other


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("支持赣州市与深圳市共建特色产业园区", "b"),
        ("鼓励深圳市能源企业到赣州市投资", "a"),
        ("加强红色旅游合作,打造精品线路", None),
        ("产业", None),
        ("", None),
    ],
)
def test_nearest(text: str, expected: str | None) -> None:
    among = {"a": "鼓励深圳市能源企业到赣州市投资建设", "b": "支持赣州市与深圳市共建产业园区", "c": "产业"}
    assert nearest({"x": text}, among).get("x") == expected
