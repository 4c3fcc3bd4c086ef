"""The pages in a real browser: what an analyst does, with and without scripts, wide and narrow, and for everybody."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from pypdfium2 import PdfDocument

from duikou.api.app import create_app
from duikou.settings import Settings

from ...thorough import chosen, thorough
from ..browsing import (
    NARROW,
    WEB,
    WIDE,
    becomes,
    launched,
    needs_chromium,
    sticks_out,
    tab,
)

pytest.importorskip("playwright.sync_api", reason="the PyPI package playwright is not installed")

pytestmark = needs_chromium
needs_bundle = pytest.mark.skipif(
    not (WEB / "dist" / "editor.js").exists(), reason="the front end was not built: python api/web/front_end.py"
)


@contextmanager
def served(output: Path) -> Iterator[str]:
    """The address of a server over the builds in a folder."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    app = create_app(Settings(output=output))
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 30
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=10)


@pytest.fixture(scope="module")
def site(shipped_url: str) -> str:
    """The address of a server over the shipped graph."""
    return shipped_url


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with launched() as opened:
        yield opened


def test_from_the_home_page_to_the_words(browser: Any, site: str) -> None:
    """Home, agencies, one agency, its measure's evidence, the marked words in the document."""
    with tab(browser, site, locale="zh-CN") as page:
        page.goto("/")
        assert page.locator("table").first.locator("tbody tr").count() >= 20
        page.get_by_role("link", name="部门", exact=True).click()
        page.get_by_role("link", name="深圳市教育局", exact=True).first.click()
        assert page.locator("h1").inner_text().startswith("深圳市教育局")
        quote = page.locator(".measures .quote").first
        assert "市教育局" in quote.locator("mark").inner_text()
        quote.get_by_role("link", name="在原文中查看").click()
        target = page.locator(":target")
        assert "市教育局" in target.inner_text()
        box = target.bounding_box()
        assert box is not None
        assert 0 <= box["y"] < 900, "the words are scrolled into view"


@pytest.mark.parametrize("query", ["赣州", thorough("ganzhou"), thorough("Ganzhou City")])
def test_search(browser: Any, site: str, query: str) -> None:
    with tab(browser, site, locale="zh-CN") as page:
        page.goto("/cities")
        page.get_by_role("searchbox").fill(query)
        page.keyboard.press("Enter")
        page.locator(".hits").get_by_role("link", name="赣州市", exact=True).first.click()
        assert page.locator("h1").inner_text().startswith("赣州市")


@pytest.mark.parametrize("width", [thorough(WIDE), NARROW])
def test_names_are_completed_and_hits_lead_on(browser: Any, site: str, width: int) -> None:
    """What is typed is completed; a hit has its words, and its document, bodies and places beside it."""
    with tab(browser, site, width, locale="zh-CN") as page:
        page.goto("/search")
        page.locator("#find-page").press_sequentially("绿色能")
        page.locator("#find-page-names option[value='绿色能源']").wait_for(state="attached")
        page.goto("/search?q=清洁能源 中广核")
        hit = page.locator(".hits > li").first
        hit.locator("mark", has_text="中广核").first.wait_for()
        assert not sticks_out(page)
        before = page.locator("aside.facets").bounding_box()["y"] < hit.bounding_box()["y"] + 200
        assert before is (width > 1000), "on a narrow screen the hits come first"
        hit.locator(".where").get_by_role("link", name="深圳市", exact=True).click()
        assert page.locator("h1").inner_text().startswith("深圳市")


@pytest.mark.thorough
def test_an_example_of_the_interface_opens(browser: Any, site: str) -> None:
    with tab(browser, site, locale="zh-CN") as page:
        page.goto("/docs")
        page.get_by_text("返回的字段").first.click()
        assert "受援方" in page.locator("article").first.inner_text()
        address = page.locator("article").first.locator("li a").first.get_attribute("href")
        assert page.request.get(site + address).json()["items"]


