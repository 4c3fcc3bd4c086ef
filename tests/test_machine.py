"""What the machine has to give."""

from __future__ import annotations

import errno
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from duikou.machine import limit_files, limit_memory, limit_processor, memory
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


def fate(action: Callable[[], object]) -> int:
    """How a child ends that does this: its exit status, or minus the signal."""
    pid = os.fork()
    if not pid:
        try:
            action()
        except MemoryError:
            os._exit(10)
        except OSError as error:
            os._exit(error.errno or 11)
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def test_a_process_that_works_too_long_is_ended() -> None:
    def spin() -> None:
        limit_processor(0)
        sum(range(10**12))

    assert fate(spin) == -signal.SIGXCPU


@pytest.mark.parametrize(("size", "status"), [(1 << 20, 0), (1 << 30, 10)])
def test_a_process_gets_the_memory_that_it_may_take(size: int, status: int) -> None:
    def take() -> None:
        limit_memory(1 << 28)
        bytearray(size)

    assert fate(take) == status


@pytest.mark.parametrize(("size", "status"), [(100, 0), (101, errno.EFBIG)])
def test_a_process_writes_what_it_may(size: int, status: int, tmp_path: Path) -> None:
    def write() -> None:
        limit_files(100)
        with (tmp_path / "file").open("wb", buffering=0) as file:
            for _ in range(size):
                file.write(b"x")

    assert fate(write) == status
