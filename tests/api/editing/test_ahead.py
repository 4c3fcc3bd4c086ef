"""A build that has begun ahead: what it says when it is asked, and what becomes of one that says nothing."""

from __future__ import annotations

from concurrent.futures import Future
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any, cast

import pytest

from duikou.api.editing import ahead
from duikou.api.editing.ahead import Ahead
from duikou.graph.standby import Finished

DONE = Finished(0, b"release")


class Forks:
    """In place of the process that reads documents: what it forks has said already what it will say."""

    def __init__(self, *said: Any, begun: bool = True) -> None:
        self.renewed = 0
        self.near, far = Pipe()
        self._far = far
        self._begun = begun
        for one in said:
            far.send(one)

    def branch(self, _: object) -> Future[Connection]:
        future: Future[Connection] = Future()
        future.set_running_or_notify_cancel()
        if self._begun:
            future.set_result(self.near)
        return future

    def renew(self) -> None:
        self.renewed += 1


@pytest.mark.parametrize(
    ("forks", "finished", "renewed"),
    [
        (Forks(True, DONE), DONE, 0),
        (Forks(None), None, 1),
        (Forks(), None, 1),
        (Forks(begun=False), None, 1),
    ],
    ids=["it goes on", "outdated", "it says nothing", "its process never began"],
)
def test_what_a_build_ahead_gives(
    forks: Forks, finished: Finished | None, renewed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ahead, "HEARING", 0.05)
    waiting = Ahead(cast("Any", object()), cast("Any", forks))
    waiting.begin()
    assert waiting.build(5.0) == finished
    assert forks.renewed == renewed


def test_one_that_goes_on_for_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "HEARING", 5.0)
    forks = Forks(True)
    waiting = Ahead(cast("Any", object()), cast("Any", forks))
    waiting.begin()
    with pytest.raises(TimeoutError):
        waiting.build(0.05)
    assert forks.renewed == 1
