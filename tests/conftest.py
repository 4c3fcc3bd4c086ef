"""The graph of the shipped documents, built once for every test that asks about it."""

from __future__ import annotations

import fcntl
import gc
import os
import pickle
import shutil
import socket
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from duikou.cli import shipped_documents
from duikou.graph.build import Build, build
from duikou.ontology.terms import Vocabulary

from .room import use_memory
from .supervising import supervisors
from .thorough import left_out

if TYPE_CHECKING:
    from starlette.testclient import TestClient

HERE = Path(__file__).parent
settings.register_profile("untimed", deadline=None)  # how long an example takes tells how busy the machine is
settings.load_profile("untimed")
use_memory()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What is for thorough runs is left out of others. The modules of long.txt come first, as they stand there; the
    others stay in their order."""
    left = set(left_out(config, items))
    config.hook.pytest_deselected(items=[item for item in items if item in left])
    items[:] = [item for item in items if item not in left]
    lines = (HERE / "long.txt").read_text(encoding="utf-8").splitlines()
    places = {HERE / line: place for place, line in enumerate(lines) if not line.startswith("#")}
    if gone := [path for path in places if not path.is_file()]:
        raise pytest.UsageError(f"long.txt: no such file: {gone[0].relative_to(HERE)}")
    items.sort(key=lambda item: places.get(item.path, len(lines)))


def pytest_sessionstart() -> None:
    """Nothing that is collected is let go."""
    gc.disable()


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Eight thousand tests and all that they import stay to the end: the collector need not look at them, and need not
    look often at the rest, or it takes a sixth of the time."""
    gc.freeze()
    gc.enable()
    gc.set_threshold(50_000, 10, 5)


@pytest.fixture(scope="session", autouse=True)
def _forked_supervisors() -> Iterator[None]:
    with supervisors(forked=True):
        yield


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """A build of data/documents, of which each process that runs tests has a copy: a server writes dumps beside it."""
    own = tmp_path_factory.mktemp("shipped") / "graph"
    base = tmp_path_factory.getbasetemp()
    return copied(_built_once(base.parent if "PYTEST_XDIST_WORKER" in os.environ else base), own)


def copied(done: Build, output: Path) -> Build:
    """A build whose folder is copied to *output*."""
    folder = done.release.parent.parent
    shutil.copytree(folder, output, symlinks=True)
    return replace(done, release=output / done.release.relative_to(folder))


def _built_once(folder: Path) -> Build:
    """A build of data/documents in a *folder* that several processes share: the first that asks makes it."""
    told = folder / "shipped.pickle"
    with (folder / "shipped.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not told.exists():
            done = build(shipped_documents(), folder / "shipped-once", Vocabulary(), jobs=2)
            told.write_bytes(pickle.dumps(done))
    return pickle.loads(told.read_bytes())  # type: ignore[no-any-return]


@pytest.fixture(scope="session")
def shipped_dump(shipped: Build) -> Path:
    """The N-Quads of the shipped documents' graph."""
    return shipped.release / "graph.nq"


Clients = Callable[..., "TestClient"]
"""Makes a client of a running application; options are those of TestClient."""


@pytest.fixture(scope="session")
def shipped_clients(shipped: Build) -> Iterator[Clients]:
    """Clients of one application over the shipped documents: each has its own cookies and headers, and what the
    application has read is read once."""
    from starlette.testclient import TestClient

    from duikou.api.app import create_app
    from duikou.settings import Settings

    with TestClient(create_app(Settings(output=shipped.release.parent.parent))) as running:

        def another(**options: Any) -> TestClient:
            client = TestClient(running.app, **options)
            client.portal = running.portal
            return client

        yield another


@pytest.fixture(scope="session")
def shipped_url(shipped_clients: Clients) -> Iterator[str]:
    """The address at which browsers reach that same application."""
    import uvicorn

    client = shipped_clients()
    assert client.portal is not None
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(client.app, lifespan="off", log_level="warning"))
    running = client.portal.start_task_soon(server.serve, [listener])  # where its engine runs, which is bound to it
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    running.result(timeout=10)


@pytest.fixture(scope="module")
def client(shipped_clients: Clients) -> TestClient:
    """A client of the application over the shipped documents, without the cookies that other modules were given."""
    return shipped_clients()


@dataclass(frozen=True)
class Differs:
    """What differs.toml says of the test that asks."""

    request: pytest.FixtureRequest
    entries: Mapping[str, Mapping[str, Any]]

    def expect(self, name: str) -> None:
        """The test is expected to fail from here on where differs.toml has an entry of that *name*."""
        if entry := self.entries.get(name):
            self.request.applymarker(pytest.mark.xfail(reason=entry["reason"], strict=True))


@pytest.fixture
def differs(request: pytest.FixtureRequest) -> Differs:
    """Facts that the extractor does not give today."""
    return Differs(request, tomllib.loads((HERE / "differs.toml").read_text(encoding="utf-8")))
