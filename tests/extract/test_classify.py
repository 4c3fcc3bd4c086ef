"""Commitment, topics, and which sentences commit: words in files, one row a case."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from duikou.extract.classify import heads
from duikou.extract.fold import fold
from duikou.extract.measure_rules import rules
from duikou.extract.model import Span
from duikou.extract.topics import MOST, topic_scorer


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


@pytest.mark.parametrize(("text", "topic"), TOPICS["absent"].items())
def test_topic_absent(text: str, topic: str) -> None:
    assert topic not in topic_scorer().topics(fold(text))


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
