"""The pictures of the page that explains editing, taken from the running program: python api/web/pictures.py

They go to api/static/edit-{step}-{language}.webp. Needed: the extra `test`, the machine's Chromium, and the bundle.
"""

from __future__ import annotations

import base64
import shutil
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn
from playwright.sync_api import sync_playwright

from duikou.api.app import create_app
from duikou.cli import shipped_documents
from duikou.graph.build import build
from duikou.ontology.terms import Vocabulary
from duikou.settings import Settings

CHROMIUM = "/usr/bin/chromium"
STATIC = Path(__file__).parent.parent / "static"
SLUG = "shenzhen-ganzhou-baise-shanwei-opinions-2023"
WIDE, HIGH = 1000, 540
LARGEST = 60_000
"""Bytes of a picture."""
_TO_WEBP = """async ([png, quality]) => {
    const image = new Image();
    image.src = `data:image/png;base64,${png}`;
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"), {width: image.width, height: image.height});
    canvas.getContext("2d").drawImage(image, 0, 0);
    return canvas.toDataURL("image/webp", quality).split(",")[1];
}"""


def main() -> None:
    """Takes every picture in both languages."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for language, locale in (("zh", "zh-CN"), ("en", "en-GB")):
            with served(Path(folder) / language) as address:
                context = browser.new_context(base_url=address, locale=locale, viewport={"width": WIDE, "height": HIGH})
                page = context.new_page()
                page.goto("/edit")
                for step, prepare in STEPS.items():
                    prepare(page)
                    page.wait_for_timeout(400)
                    save(page.screenshot(), STATIC / f"edit-{step}-{language}.webp", context)
                context.close()


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a server with one editor over one shipped document."""
    documents, output = folder / "documents", folder / "graph"
    documents.mkdir(parents=True)
    shutil.copy(shipped_documents() / f"{SLUG}.txt", documents)
    build(documents, output, Vocabulary())
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    app = create_app(Settings(output=output, documents=(str(documents),), edit=True, editor="甲"))
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=10)


def look(page: Any) -> None:
    page.goto("/edit/queue?why=uncertain")
    page.locator("h1").evaluate("heading => heading.scrollIntoView()")


def correct(page: Any) -> None:
    read(page)
    mark = page.locator(".text-body a.m.agency").nth(6)
    mark.evaluate("mark => mark.scrollIntoView({block: 'center'})")
    mark.click()
    page.wait_for_selector("[data-card] .correct")
    page.keyboard.press("e")


def add(page: Any) -> None:
    read(page)
    page.evaluate("""() => {
        const parts = [...document.querySelectorAll(".text-body [data-at]")];
        const part = parts.filter((one) => one.textContent.length > 30)[12];
        part.scrollIntoView({block: "center"});
        getSelection().setBaseAndExtent(part.firstChild, 2, part.firstChild, 14);
        part.click();
    }""")
    page.wait_for_selector("[data-card] .correct")


def undo(page: Any) -> None:
    """A few rows, entered by keys, and the list of them."""
    page.goto("/edit/queue?why=uncertain")
    for key in "aara":
        before = page.locator("[data-card] .correct").get_attribute("data-fact")
        page.keyboard.press(key)
        page.wait_for_function("key => document.querySelector('[data-card] .correct').dataset.fact !== key", arg=before)
    page.goto("/edit/corrections")


STEPS: dict[str, Callable[[Any], None]] = {"look": look, "correct": correct, "add": add, "undo": undo}


def read(page: Any) -> None:
    with page.expect_response(lambda answer: "/edit/facts" in answer.url):
        page.goto(f"/documents/{SLUG}")


def save(png: bytes, target: Path, context: Any) -> None:
    """Writes a picture as WebP, as good as its size allows."""
    page = context.new_page()
    for quality in (1, 0.8, 0.6, 0.4, 0.2):  # 1 keeps every pixel
        encoded = page.evaluate(_TO_WEBP, [base64.b64encode(png).decode(), quality])
        data = base64.b64decode(encoded)
        if len(data) <= LARGEST:
            break
    page.close()
    if len(data) > LARGEST:
        sys.exit(f"{target.name}: {len(data)} bytes, more than {LARGEST}")
    target.write_bytes(data)
    print(f"{target.name}: {len(data)} bytes")


if __name__ == "__main__":
    main()
