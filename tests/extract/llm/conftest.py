"""Every test has a cache of its own and asks nobody unless it says so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from duikou.extract.llm import ask, client
from duikou.extract.llm.endpoint import endpoint, use_endpoint


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(ask, "_in_vain", 0)
    monkeypatch.setattr(client, "PAUSE", 0.0)
    before = endpoint()
    use_endpoint(None)
    yield
    use_endpoint(before)
