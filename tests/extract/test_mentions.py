"""Mentions and linking: what short texts name, and what holds for any text whatever."""

from __future__ import annotations

import re
import tomllib
from array import array
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duikou.extract.gazetteer import gazetteer
from duikou.extract.link import link
from duikou.extract.mentions import INSIDE, find_mentions
from duikou.extract.model import BlockKind, Clean, CleanBlock, Linked, Mention, Metadata, Outline, Source, Span
from duikou.extract.pipeline import facts_of
from duikou.extract.read import read
from duikou.extract.taggers import Tagger, load_tagger

CASES = tomllib.loads((Path(__file__).parent / "cases/mentions.toml").read_text(encoding="utf-8"))["case"]
KEY = re.compile(
    r"(place|base-area|region|organization|platform|project|event|policy)/[a-z0-9][a-z0-9-]{0,79}"
    r"|agency(-group)?/[a-z0-9-]{2,80}/[a-z0-9][a-z0-9-]{0,79}"
)
WORDS = (Path(__file__).parent / "cases/words.txt").read_text(encoding="utf-8").split()
ODD = ["\n", " ", "\ud800", "\x00", "𠮷"]


def clean_of(text: str) -> Clean:
    source = Source("case", "case.txt", "text/plain", "utf-8", "0" * 64, text, ())
    places = array("l", range(len(text)))
    block = CleanBlock(Span(0, len(text)), BlockKind.PARAGRAPH)
    return Clean(source, text, places, array("l", range(1, len(text) + 1)), (block,), ())


def linked(text: str, tagger: Tagger, title: str = "") -> tuple[tuple[Mention, ...], Linked]:
    clean = clean_of(text)
    outline = Outline(Metadata(title, None, "plan", None, None, None, None), (), ())
    mentions = find_mentions(clean, outline, (), gazetteer(), tagger)
    return mentions, link(clean, outline, (), mentions, gazetteer())


@cache
def _fast() -> Tagger:
    return load_tagger("rjieba")


@pytest.fixture(scope="module")
def fast() -> Tagger:
    return _fast()


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_names(case: dict[str, Any], fast: Tagger, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    if "xfail" in case:
        request.applymarker(pytest.mark.xfail(reason=case["xfail"], strict=True))
    file = tmp_path / "case.txt"
    file.write_text("\n\n".join(filter(None, (case.get("title"), case["text"]))), encoding="utf-8")
    facts = facts_of(read(file), fast)
    body = facts.clean.text.rfind(facts.clean.text.splitlines()[-1])
    found = sorted(
        (min(span.start for span in entity.mentions if span.start >= body), f"{entity.type.value} {entity.canonical}")
        for entity in facts.linked.entities
        if any(span.start >= body for span in entity.mentions)
    )
    assert [name.replace("(", "").replace(")", "") for _, name in found] == case["entities"]


def test_the_neural_tagger_adds_names_that_no_table_holds(fast: Tagger) -> None:
    text = "引导华为、腾讯、中兴、平安等深圳企业参加。"
    bare = replace(gazetteer(), organizations=())

    def organizations(tagger: Tagger) -> set[str]:
        clean = clean_of(text)
        outline = Outline(Metadata("", None, "plan", None, None, None, None), (), ())
        mentions = find_mentions(clean, outline, (), bare, tagger)
        return {m.span.of(text) for m in mentions if m.type.value == "Organization"}

    assert organizations(fast) < organizations(load_tagger("rjieba+lac"))


def test_members_of_a_group(fast: Tagger, tmp_path: Path) -> None:
    file = tmp_path / "case.txt"
    file.write_text(
        "深圳市关于对口合作的意见\n\n建设园区。(责任单位:各区政府(含大鹏新区管委会、深汕特别合作区管委会,下同)、各部门)",
        encoding="utf-8",
    )
    facts = facts_of(read(file), fast)
    groups = {entity.canonical: entity.members for entity in facts.linked.entities if entity.members}
    assert {name: [facts.linked.by_key[key].canonical for key in keys] for name, keys in groups.items()} == {
        "深圳市各区政府": ["深圳市大鹏新区管理委员会", "深圳市深汕特别合作区管理委员会"]
    }


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.one_of(st.sampled_from([*WORDS, *ODD]), st.text(max_size=3)), max_size=40).map("".join),
    st.sampled_from(WORDS),
)
def test_any_text_whatever(text: str, title: str) -> None:
    tagger = _fast()
    mentions, entities = linked(text, tagger, title)
    assert (mentions, entities) == linked(text, tagger, title)
    assert [m.span for m in mentions] == sorted((m.span for m in mentions), key=lambda span: (span.start, -span.end))
    for mention in mentions:
        assert 0 <= mention.span.start < mention.span.end <= len(text)
    for first, second in pairwise(mentions):
        if first.span.overlaps(second.span):
            assert first.span.contains(second.span)
            assert second.type in INSIDE[first.type]
    for entity in entities.entities:
        assert KEY.fullmatch(entity.key), entity
        assert entity.canonical
        assert entity.surface in text
        assert all(alias in text for alias in entity.aliases)
        assert entity.mentions
    assert len(entities.by_key) == len(entities.entities)


@pytest.mark.parametrize(
    "unit", ["《", "“", "(", "深圳市委、市政府", "《方案》", "华为、", "国发〔2021〕", "与", "产业园", "两地"]
)
def test_long_lines(unit: str, fast: Tagger) -> None:
    text = unit * (20_000 // len(unit))
    mentions, _ = linked(text, fast, "深圳市关于对口合作的意见")
    assert all(mention.span.end <= len(text) for mention in mentions)
