"""A scripted analyst in a real browser: confirms, rejects, amends and adds by keys, marks and selected words,
publishes, and takes it all back."""

from __future__ import annotations

import csv
import io
import shutil
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import uvicorn

import duikou.api
from duikou.api.app import create_app
from duikou.cli import shipped_documents
from duikou.corrections.batches import batch_files, read_batches, undo
from duikou.graph.build import build
from duikou.ontology.terms import Vocabulary
from duikou.settings import Settings

from ...thorough import thorough
from ..browsing import becomes, launched, needs_chromium

pytest.importorskip("playwright.sync_api", reason="the PyPI package playwright is not installed")

BUNDLE = Path(duikou.api.__file__).parent / "web" / "dist" / "correct.js"
SLUG = "shenzhen-ganzhou-baise-shanwei-opinions-2023"
WHO = "甲"

pytestmark = [
    needs_chromium,
    pytest.mark.skipif(not BUNDLE.exists(), reason="the front end was not built: python api/web/front_end.py"),
]


@dataclass(frozen=True)
class Place:
    """A server with one editor at this machine."""

    url: str
    documents: Path
    output: Path

    @property
    def graph(self) -> bytes:
        return (self.output / "current" / "graph.nq").read_bytes()

    def outcomes(self) -> list[dict[str, str]]:
        text = (self.output / "current" / "corrections.csv").read_text("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A server over the first half of one of the shipped documents."""
    folder = tmp_path_factory.mktemp("analyst")
    documents, output = folder / "documents", folder / "graph"
    documents.mkdir()
    lines = (shipped_documents() / f"{SLUG}.txt").read_text("utf-8").splitlines(keepends=True)
    (documents / f"{SLUG}.txt").write_text("".join(lines[: len(lines) // 2]), "utf-8")
    build(documents, output, Vocabulary())
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    app = create_app(Settings(output=output, documents=(str(documents),), edit=True, editor=WHO))
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 60
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.05)
    yield Place(f"http://127.0.0.1:{port}", documents, output)
    server.should_exit = True
    thread.join(timeout=10)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with launched() as opened:
        yield opened


@pytest.fixture(autouse=True)
def clean(site: Place) -> Iterator[None]:
    yield
    shutil.rmtree(site.documents / "corrections", ignore_errors=True)


@contextmanager
def tab(browser: Any, site: Place, width: int = 1440, **options: Any) -> Iterator[Any]:
    """A page of the editor that fails the test on any error in it and on any request to another host."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, base_url=site.url, locale="zh-CN", **options
    )
    page = context.new_page()
    page.set_default_timeout(60_000)
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("request", lambda r: None if r.url.startswith((site.url, "data:")) else problems.append(r.url))
    page.goto("/edit")
    yield page
    context.close()
    assert not problems


def decide(page: Any, key: str) -> str:
    """Presses a key on the card of the queue, and waits for the next. Returns the fact that was decided."""
    card = page.locator("[data-card] .correct")
    fact = str(card.get_attribute("data-fact"))
    page.keyboard.press(key)
    becomes(page, "fact => document.querySelector('[data-card] .correct')?.dataset.fact !== fact", fact)
    return fact


def confirm(page: Any, fact: str) -> str:
    """Confirms a fact by the key, where it stands in the text. Returns the fact."""
    read(page, fact)
    entered(page, lambda: page.keyboard.press("a"))
    return fact


def read(page: Any, fact: str = "") -> None:
    """Opens the document, at a fact, and waits until its marks are known."""
    with page.expect_response(lambda answer: "/edit/facts" in answer.url):
        page.goto(f"/documents/{SLUG}" + (f"?fact={fact}" if fact else ""))
    if fact:
        page.wait_for_selector(f'[data-card] [data-fact="{fact}"]')


def facts(page: Any, kind: str) -> list[dict[str, Any]]:
    found = page.request.get(f"/edit/facts?document={SLUG}").json()["facts"]
    return [fact for fact in found if fact["kind"] == kind and not fact["candidate"] and not fact["state"]]


def amend(page: Any, fact: str, field: str, value: str) -> None:
    """Changes a field of a fact in the panel, reached by the key."""
    read(page, fact)
    page.keyboard.press("e")
    form = page.locator(f'.correct-change form:has(input[name="field"][value="{field}"])')
    control = form.locator('[name="value"]')
    if control.evaluate("control => control.tagName") == "SELECT":
        control.select_option(value)
    else:
        control.fill(value[:-1])
        control.press_sequentially(value[-1])  # names are offered while one types
        page.wait_for_selector(f'datalist option[value="{value}"]', state="attached")
    entered(page, lambda: form.get_by_role("button").click())


def select(page: Any, words: str) -> None:
    """Selects the first *words* of the text with the mouse."""
    box = page.evaluate(
        """words => {
            const walker = document.createTreeWalker(document.querySelector('.text-body'), NodeFilter.SHOW_TEXT);
            for (let node = walker.nextNode(); node; node = walker.nextNode()) {
                const at = node.data.indexOf(words);
                if (at < 0 || !node.parentElement.closest('[data-at]')) continue;
                const range = document.createRange();
                range.setStart(node, at);
                range.setEnd(node, at + words.length);
                range.startContainer.parentElement.scrollIntoView({block: 'center'});
                const boxes = [...range.getClientRects()];
                const [first, last] = [boxes[0], boxes.at(-1)];
                return [first.left + 1, first.top + first.height / 2, last.right - 1, last.top + last.height / 2];
            }
        }""",
        words,
    )
    assert box, words
    page.mouse.move(box[0], box[1])
    page.mouse.down()
    page.mouse.move(box[2], box[3], steps=4)
    page.mouse.up()


def add(page: Any, words: str, kind: str, **fields: str) -> None:
    """Adds what was missed at selected words."""
    read(page)
    select(page, words)
    form = page.locator(f'[data-card] form:has(input[name="kind"][value="{kind}"])')
    form.wait_for(state="attached")
    assert words in page.locator("[data-card] mark").inner_text()
    if not form.is_visible():
        form.locator("xpath=..").locator("summary").click()
    for name, value in fields.items():
        control = form.locator(f'[name="{name}"]')
        tag = control.evaluate("control => control.tagName")
        control.select_option(value) if tag == "SELECT" else control.fill(value)
    entered(page, lambda: form.get_by_role("button").click())


def entered(page: Any, act: Any) -> None:
    with page.expect_response(lambda answer: answer.url.endswith("/edit/corrections")) as answer:
        act()
    assert answer.value.status == 201, answer.value.text()


def place(fact: str) -> tuple[str, ...]:
    """Where the words of a fact stand, by its key."""
    return tuple(fact.split("-")[1:3])


def publish(page: Any, site: Place) -> None:
    """Publishes by the button, and waits for the page to come again."""
    before = (site.output / "current").resolve()
    page.goto("/edit/corrections")
    with page.expect_navigation(timeout=300_000):
        page.locator("[data-publish] button").click()
    assert (site.output / "current").resolve() != before


@pytest.mark.thorough
def test_a_day_of_an_analyst(browser: Any, site: Place) -> None:
    before = site.graph
    with tab(browser, site) as page:
        page.goto("/edit/queue?why=uncertain")
        confirmed = [decide(page, "a") for _ in range(2)]
        rejected = [decide(page, "r") for _ in range(2)]
        confirmed += [confirm(page, fact["key"]) for fact in facts(page, "measure")[:2]]
        assert len({*confirmed, *rejected}) == 6, "each comes once"

        measures, bodies = facts(page, "measure"), facts(page, "responsibility")
        amend(page, measures[-1]["key"], "commitment", "explore")
        amend(page, measures[-2]["key"], "commitment", "encourage")
        amend(page, measures[-3]["key"], "topics", "green-energy")
        amend(page, bodies[-1]["key"], "body", "深圳市财政局")
        amend(page, bodies[-2]["key"], "role", "lead")

        read(page, measures[-4]["key"])
        page.keyboard.press("e")
        form = page.locator('.correct-change form:has([name="subject"])')
        form.locator('[name="subject"]').fill("深圳市审计局")
        entered(page, lambda: form.get_by_role("button").click())
        add(page, "党史学习教育", "entity", subject="党史学习教育", value="Project")
        add(page, "开展对口合作", "measure", value="require")
        add(page, "高质量发展", "target", value="2035")
        add(page, "对口合作工作", "pair", base="上饶市", partner="深圳市", value="proposed")

        actions = Counter(row.action.value for row in read_batches(site.documents))
        assert actions == {"confirm": 4, "reject": 2, "amend": 5, "add": 5}
        assert {row.who for row in read_batches(site.documents)} == {WHO}

        publish(page, site)
        outcomes = site.outcomes()
        assert Counter(row["outcome"] for row in outcomes) == {"exact": 16}, [
            row for row in outcomes if row["outcome"] != "exact"
        ]
        graph = site.graph.decode()
        assert "上饶市—深圳市" in graph
        assert "深圳市审计局" in graph
        left = {fact["key"] for fact in page.request.get(f"/edit/facts?document={SLUG}").json()["facts"]}
        assert left.isdisjoint(rejected), "what is wrong is gone, and is no candidate either"
        # A measure that is rejected takes its responsibilities along.
        gone = {place(fact) for fact in rejected if fact.startswith("measure-")}
        assert not {fact for fact in confirmed if place(fact) not in gone} - left, "what is right is there"
        page.goto("/edit/queue")
        assert page.locator("[data-card] .correct").get_attribute("data-fact") not in confirmed

        (batch,) = batch_files(site.documents)
        undo(site.documents, batch.stem)
        publish(page, site)
    assert site.graph == before


def test_keys_go_through_the_text(browser: Any, site: Place) -> None:
    with tab(browser, site) as page:
        read(page)
        seen: list[str] = []
        for key in "jjjk":
            page.keyboard.press(key)
            last = f':not([data-fact="{seen[-1]}"])' if seen else ""
            seen.append(page.wait_for_selector(f"[data-card] .correct{last}").get_attribute("data-fact"))
        assert len(set(seen)) == 3
        assert seen[3] == seen[1]
        page.keyboard.press("?")
        page.wait_for_selector("[data-keys][open]")
        page.keyboard.press("Escape")
        page.wait_for_selector("[data-card] .correct", state="detached")

    with tab(browser, site) as page:  # in a hurry: before the facts are there, and each before the card of the last
        page.goto(f"/documents/{SLUG}")
        for key in "jjj":
            page.keyboard.press(key)
        page.wait_for_selector(f'[data-card] [data-fact="{seen[2]}"]')


def test_a_mark_opens_its_fact_and_its_reasons(browser: Any, site: Place) -> None:
    with tab(browser, site) as page:
        read(page)
        mark = page.locator(".text-body a.m.agency").nth(3)
        words = mark.inner_text()
        mark.click()
        page.wait_for_selector("[data-card] .correct")
        assert page.url.endswith(SLUG), "the link is not followed"
        assert words in page.locator("[data-card] .quote").inner_text()
        page.locator("[data-reasons] summary").click()
        page.wait_for_selector("[data-reasons] p")
        assert (
            page.locator("[data-reasons]").inner_text().count("+") + page.locator("[data-reasons] .soft").count() >= 1
        )


@pytest.mark.thorough
def test_without_script(browser: Any, site: Place) -> None:
    """The queue works by forms; the text reads as it does for everybody."""
    with tab(browser, site, java_script_enabled=False) as page:
        page.goto("/edit/queue?kind=responsibility")
        first = page.locator(".correct").get_attribute("data-fact")
        page.get_by_role("button", name="正确").click()
        assert page.locator(".correct").get_attribute("data-fact") != first
        assert "kind=responsibility" in page.url
        page.goto(f"/documents/{SLUG}?fact={first}")
        assert "待发布" in page.locator(".desk").inner_text()
        page.locator(".desk").get_by_role("button", name="撤销").click()
        assert page.locator("[data-count]").inner_text() == "0"


def test_an_error_is_one_line_on_the_page(browser: Any, site: Place) -> None:
    """A row that cannot be entered leaves the card as it is."""
    context = browser.new_context(base_url=site.url, locale="zh-CN")
    page = context.new_page()
    page.goto("/edit")
    read(page, facts(page, "measure")[0]["key"])
    page.keyboard.press("e")
    page.locator(".correct-change textarea").fill(" ")
    page.locator(".correct-change form:has(textarea) button").click()
    page.wait_for_selector("[data-error]:not([hidden])")
    assert "value: is empty" in page.locator("[data-error]").inner_text()
    assert page.locator(".correct").count() == 1
    context.close()


@pytest.mark.thorough
@pytest.mark.parametrize("width", [thorough(1440), 390])
def test_nothing_sticks_out(browser: Any, site: Place, width: int) -> None:
    with tab(browser, site, width) as page:
        for path in (f"/documents/{SLUG}", "/edit/queue", "/edit/corrections", "/edit/help"):
            page.goto(path)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
