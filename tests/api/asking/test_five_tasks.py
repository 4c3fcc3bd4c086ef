"""Five things that people come for, from the home page to the answer through its one box, wide and narrow.

A step is a question sent or a link followed; two are allowed. Where DUIKOU_SHOTS names a folder, the answers are saved
there as pictures.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ...thorough import thorough
from ..browsing import launched, needs_chromium

pytest.importorskip("playwright.sync_api", reason="the PyPI package playwright is not installed")

MOST_STEPS = 2

pytestmark = needs_chromium


@dataclass(frozen=True)
class Task:
    """What is asked, the link that is followed then if one is, and what has to be read at the end."""

    name: str
    question: str
    read: tuple[str, ...]
    link: str = ""


TASKS = [
    Task("green-energy", "深圳哪些单位负责绿色能源？", ("深圳市生态环境局", "深圳市发展和改革委员会", "11家单位")),
    Task(
        "partner",
        "赣州 结对 期限 文件",
        ("2022", "2030", "深圳市", "革命老区重点城市对口合作工作方案"),
        link="赣州市–深圳市",
    ),
    Task("leader", "绿色能源谁牵头", ("没有写明由谁牵头", "绿色能源由哪些单位负责")),
    Task("targets", "到2025年的目标有哪些", ("2025", "到2025年,两地合作机制完善有力")),
    Task("lacking", "广龙方案有哪些主题是沪明方案没有的", ("国资国企", "青年工作", "10个")),
]


LIKE_ANOTHER = ("leader", "targets")
"""They go the way of another task; what is answered tests/ask tries without a browser."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with launched() as opened:
        yield opened


def _by_turn() -> Iterator[Any]:
    """Each task at one width, by turn; a thorough run has it at the other too."""
    for number, task in enumerate(TASKS):
        for turn, width in enumerate((1440, 390)):
            made = pytest.param if turn == number % 2 and task.name not in LIKE_ANOTHER else thorough
            yield made(task, width, id=f"{task.name}-{width}")


@pytest.mark.parametrize(("task", "width"), _by_turn())
def test_two_steps_to_the_answer(browser: Any, shipped_url: str, task: Task, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, base_url=shipped_url, locale="zh-CN")
    page = context.new_page()
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto("/")
    box = page.locator("input[name=q]")
    assert box.count() == 1, "one box"
    box.fill(task.question)
    box.press("Enter")
    page.wait_for_url("**/ask?*")
    steps = 1
    if task.link:
        page.locator("main").get_by_role("link", name=task.link, exact=True).first.click()
        page.wait_for_load_state()
        steps += 1
    text = page.locator("main").inner_text()
    if folder := os.environ.get("DUIKOU_SHOTS"):
        page.screenshot(path=str(Path(folder) / f"ask-{task.name}-{width}.png"))
    assert not [words for words in task.read if words not in text]
    assert steps <= MOST_STEPS
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, "nothing sticks out"
    assert not problems
    context.close()
