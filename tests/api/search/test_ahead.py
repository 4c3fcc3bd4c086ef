"""The index that is made before a release is published is the one that a server would make."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Store
from starlette.testclient import TestClient

from duikou.api.app import create_app
from duikou.api.search.ahead import index_ahead
from duikou.api.search.index import FILE_NAME
from duikou.graph.build import Build
from duikou.graph.history.dump import DUMP
from duikou.graph.release import SERVE, STORE
from duikou.graph.served import unite
from duikou.settings import Settings
from duikou.tests.conftest import copied


@pytest.fixture(scope="module")
def ahead(shipped: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the store of a release and its index were made ahead."""
    folder = tmp_path_factory.mktemp("serve")
    unite(Store.read_only(str(shipped.release / STORE)), shipped.release / DUMP, folder / STORE)
    assert index_ahead(folder)
    return folder


def test_it_is_the_servers(ahead: Path, shipped: Build, tmp_path: Path) -> None:
    served = copied(shipped, tmp_path / "graph")
    own = served.release / SERVE / FILE_NAME
    own.unlink(missing_ok=True)
    with TestClient(create_app(Settings(output=tmp_path / "graph"))) as client:
        assert client.get("/search", params={"q": "赣州", "format": "json"}).json()["hits"]
    assert own.read_bytes() == (ahead / FILE_NAME).read_bytes()


@pytest.mark.thorough
def test_a_server_makes_none_where_one_is(ahead: Path, shipped: Build, tmp_path: Path) -> None:
    served = copied(shipped, tmp_path / "graph")
    own = served.release / SERVE / FILE_NAME
    own.parent.mkdir(exist_ok=True)
    own.write_bytes((ahead / FILE_NAME).read_bytes())
    made = own.stat().st_mtime_ns
    with TestClient(create_app(Settings(output=tmp_path / "graph"))) as client:
        assert client.get("/search", params={"q": "赣州", "format": "json"}).json()["hits"]
    assert own.stat().st_mtime_ns == made


def test_without_a_store_there_is_none(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert not index_ahead(tmp_path)
    assert not [*tmp_path.iterdir()]
    capfd.readouterr()
