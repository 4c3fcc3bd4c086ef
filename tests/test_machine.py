"""What the machine has to give."""

from __future__ import annotations

from pathlib import Path

import pytest

from duikou.machine import memory
from duikou.settings import MEMORY_PER_QUAD, Settings


@pytest.mark.parametrize(("content", "limited"), [("1048576\n", True), ("max\n", False), ("", False), (None, False)])
def test_a_container_may_have_less_than_the_machine(content: str | None, limited: bool, tmp_path: Path) -> None:
    file = tmp_path / "memory.max"
    if content is not None:
        file.write_text(content, encoding="ascii")
    assert (memory((file,)) == 1_048_576) is limited
    assert memory((file,)) <= memory(())


def test_larger_machines_hold_larger_graphs_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DUIKOU_MEMORY_QUADS", raising=False)
    assert Settings().memory_quads == memory() // MEMORY_PER_QUAD
    monkeypatch.setenv("DUIKOU_MEMORY_QUADS", "7")
    assert Settings().memory_quads == 7