@needs_bundle
def test_editor_runs_an_example(browser: Any, site: str) -> None:
    with tab(browser, site, locale="zh-CN") as page:
        page.goto("/query")
        page.wait_for_selector(".CodeMirror")
        assert page.locator(".CodeMirror .cm-keyword").count() > 3, "highlighted"
        page.locator(".examples a").nth(1).click()
        page.wait_for_selector("#results table tbody tr")
        assert "query=" in page.url
        with page.expect_download() as download:
            page.get_by_role("button", name="CSV").click()
        assert Path(download.value.path()).read_text("utf-8").count("\n") > 1


@pytest.mark.thorough
@needs_bundle
def test_editor_completes_our_terms(browser: Any, site: str) -> None:
    with tab(browser, site) as page:
        page.goto("/query")
        page.wait_for_selector(".CodeMirror")
        page.evaluate("document.querySelector('.CodeMirror').CodeMirror.setValue('')")
        page.locator(".CodeMirror").click()
        page.keyboard.type("PREFIX dk: <https://w3id.org/duikou/ontology#> SELECT * { ?m dk:respons")
        page.keyboard.press("Control+Space")
        becomes(
            page,
            "document.querySelector('.CodeMirror').CodeMirror.getValue().includes('dk:responsibleAgency')"
            " || !!document.querySelector('.CodeMirror-hints')",
        )


@pytest.mark.thorough
@needs_bundle
def test_editor_shows_a_mistake(browser: Any, site: str) -> None:
    context = browser.new_context(base_url=site)
    page = context.new_page()
    page.goto("/query?query=SELECT+%3Fs+WHERE+%7B")
    page.wait_for_selector("#results .error")
    context.close()


def test_without_scripts(browser: Any, site: str) -> None:
    with tab(browser, site, locale="zh-CN", java_script_enabled=False) as page:
        page.goto("/query")
        page.get_by_role("button", name="运行").click()
        assert page.locator("#results tbody tr").count() > 3
        page.goto("/compare")
        assert page.locator("h2").count() > 3
        page.goto("/documents")
        page.locator(".hits a").first.click()
        assert page.locator(".measure-mark").count() > 3


COMPARED = {
    "two plans": "left=guangzhou-longyan-plan-2023-2027&right=shanghai-sanming-plan-2023-2025",
    "eight places": "&".join(
        f"side=place/{code}" for code in (440300, 440100, 310000, 350800, 350400, 360700, 441500, 451000)
    ),
}


@pytest.mark.parametrize("query", chosen(COMPARED, "two plans"))
def test_a_comparison_prints_on_six_sheets(browser: Any, site: str, query: str) -> None:
    with tab(browser, site, locale="zh-CN", java_script_enabled=False) as page:
        page.goto(f"/compare?{query}")
        assert len(PdfDocument(page.pdf(prefer_css_page_size=True))) <= 6


@pytest.mark.parametrize(
    ("width", "scripts"), [(NARROW, True), *(thorough(*one) for one in ((WIDE, False), (WIDE, True), (NARROW, False)))]
)
def test_a_reference_is_one_click_away(browser: Any, site: str, width: int, scripts: bool) -> None:
    """The browser adds the day on which it was taken; without scripts the plain text has it."""
    with tab(browser, site, width, locale="zh-CN", java_script_enabled=scripts) as page:
        page.goto("/measures")
        page.locator(".measures .text a").first.click()
        page.get_by_text("引用", exact=True).click()
        reference = page.locator("#cite pre").first
        assert page.locator("#cite pre").count() == 4
        assert "/id/measure/" in reference.inner_text()
        assert page.locator("html").evaluate("root => root.scrollWidth - innerWidth") <= 0
        assert bool(re.search(r"\[\d{4}-\d\d-\d\d\]", reference.inner_text())) is scripts
        plain = page.locator("#cite").get_by_role("link", name="纯文本").first.get_attribute("href")
        assert re.search(r"\[\d{4}-\d\d-\d\d\]", page.request.get(site + plain).text())


def test_language_switch_stays(browser: Any, site: str) -> None:
    with tab(browser, site, locale="zh-CN") as page:
        page.goto("/tables/agencies")
        assert page.locator("html").get_attribute("lang") == "zh-Hans"
        page.get_by_role("link", name="English").click()
        assert page.locator("h1").inner_text() == "Agencies"
        page.get_by_role("link", name="Cities").click()
        assert page.locator("html").get_attribute("lang") == "en"


