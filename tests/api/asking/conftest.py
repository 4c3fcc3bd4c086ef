"""The application over the shipped documents."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from duikou.api.app import create_app
from duikou.graph.build import Build
from duikou.settings import Settings


@pytest.fixture(scope="session")
def client(shipped: Build) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(output=shipped.release.parent.parent))) as opened:
        yield opened
