"""Why the extractor thinks so: documents are read for it one at a time, within limits, and once."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from threading import Event, Lock
from typing import Any

import pytest

from duikou.api.editing import sandbox as module
from duikou.api.editing.drafts import Drafts
from duikou.api.editing.sandbox import Sandbox
from duikou.api.http.errors import RefusedError
from duikou.extract.explain.model import Explanation
from duikou.graph.workers import Failed
from duikou.settings import Settings

PLAN = Path(__file__).parent / "plan.txt"


@pytest.fixture
def sandbox(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    settings = Settings(output=tmp_path, **getattr(request, "param", {}))
    made = Sandbox(settings, Drafts(tmp_path / "drafts", 1))
    yield made
    made.close()


class Workers:
    """Stands in for the processes: counts, and waits for leave to answer."""

    def __init__(self, answer: Any) -> None:
        self.answer, self.asked, self.most, self.at_work = answer, 0, 0, 0
        self.leave, self._lock = Event(), Lock()

    def run(self, work: Any, items: Any, jobs: int, limits: Any) -> Iterator[tuple[Any, Any]]:
        with self._lock:
            self.asked, self.at_work = self.asked + 1, self.at_work + 1
            self.most = max(self.most, self.at_work)
        assert self.leave.wait(30)
        self.at_work -= 1
        yield items[0], self.answer


def test_a_document_is_explained(sandbox: Sandbox) -> None:
    explained = sandbox.explained(PLAN, "")
    assert isinstance(explained, Explanation)
    assert any(line.clauses for line in explained.lines)
    assert sandbox.explained(PLAN, "") is explained


@pytest.mark.parametrize("sandbox", [{"document_bytes": 10}], indirect=True)
def test_one_beyond_the_limits_is_not(sandbox: Sandbox) -> None:
    assert sandbox.explained(PLAN, "") is None


def test_one_that_has_gone_is_not(sandbox: Sandbox, tmp_path: Path) -> None:
    assert sandbox.explained(tmp_path / "gone.txt", "") is None


@pytest.mark.parametrize("sandbox", [{"drafts_waiting": 2}], indirect=True)
@pytest.mark.parametrize("answer", [Explanation("", "", "", ()), Failed("takes too much")])
def test_several_who_ask_have_it_read_once(sandbox: Sandbox, answer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    workers = Workers(answer)
    monkeypatch.setattr(module.workers, "run", workers.run)
    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(sandbox.explained, PLAN, "") for _ in range(4)]
        refused = next(one for one in as_completed(asked, timeout=30) if one.exception())
        assert isinstance(error := refused.exception(), RefusedError)
        assert error.status == 503, "one is read and two wait"
        workers.leave.set()
    expected = None if isinstance(answer, Failed) else answer
    assert [one.result() for one in asked if one is not refused] == [expected] * 3
    assert sandbox.explained(PLAN, "") is expected
    assert (workers.asked, workers.most) == (1, 1)