@pytest.mark.thorough
@pytest.mark.parametrize("scripts", [True, thorough(False)])
def test_a_table_is_narrowed_sorted_and_taken_away(browser: Any, site: str, scripts: bool) -> None:
    """With the keyboard alone, with and without scripts; the button that copies is there with them only."""
    options = {"permissions": ["clipboard-read", "clipboard-write"]} if scripts else {}
    with tab(browser, site, locale="zh-CN", java_script_enabled=scripts, **options) as page:
        page.goto("/")
        page.get_by_role("navigation").get_by_role("link", name="数据表", exact=True).click()
        page.get_by_role("main").get_by_role("link", name="措施", exact=True).click()
        page.locator("select[name=topic]").select_option("green-energy")
        page.get_by_label("含有的文字").fill("能源")
        page.keyboard.press("Enter")
        page.get_by_role("status").wait_for()
        assert "topic=green-energy" in page.url
        count = page.locator("#rows tbody tr").count()
        assert page.get_by_role("status").inner_text() == f"{count} 行"
        page.get_by_role("columnheader").get_by_role("link", name="内容").click()
        assert page.locator("th[aria-sort]").inner_text().startswith("内容")
        with page.expect_download() as download:
            page.get_by_role("link", name="Excel").click()
        assert Path(download.value.path()).read_bytes().startswith(b"PK")
        assert page.locator("#copy button").count() == scripts
        if scripts:
            page.get_by_role("button", name="复制本页").click()
            page.get_by_role("button", name="已复制").wait_for()
            copied = page.evaluate("navigator.clipboard.readText()")
            assert [len(line.split("\t")) for line in copied.splitlines()] == [8] * (count + 1)


PLAN = "/documents/shenzhen-ganzhou-baise-shanwei-opinions-2023"
REPORT = "/reports/cooperation/360700-440300"


@pytest.mark.parametrize("path", ["/quality", thorough("/topics")])
def test_wide_tables_show_their_last_column(browser: Any, site: str, path: str) -> None:
    with tab(browser, site, locale="zh-CN") as page:
        page.goto(path)
        assert page.evaluate(
            "[...document.querySelectorAll('.scroll')].every(one => one.scrollWidth <= one.clientWidth + 1)"
        )


@pytest.mark.thorough
def test_long_pages_fold(browser: Any, site: str) -> None:
    """The body with the most measures is no endless page on a telephone; what is folded is one click away."""
    with tab(browser, site, 390, locale="zh-CN") as page:
        page.goto("/agencies")
        page.locator("table tbody a").first.click()
        assert page.evaluate("document.documentElement.scrollHeight") < 9000
        last = page.locator("details.group > summary").last
        last.click()
        assert last.locator("xpath=..").locator(".measures > li").first.is_visible()


@pytest.mark.parametrize(
    ("path", "scripts"), [(PLAN, True), *(thorough(*one) for one in ((PLAN, False), (REPORT, True), (REPORT, False)))]
)
def test_a_telephone_folds_contents_and_tables(browser: Any, site: str, path: str, scripts: bool) -> None:
    """What is folded opens by its head, and all of it is printed; without scripts nothing is folded."""
    closed = "[...document.querySelectorAll('details.fold')].filter(one => !one.open).length"
    with tab(browser, site, 390, locale="zh-CN", java_script_enabled=scripts) as page:
        page.goto(path)
        folds = page.locator("details.fold")
        assert folds.count() > 0
        assert page.evaluate(closed) == (folds.count() if scripts else 0)
        if scripts:
            folds.first.locator("summary").click()
            assert page.evaluate(closed) == folds.count() - 1
            page.evaluate("dispatchEvent(new Event('beforeprint'))")
            assert page.evaluate(closed) == 0
            page.evaluate("dispatchEvent(new Event('afterprint'))")
            assert page.evaluate(closed) == folds.count() - 1


