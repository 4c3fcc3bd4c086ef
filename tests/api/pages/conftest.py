"""The site over the shipped graph, and over a graph that an attacker wrote."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from duikou.api.app import create_app
from duikou.settings import Settings

from ...conftest import Clients

HOSTILE = Path(__file__).parent / "hostile.trig"
DEFAULT_BASE = "https://w3id.org/duikou/"


def client_over(settings: Settings, root_path: str = "") -> TestClient:
    return TestClient(create_app(settings), follow_redirects=False, root_path=root_path)


@pytest.fixture(scope="session")
def shipped_site(shipped_clients: Clients) -> TestClient:
    """The site over the shipped documents."""
    return shipped_clients(follow_redirects=False)


@pytest.fixture(scope="session")
def hostile_site() -> Iterator[TestClient]:
    """The site over hostile.trig."""
    with client_over(Settings(graphs=(HOSTILE,))) as client:
        yield client
