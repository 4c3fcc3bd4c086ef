"""Work in processes: what one piece takes or breaks is its own failure, and nothing outlives who asked."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

from duikou.extract.knowledge.lexicon import parse
from duikou.extract.knowledge.schemas import Targets
from duikou.graph import supervisor, workers
from duikou.graph.workers import MEBIBYTE, Failed, Limits, WorkersError, run

from ..supervising import supervisors
from ..thorough import thorough

SMALL = Limits(seconds=1, memory=200 * MEBIBYTE, size=MEBIBYTE)
HELPER = """
import os, sys
called = 0
def once(item):
    "A process that has worked before is no good."
    global called
    called += 1
    if called > 1:
        os.abort()
    return item
def deep(item):
    return sys.getrecursionlimit() and deep(item)
def write(path):
    with open(path, "wb") as file:
        for _ in range(4):
            file.write(bytes(1 << 20))
class Prepared:
    ready = False
    def prepare(self):
        self.ready = True
    def __call__(self, item):
        return self.ready
class Unprepared(Prepared):
    def prepare(self):
        raise ValueError("nothing to\\x1b begin with")
def parts(renew):
    "Six parts of 0.4 s of the processor, each with time of its own where asked."
    import time
    from duikou import machine
    for _ in range(6):
        if renew:
            machine.renew()
        end = time.process_time() + 0.4
        while time.process_time() < end:
            pass
    return "done"
def shown(item):
    print("to the terminal", flush=True)
    print("to the terminal", file=sys.stderr, flush=True)
