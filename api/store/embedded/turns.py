"""Whose query runs next: turns go by client, so that no client, and no ten of them, can keep the others out."""

from __future__ import annotations

import asyncio
from collections import Counter

from ...http.errors import RefusedError

SHARED = 4
"""A quarter of the places is for clients' second and further queries; the others are for clients that run none."""
LEAST = 2
"""So many places are shared in any case."""


class Turns:
    """*places* for queries; who has none waits, at most *seconds* and with at most *waiting* others."""

    def __init__(self, places: int, waiting: int, per_client: int, seconds: float) -> None:
        self._places, self._shared = places, max(LEAST, places // SHARED)
        self._waiting, self._per_client, self._seconds = waiting, per_client, seconds
        self._running: Counter[str] = Counter()
        self._queue: list[tuple[str, asyncio.Future[None]]] = []
        self.busy = 0
        """Queries that run now."""

    async def enter(self, client: str) -> None:
        """Waits until *client* may run one more query; leave() must follow. Raises RefusedError (429, 503)."""
        waiting = Counter(name for name, _ in self._queue)
        if client and self._running[client] + waiting[client] >= self._per_client:
            raise RefusedError(429, "this address runs as many queries at a time as it may", {"Retry-After": "1"})
        if self._free(client):
            self._start(client)
            return
        if len(self._queue) >= self._waiting:
            self._make_room(client, waiting)
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        entry = (client, turn)
        self._queue.append(entry)
        try:
            await asyncio.wait_for(turn, self._seconds)
        except BaseException as error:
            if entry in self._queue:
                self._queue.remove(entry)
            elif turn.done() and not turn.cancelled() and turn.exception() is None:
                self.leave(client)
            if isinstance(error, TimeoutError):
                raise _full("later") from error
            raise

    def leave(self, client: str) -> None:
        """A query has ended: the next may run, that of the client who runs least first."""
        self.busy -= 1
        self._running[client] -= 1
        if not self._running[client]:
            del self._running[client]
        while waiting := [entry for entry in self._queue if self._free(entry[0])]:
            entry = min(waiting, key=lambda entry: self._running[entry[0]])
            self._queue.remove(entry)
            if not entry[1].done():
                self._start(entry[0])
                entry[1].set_result(None)

    def close(self) -> None:
        """Nobody waits any more."""
        for _, turn in self._queue:
            turn.cancel()

    def _free(self, client: str) -> bool:
        further = self.busy - len(self._running)
        return self.busy < self._places and (client not in self._running or further < self._shared)

    def _start(self, client: str) -> None:
        self.busy += 1
        self._running[client] += 1

    def _make_room(self, client: str, waiting: Counter[str]) -> None:
        """Takes the last place of who has most in the queue, if that is not *client*. Raises RefusedError (503)."""
        fullest, most = waiting.most_common(1)[0] if waiting else ("", 0)
        if most <= waiting[client] + 1:
            raise _full("in a moment")
        entry = next(entry for entry in reversed(self._queue) if entry[0] == fullest)
        self._queue.remove(entry)
        if not entry[1].done():
            entry[1].set_exception(_full("in a moment"))


def _full(when: str) -> RefusedError:
    return RefusedError(503, f"too many queries are running; try again {when}", {"Retry-After": "5"})