def test_a_telephone_reads_little_more_than_the_text(browser: Any, site: str) -> None:
    """A page to read is at most 1.3 times as long as its words alone, across the whole screen and without any gap."""
    with tab(browser, site, 390, locale="zh-CN") as page:
        page.goto(PLAN)
        assert page.evaluate(
            "(() => { const body = document.querySelector('.text-body'), style = getComputedStyle(body);"
            " const bare = document.createElement('div');"
            " bare.style.cssText = `width: ${innerWidth - 32}px; font: ${style.font}`;"
            " const own = body.cloneNode(true); own.querySelectorAll('.note, .anchor').forEach(one => one.remove());"
            " for (const one of own.children) { const line = document.createElement('div');"
            " line.textContent = one.textContent; bare.append(line) }"
            " const whole = document.documentElement.scrollHeight; document.body.append(bare);"
            " return whole / bare.getBoundingClientRect().height })()"
        ) == pytest.approx(1.15, abs=0.15)


@pytest.mark.thorough
def test_the_contents_of_a_plan_stay_on_a_telephone(browser: Any, site: str) -> None:
    """They stay at the top of the screen, and close again when a line of them was chosen."""
    with tab(browser, site, 390, locale="zh-CN") as page:
        page.goto(PLAN)
        page.evaluate("scrollTo(0, 4000)")
        contents = page.locator(".outline")
        assert contents.bounding_box()["y"] == pytest.approx(0, abs=1)
        contents.locator("summary").click()
        contents.locator("a").nth(4).click()
        assert contents.bounding_box()["height"] < 60
        target = page.locator(":target").bounding_box()
        assert contents.bounding_box()["height"] <= target["y"] < 400


@pytest.mark.thorough
def test_layers_are_switched_without_scripts(browser: Any, site: str) -> None:
    """Each by its box, all or none by the address; the words and their links stay."""
    with tab(browser, site, locale="zh-CN", java_script_enabled=False) as page:
        page.goto(PLAN)
        body = page.locator(".text-body a.m.agency").first
        line = "one => getComputedStyle(one).borderBottomColor"
        shown = body.evaluate(line)
        page.locator("#layer-agency").uncheck()
        assert body.evaluate(line) == "rgba(0, 0, 0, 0)" != shown
        assert page.locator(".text-body a.m.place").first.evaluate(line) != "rgba(0, 0, 0, 0)"
        page.get_by_role("link", name="不标注").click()
        assert page.locator(".layers input:checked").count() == 0
        assert page.locator(".text-body .note:visible").count() == 0
        page.get_by_role("link", name="全部标注").click()
        assert page.locator(".layers input:not(:checked)").count() == 0
        assert page.locator(".text-body .note:visible").count() > 5


@pytest.mark.thorough
def test_text_is_set_to_be_read(browser: Any, site: str) -> None:
    with tab(browser, site, locale="zh-CN") as page:
        page.goto(PLAN)
        style = page.locator(".text-body p:not(.title, .row)").first.evaluate(
            "one => { const s = getComputedStyle(one); return [parseFloat(s.textIndent) / parseFloat(s.fontSize),"
            " parseFloat(s.lineHeight) / parseFloat(s.fontSize), s.fontFamily] }"
        )
        assert style[0] == pytest.approx(2, abs=0.01)
        assert style[1] == pytest.approx(1.9, abs=0.01)
        assert style[2].rstrip().endswith("serif")
        assert page.locator(".headline").bounding_box()["height"] < 60


def test_a_link_to_a_quote_marks_all_of_it(browser: Any, site: str) -> None:
    """From a measure's page to its words: what is marked is the measure, through names and paragraphs."""
    with tab(browser, site, locale="zh-CN") as page:
        page.goto("/measures?document=" + PLAN.rpartition("/")[2])
        for place in (0, 5, 11):
            words = page.locator(".measures > li .text").nth(place).inner_text()
            page.locator(".measures > li").nth(place).get_by_role("link", name="在原文中查看").click()
            becomes(page, "CSS.highlights.has('duikou-quote')")
            marked = page.evaluate(
                "[...CSS.highlights.get('duikou-quote')].map(range => { const held = range.cloneContents();"
                " held.querySelectorAll('.printed, .anchor, .note').forEach(one => one.remove());"
                " return held.textContent }).join('')"
            )
            assert re.sub(r"\s", "", words) == re.sub(r"\s", "", marked)
            page.go_back()
