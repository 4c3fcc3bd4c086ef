"""What a server asks of itself before its first reader comes."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from starlette.testclient import TestClient

from duikou.api.http.gate import OWN
from duikou.api.opening import addresses, ask, keep_open
from duikou.api.pages.language import LANGUAGES


@pytest.mark.parametrize("address", addresses())
def test_each_page_is_there(client: TestClient, address: str) -> None:
    """A page that has moved would be worked out for nobody; none of them is counted as a request."""
    assert client.portal is not None
    before = client.get("/metrics").text.count("duikou_requests_total{")
    assert client.portal.call(ask, client.app, address, "zh") == 200
    assert client.get("/metrics").text.count("duikou_requests_total{") <= before + 1, "but for /metrics itself"


class Application:
    """Answers nothing, and remembers what it was asked; every second answer fails."""

    def __init__(self, store: str | None, version: str = "1") -> None:
        self.state = SimpleNamespace(engine=SimpleNamespace(version=version), settings=SimpleNamespace(store=store))
        self.asked: list[tuple[str, str]] = []

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        assert scope[OWN] is True
        self.asked.append((scope["path"], dict(scope["headers"])[b"accept-language"].decode()))
        if len(self.asked) % 2:
            raise OSError("not now")


EVERY = [(address, language) for language in LANGUAGES for address in addresses()]


@pytest.mark.thorough
def test_once_for_a_remote_engine() -> None:
    """Its data change unseen; what fails is left to the first reader."""
    read: list[str] = []
    app: Any = Application("http://127.0.0.1:9/query")
    asyncio.run(keep_open(app, lambda: read.append("vocabulary")))
    assert read == ["vocabulary"]
    assert app.asked == EVERY


def test_again_for_each_release(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("duikou.api.opening._EVERY", 0.001)
    app: Any = Application(None)

    async def two_releases() -> None:
        task = asyncio.create_task(keep_open(app))
        while len(app.asked) < len(EVERY):
            await asyncio.sleep(0.001)
        await asyncio.sleep(0.02)
        assert app.asked == EVERY, "nothing is asked twice while the release stays"
        app.state.engine.version = "2"
        while len(app.asked) < 2 * len(EVERY):
            await asyncio.sleep(0.001)
        task.cancel()

    asyncio.run(two_releases())
    assert app.asked == EVERY * 2
