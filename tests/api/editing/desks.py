"""Editors over a copy of a small release, with its documents beside it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from duikou.api.app import create_app
from duikou.corrections.batches import read_batches
from duikou.corrections.model import Correction
from duikou.graph.build import Build
from duikou.settings import Settings

from .clients import EDITORS, HERE, TOKENS, Browser


class Desk:
    """A server over a release of which every editor may correct the document *slug*."""

    def __init__(self, app: Any, documents: Path, slug: str, portal: Any) -> None:
        self.app, self.documents, self.slug, self._portal = app, documents, slug, portal
        self.browsers: dict[str, Browser] = {}

    def browser(self, name: str = "甲") -> Browser:
        """The browser of an editor, who has logged in."""
        if name not in self.browsers:
            self.browsers[name] = Browser(self.app)
            self.browsers[name].portal = self._portal  # all are answered in the one loop that the server runs in
            assert self.browsers[name].log_in(TOKENS[name]).status_code == 303
        return self.browsers[name]

    def facts(self, name: str = "甲") -> list[dict[str, Any]]:
        found = self.browser(name).get("/edit/facts", params={"document": self.slug}).json()["facts"]
        return list(found)

    def fact(self, kind: str) -> str:
        """The key of the first fact of a kind."""
        return next(str(fact["key"]) for fact in self.facts() if fact["kind"] == kind and fact["key"])

    def send(self, fields: dict[str, Any], name: str = "甲", path: str = "/edit/corrections") -> httpx.Response:
        """Sends what the script sends."""
        browser = self.browser(name)
        headers = {"Origin": HERE, "X-CSRF-Token": browser.csrf()}
        return browser.post(path, json={"document": self.slug, **fields}, headers=headers)

    def rows(self) -> list[Correction]:
        return list(read_batches(self.documents))


@contextmanager
def desk_over(build: Build, folder: Path, slug: str = "plan", **settings: Any) -> Iterator[Desk]:
    """A server over a copy of a build in *folder*, whose documents are called ``documents`` beside it."""
    origin = build.release.parent.parent
    shutil.copytree(origin, folder / "graph", symlinks=True)
    shutil.copytree(origin.parent / "documents", folder / "documents")
    documents = folder / "documents"
    given = Settings(output=folder / "graph", documents=(str(documents),), edit=True, editors=EDITORS, **settings)
    app = create_app(given)
    with Browser(app) as starting:  # the engine
        yield Desk(app, documents, slug, starting.portal)
