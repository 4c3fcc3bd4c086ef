"""Whose query runs next: turns go by client, and nobody can take every place."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Callable, Coroutine

import httpx
import pytest

from duikou.api.http.errors import RefusedError
from duikou.api.store.embedded.turns import Turns

from .conftest import GRAPH
from .serving import PLAIN, Server
from .test_sandbox import RUNAWAY


class Crowd:
    """Clients that ask *turns* for places, and what became of them."""

    def __init__(self, turns: Turns) -> None:
        self.turns = turns
        self.running: list[str] = []
        self.refused: Counter[str] = Counter()
        self._tasks: list[asyncio.Task[None]] = []

    async def ask(self, *clients: str) -> None:
        """One query of each of *clients* in their order."""
        for client in clients:
            self._tasks.append(asyncio.create_task(self._enter(client)))
            await _settle()

    async def end(self, client: str) -> None:
        self.running.remove(client)
        self.turns.leave(client)
        await _settle()

    async def _enter(self, client: str) -> None:
        try:
            await self.turns.enter(client)
        except RefusedError as error:
            self.refused[f"{client} {error.status}"] += 1
        else:
            self.running.append(client)


async def _settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def ten_clients_with_eight_queries_each(crowd: Crowd) -> None:
    await crowd.ask(*(f"{n}" for n in range(10) for _ in range(8)))
    await crowd.ask("other")
    assert "other" in crowd.running
    assert len(crowd.running) <= 16


async def a_client_alone_may_have_several_queries(crowd: Crowd) -> None:
    await crowd.ask(*"aaaaaaaaa")
    assert crowd.running == ["a"] * 5
    assert crowd.refused == {"a 429": 1}
    await crowd.end("a")
    assert crowd.running == ["a"] * 5


async def who_runs_least_is_next(crowd: Crowd) -> None:
    await crowd.ask(*"aaaaaaaabbbbbbbb", *(f"{n}" for n in range(10)))
    assert len(crowd.running) == 16
    await crowd.ask("late", "a")
    await crowd.end("0")
    assert crowd.running[-1] == "late"
    await crowd.end("1")
    assert crowd.running.count("a") <= 5


async def a_full_queue_loses_the_last_of_who_fills_it(crowd: Crowd) -> None:
    await crowd.ask(*(f"{n}" for n in range(16)), *(f"{n}" for n in range(10) for _ in range(7)))
    assert sum(crowd.refused.values()) == 70 - 64
    await crowd.ask("late")
    assert crowd.refused["late 503"] == 0
    assert sum(crowd.refused.values()) == 71 - 64
    await crowd.end("15")
    assert crowd.running[-1] == "late"


CASES: list[Callable[[Crowd], Coroutine[None, None, None]]] = [
    ten_clients_with_eight_queries_each,
    a_client_alone_may_have_several_queries,
    who_runs_least_is_next,
    a_full_queue_loses_the_last_of_who_fills_it,
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_turns(case: Callable[[Crowd], Coroutine[None, None, None]]) -> None:
    async def run() -> None:
        await case(Crowd(Turns(places=16, waiting=64, per_client=8, seconds=60)))

    asyncio.run(run())


@pytest.mark.thorough
def test_runaways_of_many_addresses_leave_room_for_another() -> None:
    limits = {"query_seconds": 4, "queries": 8, "queries_waiting": 16, "queries_per_client": 4}
    with Server([GRAPH], **limits) as server:

        def run_away(address: str) -> None:
            body = {"query": RUNAWAY}
            httpx.post(f"{server.url}/sparql", data=body, headers={"X-Forwarded-For": address}, **PLAIN, timeout=30)

        threads = [threading.Thread(target=run_away, args=(f"203.0.113.{n % 5}",)) for n in range(20)]
        for thread in threads:
            thread.start()
        server.until_running(5)  # one of each address at least
        other = {"X-Forwarded-For": "198.51.100.7"}
        answers = [server.query(f"ASK {{ ?s ?p {n} }}", headers=other).status_code for n in range(6)]
        assert any(thread.is_alive() for thread in threads)
        for thread in threads:
            thread.join()
    assert answers == [200] * 6
