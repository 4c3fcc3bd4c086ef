"""The application starts over RDF files and says so."""

from __future__ import annotations

from pathlib import Path

from duikou.api.app import create_app
from duikou.settings import Settings
from fastapi.testclient import TestClient


def test_health_is_ready_over_files(tmp_path: Path) -> None:
    graph = tmp_path / "graph.ttl"
    graph.write_text("<https://example.org/a> a <https://example.org/B> .", encoding="utf-8")
    with TestClient(create_app(Settings(graphs=(graph,)))) as client:
        answer = client.get("/health")
        assert answer.status_code == 200
        assert answer.json()["quads"] == 1