"""


@pytest.fixture(scope="module", autouse=True)
def _as_users_have_them() -> Iterator[None]:
    with supervisors(forked=False):
        yield


@pytest.fixture(scope="module")
def helper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A module that the processes can import too."""
    folder = tmp_path_factory.mktemp("helper")
    (folder / "duikou_test_helper.py").write_text(HELPER, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(folder)
        patch.setenv("PYTHONPATH", str(folder))
        workers.close()
        import duikou_test_helper

        yield duikou_test_helper
    workers.close()


FAILURES: list[Any] = [
    thorough(sum, range(10**12), "took more than", id="sum"),
    (time.sleep, 1000, "took more than 3 s"),
    (bytearray, 10**10, "needs more than 200 MiB of memory"),
    (os._exit, 3, "ended"),
    (signal.raise_signal, signal.SIGSEGV, "crashed with SIGSEGV"),
    (signal.raise_signal, signal.SIGKILL, "crashed with SIGKILL"),
    (int, "no number", "a fault in the program, please report it: ValueError"),
    (sys.exit, 1, "a fault in the program"),
]


@pytest.mark.parametrize(("work", "item", "reason"), FAILURES, ids=lambda part: getattr(part, "__name__", None))
def test_a_failure_is_of_one_item(work: Callable[[Any], Any], item: Any, reason: str) -> None:
    ((_, answer),) = run(work, [item], 1, SMALL)
    assert isinstance(answer, Failed)
    assert reason in answer.reason
    assert answer.reason.isprintable()


@pytest.mark.parametrize("jobs", [thorough(1), 3])
def test_the_others_go_on(jobs: int) -> None:
    items: list[Any] = [10, 10**10, 20, "x", 30, 10**10, 40]
    answers = list(run(bytearray, items, jobs, SMALL))
    assert sorted(str(item) for item, _ in answers) == sorted(map(str, items))
    assert {item: len(answer) for item, answer in answers if not isinstance(answer, Failed)} == {
        10: 10, 20: 20, 30: 30, 40: 40
    }  # fmt: skip
    assert workers.peak_memory() > 0


@pytest.mark.thorough
def test_each_part_of_a_piece_may_have_time_of_its_own(helper: Any) -> None:
    """2.4 s of the processor are more than a piece may take, but not more than six parts of one may."""
    limits = Limits(seconds=1, memory=200 * MEBIBYTE, size=MEBIBYTE)
    answers = dict(run(helper.parts, [True, False], 1, limits))
    assert answers[True] == "done"
    assert isinstance(answers[False], Failed)
    assert "took more than" in answers[False].reason


def test_no_items_need_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_channel", lambda: pytest.fail("started a process"))
    assert list(run(int, [], 4)) == []


def test_knowledge_that_cannot_be_read_is_named_before_any_item(monkeypatch: pytest.MonkeyPatch) -> None:
    """The supervisor says what is wrong and ends; who asked for the work gets its words."""
    ours, theirs = socket.socketpair()
    with theirs, monkeypatch.context() as patch:
        patch.setattr(supervisor.machine, "die_with_parent", lambda _parent: None)
        patch.setattr(supervisor.signal, "signal", lambda *_: None)
        patch.setattr(supervisor.gc, "disable", lambda: None)
        patch.setattr(sys, "argv", ["supervisor", "1"])
        patch.setattr(sys, "stdin", theirs)
        patch.setattr(supervisor, "share", lambda: parse(b"any_year = '('", Targets, "data/lexicon/targets.toml"))
        supervisor.main()
    monkeypatch.setattr(workers, "_channel", lambda: Connection(ours.detach()))
    with pytest.raises(WorkersError, match=r"^data/lexicon/targets\.toml, line 1: "):
        list(run(int, ["1"], 1))


@pytest.mark.thorough
def test_a_crash_that_earlier_items_caused_is_tried_again(helper: Any) -> None:
    assert sorted(run(helper.once, [1, 2, 3], 2, SMALL)) == [(1, 1), (2, 2), (3, 3)]


def test_too_much_written_is_said(helper: Any, tmp_path: Path) -> None:
    ((_, answer),) = run(helper.write, [str(tmp_path / "large")], 1, SMALL)
    assert answer == Failed("gives more than 1 MiB")
    assert (tmp_path / "large").stat().st_size <= MEBIBYTE


def test_endless_recursion_is_a_fault(helper: Any) -> None:
    ((_, answer),) = run(helper.deep, [1], 1, SMALL)
    assert isinstance(answer, Failed)
    assert "RecursionError" in answer.reason


def test_what_is_prepared_is_there_and_what_cannot_be_is_said(helper: Any) -> None:
    assert list(run(helper.Prepared(), [1, 2], 1, SMALL)) == [(1, True), (2, True)]
    ((_, answer),) = run(helper.Unprepared(), [1], 1, SMALL)
    assert isinstance(answer, Failed)
    assert "nothing to\\x1b begin with" in answer.reason


def test_libraries_do_not_speak_to_the_terminal(helper: Any, capfd: pytest.CaptureFixture[str]) -> None:
    assert list(run(helper.shown, [1], 1, SMALL)) == [(1, None)]
    assert capfd.readouterr() == ("", "")


@pytest.mark.thorough
def test_files_where_the_user_is_are_not_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("lxml", "docx", "statistics", "duikou"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('imported')", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    workers.close()
    assert list(run(abs, [-1], 1)) == [(-1, 1)]
    workers.close()  # the next starts where others are


@pytest.mark.thorough
def test_who_stops_listening_stops_the_work() -> None:
    answers = run(time.sleep, [0, 1000, 1000], 2)
    next(answers)
    assert workers._supervisor is not None
    family = [workers._supervisor[0].pid, *descendants(workers._supervisor[0].pid)]
    assert len(family) > 1
    answers.close()  # type: ignore[attr-defined]
    assert wait_until(lambda: not any(map(alive, family)))
    assert list(run(abs, [-1], 1)) == [(-1, 1)]


@pytest.mark.thorough
def test_no_process_outlives_a_killed_parent() -> None:
    script = "import time; from duikou.graph.workers import run; list(run(time.sleep, [9e4] * 3, 3))"
    with subprocess.Popen([sys.executable, "-c", script]) as parent:
        assert wait_until(lambda: len(descendants(parent.pid)) == 4, 60)
        family = descendants(parent.pid)
        parent.kill()
        parent.wait()
        assert wait_until(lambda: not any(map(alive, family)))


def descendants(pid: int) -> list[int]:
    """All processes below *pid*."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = re.sub(r"\(.*\)", "x", stat.read_text(), flags=re.S).split()
        except OSError:  # it has ended meanwhile
            continue
        parents.setdefault(int(words[3]), []).append(int(words[0]))
    found, waiting = [], [pid]
    while waiting:
        found += (children := parents.get(waiting.pop(), []))
        waiting += children
    return found


def alive(pid: int) -> bool:
    """Whether the process runs; one that nobody has waited for yet has ended."""
    try:
        return re.sub(r"\(.*\)", "x", Path(f"/proc/{pid}/stat").read_text(), flags=re.S).split()[2] != "Z"
    except OSError:
        return False


def wait_until(true: Callable[[], bool], seconds: float = 10) -> bool:
    """Whether it comes *true* in time."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def test_what_was_started_early_does_the_work() -> None:
    workers.close()
    workers.start()
    process = workers._supervisor[0] if workers._supervisor else None
    assert process is not None
    assert [answer for _, answer in run(str, [1, 2])] == ["1", "2"]
    assert workers._supervisor is not None
    assert workers._supervisor[0] is process
