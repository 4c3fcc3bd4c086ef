"""Commitment, topics, and which sentences commit: words in files, one row a case."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from duikou.extract.fold import fold
from duikou.extract.measuring.classify import heads
from duikou.extract.measuring.rules import rules
from duikou.extract.measuring.topics import MOST, topic_scorer
from duikou.extract.model import Span


def cases(name: str) -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / f"cases/{name}.toml").read_text(encoding="utf-8"))


LEVELS = [(level, text) for level, texts in cases("commitment").items() for text in texts]
SENTENCES = [(kind == "drops", text) for kind, texts in cases("sentences").items() for text in texts]
TOPICS = cases("topics")


@pytest.mark.parametrize(("level", "text"), LEVELS)
def test_commitment(level: str, text: str) -> None:
    assert heads().commitment(fold(text), Span(0, len(text))) == level


@pytest.mark.parametrize(("dropped", "text"), SENTENCES)
def test_what_commits(dropped: bool, text: str) -> None:
    assert rules().drops(fold(text)) is dropped


@pytest.mark.parametrize(("text", "topic"), TOPICS["topics"].items())
def test_topic(text: str, topic: str) -> None:
    found = topic_scorer().topics(fold(text))
    assert topic in found
    assert len(found) <= MOST
    assert topic_scorer().areas_of([topic])


@pytest.mark.parametrize(("text", "topics"), TOPICS["exact"].items())
def test_topics_and_no_others(text: str, topics: list[str]) -> None:
    assert sorted(topic_scorer().topics(fold(text))) == sorted(topics)


@pytest.mark.parametrize(("text", "topic"), [*TOPICS["absent"].items(), *TOPICS["seams"].items()])
def test_topic_absent(text: str, topic: str) -> None:
    assert topic not in topic_scorer().topics(fold(text))


def test_a_clause_of_many_parts_may_have_weaker_topics() -> None:
    """Beside the same leading topic, what a lone part only touches is a topic where parts of its own say it."""
    alone = topic_scorer().topics("建设冷链物流园区和专家工作站")
    apart = topic_scorer().topics("建设冷链物流园区,设立专家工作站,办好劳务协作站")
    assert len(alone) < len(apart) == MOST


def test_headings_decide_only_where_the_words_do_not() -> None:
    assert topic_scorer().topics("做好相关工作", ["加强医疗卫生合作"]) == ("health",)
    assert topic_scorer().topics("组织农产品展销", ["加强医疗卫生合作"])[0] == "consumption-assistance"
    assert topic_scorer().topics("做好相关工作") == ()


@pytest.mark.parametrize(
    ("heading", "skipped"),
    [
        ("指导思想", True),
        ("总体要求和基本原则", True),
        ("主要目标", True),
        ("总体要求与主要任务", False),
        ("夯实发展基础支撑", False),
        ("破解融资困难", False),
        ("重点任务", False),
    ],
)
def test_sections_without_measures(heading: str, skipped: bool) -> None:
    assert rules().skips(heading) is skipped


@pytest.mark.parametrize(
    ("text", "name", "wanted", "unwanted"),
    [
        ("支持西安交通大学第一附属医院建设区域医疗中心", "西安交通大学第一附属医院", "health", "transport"),
        ("鼓励西北农林科技大学设立试验示范站", "西北农林科技大学", "science-innovation", "agriculture"),
        (
            "做大做强清洁能源、新材料、纺织服装、生物医药、装备制造、农产品加工产业,建设园区",
            "",
            "green-energy",
            "health",
        ),
        ("推动甲大学与乙大学合作", "甲大学", "vocational-higher-education", "transport"),
    ],
)
def test_words_inside_names(text: str, name: str, wanted: str, unwanted: str) -> None:
    start = text.find(name)
    found = topic_scorer().topics(text, (), [Span(start, start + len(name))] if name else ())
    assert wanted in found and unwanted not in found
