"""What a site remembers of its data."""

from __future__ import annotations

import threading
from typing import Any, cast

from duikou.api.http.cache import Cache
from duikou.api.pages.site import Site
from duikou.api.store.engine import Engine
from duikou.settings import Settings

SECONDS = 60
READERS = 4


class Versioned:
    """As much of an engine as remembering needs; *all_asked* is set when every reader has asked for the version."""

    def __init__(self) -> None:
        self.current, self.asked, self.all_asked = "1", 0, threading.Event()
        self._lock = threading.Lock()

    @property
    def version(self) -> str:
        with self._lock:
            self.asked += 1
            if self.asked >= READERS:
                self.all_asked.set()
            return self.current


def site_over(engine: Versioned) -> Site:
    return Site(cast(Engine, engine), Settings(), Cache(0))


def test_what_many_ask_for_at_once_is_made_once() -> None:
    engine = Versioned()
    site, made, got = site_over(engine), [], []

    def make() -> object:
        engine.all_asked.wait(SECONDS)
        made.append(object())
        return made[-1]

    readers = [threading.Thread(target=lambda: got.append(site.remembered("index", make))) for _ in range(READERS)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join(SECONDS)
    assert (len(made), len(got), len(set(map(id, got)))) == (1, READERS, 1)


def test_what_was_made_of_older_data_is_not_kept_with_newer_ones() -> None:
    engine = Versioned()
    site = site_over(engine)

    def make() -> Any:
        engine.current = "2"
        return site.remembered("within", lambda: "old")

    assert site.remembered("index", make) == "old"
    assert site.remembered("index", lambda: "new") == "new"
