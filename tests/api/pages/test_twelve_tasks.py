"""Twelve things that analysts come for, as tasks.toml has them, in a real browser.

Where DUIKOU_SHOTS names a folder, what stands on the screen at the end is saved there.
"""

from __future__ import annotations

import csv
import io
import os
import struct
import threading
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import docx
import pytest
from pydantic import TypeAdapter
from pypdfium2 import PdfDocument
from python_calamine import CalamineWorkbook

from ...thorough import thorough
from ..browsing import WIDTHS, becomes, launched, needs_chromium, sticks_out, tab

pytest.importorskip("playwright.sync_api", reason="the PyPI package playwright is not installed")
pytestmark = needs_chromium


@dataclass(frozen=True)
class Task:
    """A task as tasks.toml has it."""

    name: str
    steps: list[dict[str, str | list[str]]]
    most: tuple[int, int]
    locale: str = "zh-CN"
    read: list[str] = field(default_factory=list)
    checks: list[str] = field(default_factory=list)
    thorough: bool = False
    """Whether it is for thorough runs: others take the same ways, or test_browser.py has what it comes to."""


TASKS = TypeAdapter(list[Task]).validate_python(
    tomllib.loads(Path(__file__).with_name("tasks.toml").read_text("utf-8"))["task"]
)


@dataclass
class Reader:
    """Who does a task: the page that is looked at, the steps taken, and what was saved, by name."""

    page: Any
    browser: Any
    narrow: bool
    steps: int = 0
    saved: dict[str, bytes] = field(default_factory=dict)

    def act(self, kind: str, value: Any) -> None:
        """Takes one step."""
        self.steps += 1
        getattr(self, kind)(value)
        self.page.wait_for_load_state()

    def ask(self, words: str) -> None:
        box = self.page.locator("input[name=q]:visible").first
        box.fill(words)
        box.press("Enter")
        self.page.wait_for_url("**/ask?*")

    def follow(self, name: str) -> None:
        self.page.get_by_role("main").get_by_role("link", name=name, exact=True).first.click()

    def head(self, name: str) -> None:
        self.page.get_by_role("navigation").get_by_role("link", name=name, exact=True).first.click()

    def open(self, name: str) -> None:
        self.page.locator("summary", has_text=name).first.click()

    def choose(self, given: list[str]) -> None:
        name, value = given
        self.page.get_by_role("combobox", name=name, exact=True).select_option(value)

    def press(self, name: str) -> None:
        self.page.get_by_role("main").get_by_role("button", name=name, exact=True).click()

    def take(self, name: str) -> None:
        with self.page.expect_download() as download:
            self.page.get_by_role("main").get_by_role("link", name=name, exact=True).first.click()
        self.saved[name] = Path(download.value.path()).read_bytes()

    def print(self, name: str) -> None:
        self.saved[name] = self.page.pdf(prefer_css_page_size=True)

    def copy(self, name: str) -> None:
        self.saved[name] = self.page.get_by_label(name, exact=True).input_value().encode()


# --- what was saved or shown


def workbook(reader: Reader) -> None:
    """The sheet has a row a measure and its bodies in columns of their own; another says what it is."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(reader.saved["Excel"]))
    head, *rows = book.get_sheet_by_index(0).to_python()
    assert head[:4] == ["内容", "牵头单位", "责任单位", "配合单位"]
    assert f"{len(rows)} 行" in reader.page.get_by_role("main").inner_text()
    assert any("深圳市发展和改革委员会" in str(row[2]) for row in rows)
    assert any(
        "CC BY" in str(cell) or "creativecommons" in str(cell)
        for row in book.get_sheet_by_index(1).to_python()
        for cell in row
    )


def separated(reader: Reader) -> None:
    """The bytes begin with the mark of UTF-8, and have the same rows."""
    data = reader.saved["CSV"]
    assert data.startswith(b"\xef\xbb\xbf")
    book = CalamineWorkbook.from_filelike(io.BytesIO(reader.saved["Excel"]))
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert len(rows) == len(book.get_sheet_by_index(0).to_python())


def word(reader: Reader) -> None:
    document = docx.Document(io.BytesIO(reader.saved["Word 报告"]))
    assert document.paragraphs[0].text == "赣州市—深圳市：对口合作情况报告"
    assert len(document.inline_shapes) == 1
    assert len(document.tables) > 3


def sheets(reader: Reader) -> None:
    """The first of them has the title and the chart; none of the site's own menus is printed."""
    pdf = PdfDocument(reader.saved["report.pdf"])
    first = pdf[0].get_textpage().get_text_range()
    assert "对口合作情况报告" in first.replace("\r\n", "")
    assert "政策文件" not in first
    assert len(pdf) < 30


