"""Browsers of editors, over an application that stands on a store in memory."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import httpx
from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples, Store, Triple
from starlette.testclient import TestClient

from duikou.api.app import create_app
from duikou.api.store.engine import Answer, Engine, GraphWrite, Query, Row, Update
from duikou.api.store.messages import Network
from duikou.api.store.running import Registry
from duikou.settings import Settings

HERE = "http://127.0.0.1:8000"
TOKENS = {"甲": "a-long-token-of-the-first", "乙": "another-token-of-the-second"}
EDITORS = ",".join(f"{name}={token}" for name, token in TOKENS.items())


class MemoryEngine(Engine):
    """Nothing but the queries of our own pages, over an empty store."""

    version = "0"

    def __init__(self) -> None:
        self._store = Store()
        self._running = Registry(Path("/nonexistent"))

    def select(self, query: str) -> list[Row]:
        found = self._store.query(query)
        assert isinstance(found, QuerySolutions)
        names = [variable.value for variable in found.variables]
        return [{name: row[name] for name in names if row[name] is not None} for row in found]

    def construct(self, query: str) -> list[Triple]:
        found = self._store.query(query)
        assert isinstance(found, QueryTriples)
        return list(found)

    def ask(self, query: str) -> bool:
        found = self._store.query(query)
        assert isinstance(found, QueryBoolean)
        return bool(found)

    async def evaluate(self, query: Query) -> Answer:
        raise NotImplementedError

    async def network(self, query: Query, job: Network) -> Answer:
        raise NotImplementedError

    async def update(self, update: Update) -> None:
        raise NotImplementedError

    async def write_graph(self, write: GraphWrite) -> bool:
        raise NotImplementedError

    @property
    def running(self) -> Registry:
        return self._running

    async def start(self) -> None:
        pass

    async def stop(self) -> None:
        pass

    async def ready(self) -> str | None:
        return None

    def size(self) -> int:
        return 0


class Browser(TestClient):
    """Keeps cookies, does not follow, and says where its writes come from, as browsers do."""

    def __init__(self, app: Any, address: str = HERE, client: str = "127.0.0.1") -> None:
        super().__init__(app, base_url=address, follow_redirects=False, client=(client, 50_000))

    def post(self, url: str, **options: Any) -> httpx.Response:  # type: ignore[override]
        """Sends a write from this site's own page, unless *options* say where it comes from."""
        options.setdefault("headers", {"Origin": str(self.base_url).rstrip("/")})
        return super().post(url, **options)

    def csrf(self, url: str = "/edit") -> str:
        """The token in the forms of a page."""
        found = re.search(r'name="csrf" value="([^"]+)"', self.get(url).text)
        assert found, f"{url} has no form of an editor"
        return found[1]

    def log_in(self, token: str) -> httpx.Response:
        return self.post("/edit/login", data={"token": token})


def app(output: Path, **settings: Any) -> Any:
    """An application with editing on, over no release."""
    return create_app(Settings(output=output, **{"edit": True, **settings}), MemoryEngine())
