"""One's own document in a real browser: dropped, looked at, thrown away; without scripts, wide and narrow."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from duikou.graph.build import Build

from ...thorough import thorough
from ..browsing import AXE, SERIOUS, launched, needs_chromium, sticks_out, tab, violations
from ..serving import Server
from .test_own import TEXT

pytest.importorskip("playwright.sync_api", reason="the PyPI package playwright is not installed")


pytestmark = needs_chromium


@pytest.fixture(scope="module")
def server(small: Build) -> Iterator[Server]:
    with Server(output=small.release.parent.parent, edit=True) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with launched() as opened:
        yield opened


@pytest.mark.parametrize(("width", "scripts"), [thorough(1440, True), (390, True), thorough(1440, False)])
def test_an_analyst_brings_a_document(browser: Any, server: Server, width: int, scripts: bool, tmp_path: Path) -> None:
    file = tmp_path / "吉安.txt"
    file.write_text(TEXT, encoding="utf-8")
    context = browser.new_context(
        viewport={"width": width, "height": 900}, base_url=server.url, locale="zh-CN", java_script_enabled=scripts
    )
    page = context.new_page()
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: None if request.url.startswith(server.url) else problems.append(request.url))
    page.goto("/edit/new")
    page.get_by_label("怎么称呼您").fill("测试")
    page.get_by_role("button", name="进入").click()
    page.get_by_label("文件", exact=True).set_input_files(str(file))
    page.get_by_role("button", name="读取").click()
    assert page.locator("h1").inner_text() == "吉安市与东莞市对口合作实施方案"
    assert "共建产业园" in page.locator("table", has_text="责任部门").inner_text()
    assert page.locator("article .measure-mark a.m.place").count() > 1
    if scripts:
        assert page.evaluate("document.documentElement.scrollWidth") == width, "nothing stands out at the side"
    page.get_by_text("文件信息").click()
    page.get_by_label("发布日期").fill("yesterday")
    page.get_by_role("button", name="保存并重读").click()
    assert "is not a date" in page.get_by_role("alert").inner_text()
    page.get_by_label("发布日期").fill("2024-05-01")
    page.get_by_role("button", name="保存并重读").click()
    assert page.get_by_role("alert").count() == 0
    page.get_by_role("button", name="丢弃").click()
    assert "吉安" not in page.locator("main").inner_text()
    page.get_by_role("button", name="退出").click()
    context.close()
    assert [problem for problem in problems if "400" not in problem] == [], "but for what was wrong on purpose"


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: npm ci in api/web")
@pytest.mark.parametrize(("width", "scheme"), [thorough(1440, "light"), (390, "dark")])
def test_the_pages_of_editors_are_accessible(browser: Any, server: Server, width: int, scheme: str) -> None:
    """axe finds nothing serious, and no page is wider than its window."""
    found = {}
    with tab(browser, server.url, width, refused=True, locale="zh-CN", color_scheme=scheme) as page:
        page.goto("/edit/new")
        found["/edit/login"] = violations(page)
        page.get_by_label("怎么称呼您").fill("测试")
        page.get_by_role("button", name="进入").click()
        for path in ("/edit/new", "/edit/queue", "/edit/corrections", "/edit/help", "/documents/plan"):
            page.goto(path)
            found[path] = violations(page)
            assert not sticks_out(page), path
    serious = {path: [one for one in each if one.impact in SERIOUS] for path, each in found.items()}
    assert {path: each for path, each in serious.items() if each} == {}