def six_sheets(reader: Reader) -> None:
    assert len(PdfDocument(reader.saved["comparison.pdf"])) <= 6


def bitmap(reader: Reader) -> None:
    """Twice as many pixels as the drawing has units."""
    data = reader.saved["PNG"]
    assert data.startswith(b"\x89PNG\r\n")
    width, height = struct.unpack(">II", data[16:24])
    assert width >= 1600
    assert height > 400


def shown(reader: Reader) -> None:
    """The picture is there, in words too, and is drawn for the width of the screen."""
    picture = reader.page.locator("figure.picture img")
    assert picture.evaluate("one => one.complete && one.naturalWidth > 0")
    assert len(picture.get_attribute("alt")) > 20
    assert ("width=narrow" in picture.evaluate("one => one.currentSrc")) is reader.narrow


def framed(reader: Reader) -> None:
    """A page of another site shows the picture in the frame that was copied."""
    page = b"<!DOCTYPE html><title>elsewhere</title>" + reader.saved["嵌入网页"]
    with elsewhere(page) as address:
        context = reader.browser.new_context(viewport=reader.page.viewport_size)
        other = context.new_page()
        other.goto(address)
        other.frame_locator("iframe").locator("figure img").wait_for()
        frame = next(each for each in other.frames if "/embed" in each.url)
        becomes(frame, "document.querySelector('figure img').naturalWidth > 300")
        context.close()


@contextmanager
def elsewhere(page: bytes) -> Iterator[str]:
    """The address of a site that has this page alone."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as site:
        thread = threading.Thread(target=site.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{site.server_address[1]}/"
        site.shutdown()
        thread.join()


def set_to_be_read(reader: Reader) -> None:
    """Serif letters of a good size, 1.9 lines apart; the notes stand in the margin where there is one."""
    size, line, family, width = reader.page.locator(".text-body p:not(.title, .row)").first.evaluate(
        "one => { const s = getComputedStyle(one); return [parseFloat(s.fontSize), parseFloat(s.lineHeight),"
        " s.fontFamily, one.getBoundingClientRect().width] }"
    )
    assert size >= 16
    assert line / size == pytest.approx(1.9, abs=0.01)
    assert family.rstrip().endswith("serif")
    assert width / size > 16, "so many characters to a line"
    assert (reader.page.locator(".text-body .note:visible").count() == 0) is reader.narrow


CHECKS: dict[str, Callable[[Reader], None]] = {
    each.__name__: each
    for each in (workbook, separated, word, sheets, six_sheets, bitmap, shown, framed, set_to_be_read)
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with launched() as opened:
        yield opened


def _by_turn() -> Iterator[Any]:
    """Each task at one width, by turn; a thorough run has it at the other too."""
    for number, task in enumerate(TASKS):
        for turn, width in enumerate(WIDTHS):
            made = pytest.param if turn == number % 2 and not task.thorough else thorough
            yield made(task, width, id=f"{task.name}-{width}")


@pytest.mark.parametrize(("task", "width"), _by_turn())
def test_a_task(browser: Any, shipped_url: str, task: Task, width: int) -> None:
    """From the home page, in no more steps than are allowed; no page on the way is wider than the screen."""
    narrow = width == min(WIDTHS)
    with tab(browser, shipped_url, width, locale=task.locale) as page:
        page.goto("/")
        reader = Reader(page, browser, narrow)
        for step in task.steps:
            ((kind, value),) = step.items()
            reader.act(kind, value)
            assert not sticks_out(page), page.url
        if folder := os.environ.get("DUIKOU_SHOTS"):
            place = TASKS.index(task) + 1
            page.screenshot(path=str(Path(folder) / f"task-{place:02}-{width}.png"))
        text = page.get_by_role("main").inner_text()
        assert not [words for words in task.read if words not in text]
        for check in task.checks:
            CHECKS[check](reader)
    assert reader.steps <= task.most[narrow]


def test_there_are_twelve() -> None:
    """Each step and each check is known, and no check is left over."""
    assert len({task.name for task in TASKS}) == 12
    assert {check for task in TASKS for check in task.checks} == set(CHECKS)
