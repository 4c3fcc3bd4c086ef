"""Servers that the tests of this folder talk to: real processes on 127.0.0.1."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from .serving import TOKEN, Server

GRAPH = Path(__file__).parent / "graph.nq"


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A server over graph.nq, without a token: what a stranger meets."""
    limits = {"query_seconds": 2, "query_rows": 5000, "query_memory": 300_000_000, "queries_per_client": 6}
    with Server([GRAPH], cache_bytes=8_000_000, **limits) as running:
        yield running


@pytest.fixture(scope="session")
def writable() -> Iterator[Server]:
    """A server over graph.nq that takes updates with the token."""
    with Server([GRAPH], token=TOKEN, query_seconds=5, update_seconds=6, update_memory=500_000_000) as running:
        yield running
