"""The site over the shipped documents."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from ...conftest import Clients


@pytest.fixture(scope="session")
def site(shipped_clients: Clients) -> TestClient:
    return shipped_clients(follow_redirects=False)
