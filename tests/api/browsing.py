"""A real browser for the tests of pages, and pages in it that fail a test on what nobody should see."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import duikou.api

CHROMIUM = Path("/usr/bin/chromium")
WEB = Path(duikou.api.__file__).parent / "web"
AXE = WEB / "node_modules" / "axe-core" / "axe.min.js"
SERIOUS = ("serious", "critical")
"""Impacts by which axe says that some people cannot use a page."""
WIDTHS = WIDE, NARROW = (1440, 390)
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--disable-gpu-rasterization",
         "--disable-gpu-compositing")  # fmt: skip

needs_chromium = pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no Chromium at {CHROMIUM}")


@contextmanager
def launched() -> Iterator[Any]:
    """A browser without any page."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
        yield opened
        opened.close()


@contextmanager
def tab(browser: Any, site: str, width: int = 1440, refused: bool = False, **options: Any) -> Iterator[Any]:
    """A page that fails the test on any error in it and on any request to another host. Where addresses may be
    *refused*, what the browser says of that is no error."""
    context = browser.new_context(viewport={"width": width, "height": 900}, base_url=site, **options)
    page = context.new_page()
    problems: list[str] = []
    said = "Failed to load resource: the server responded with a status of 4"

    def heard(message: Any) -> None:
        if message.type == "error" and not (refused and message.text.startswith(said)):
            problems.append(message.text)

    page.on("console", heard)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("request", lambda r: None if r.url.startswith((site, "data:", "blob:")) else problems.append(r.url))
    yield page
    context.close()
    assert not problems


def sticks_out(page: Any) -> int:
    """Pixels by which a page is wider than its window, when what it draws has had two seconds to take its size."""
    found = 0
    for _ in range(20):
        found = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if found <= 0:
            break
        page.wait_for_timeout(100)
    return max(found, 0)


@dataclass(frozen=True)
class Violation:
    """A rule of axe that a page breaks."""

    rule: str
    impact: str
    first: str
    """The first element that breaks it."""
    count: int


def violations(page: Any) -> list[Violation]:
    """What axe finds."""
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate(
        "axe.run(document, {resultTypes: ['violations'], elementRef: false}).then(ended => ended.violations)"
    )
    return [Violation(one["id"], one["impact"], one["nodes"][0]["html"][:200], len(one["nodes"])) for one in found]


def becomes(frame: Any, expression: str, arg: Any = None) -> None:
    """Waits until *expression* holds in a page or a frame. Asked from outside: what Playwright asks again and again
    from within a page is evaluated there, which the pages' own policy forbids."""
    for _ in range(200):
        if frame.evaluate(expression, arg):
            return
        frame.wait_for_timeout(50)
    raise AssertionError(f"never: {expression}")
