"""Processes forked from this one: what they are asked for, how they end, and when there may be any."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

THREADS = """
import threading
from duikou.graph.forks import may_fork
print(may_fork())
held = threading.Event()
threading.Thread(target=held.wait, daemon=True).start()
print(may_fork())
"""
CALLS = """
from multiprocessing.connection import Pipe
from duikou.graph.forks import Forked, fork
def call(channel):
    said = channel.recv()
    channel.send(said * 2)
    raise ValueError(said)
ours, theirs = Pipe()
child = Forked(fork(call, theirs, ours))
ours.send("ab")
print(ours.recv(), child.wait(), child.poll())
"""


def told(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="threads are counted there")
def test_a_process_of_several_threads_is_not_forked() -> None:
    assert told(THREADS).stdout.split() == ["True", "False"]


def test_a_fork_answers_tells_of_its_fault_and_ends() -> None:
    done = told(CALLS)
    assert done.stdout.split() == ["abab", "0", "0"]
    assert done.stderr.splitlines()[-1] == "ValueError: ab"


def test_extract_reads_in_a_fork_of_itself(tmp_path: Path) -> None:
    """What it has not loaded itself when it starts to read is in no process beside it."""
    (tmp_path / "a.txt").write_text("支持延安市与无锡市共建产业园区。", encoding="utf-8")
    code = (
        "from subprocess import Popen; from duikou.graph import workers; from duikou.cli import app\n"
        "def refused(*_): raise AssertionError('another program')\n"
        f"workers.subprocess.Popen = refused; app(['extract', {str(tmp_path / 'a.txt')!r}])"
    )
    assert "产业园区" in told(code).stdout
