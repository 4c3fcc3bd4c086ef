"""The pages of what changed in a real browser, wide and narrow."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ...thorough import thorough
from ..pages.test_browser import NARROW, WIDE, browser, pytestmark, served, tab
from .conftest import Releases

__all__ = ["browser", "pytestmark"]

PAGES = ("/changes", "/changes/3", "/changes/4?document=plan", "/documents/plan")


@pytest.fixture(scope="module")
def address(releases: Releases) -> Iterator[str]:
    with served(releases.output) as running:
        yield running


@pytest.mark.parametrize(
    ("language", "width"), [("en", NARROW), thorough("zh-CN", WIDE), thorough("zh-CN", NARROW), thorough("en", WIDE)]
)
def test_fits(browser: Any, address: str, releases: Releases, width: int, language: str) -> None:
    paths = (*PAGES, f"/documents/note?release={releases.versions[1]}")
    with tab(browser, address, width, locale=language) as page:
        for path in paths:
            page.goto(path)
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, f"{path} at {width}"
        assert page.get_by_role("note").is_visible()


def test_from_the_card_to_the_words(browser: Any, address: str) -> None:
    """The document's card, the release that changed it, the new measure, and its words in the text."""
    with tab(browser, address, locale="zh-CN") as page:
        page.goto("/documents/plan")
        page.get_by_role("link", name="最近一次更新改动了这里").click()
        assert "学校交流" in page.locator(".measures").first.inner_text()
        page.get_by_role("link", name="在原文中查看").first.click()
        assert page.url.partition("#")[0].endswith("/documents/plan")
        assert page.locator(":target").count() == 1
