"""Whose query runs next: so many at a time, so many in the queue, so many of one client."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter, deque

from ...http.errors import RefusedError


class Turns:
    """Places for queries; who has none waits at most *seconds*."""

    def __init__(self, places: int, waiting: int, per_client: int, seconds: float) -> None:
        self._places, self._waiting = places, waiting
        self._per_client, self._seconds = per_client, seconds
        self._turns: deque[asyncio.Future[None]] = deque()
        self._clients: Counter[str] = Counter()
        self.busy = 0
        """Queries that run now."""

    async def enter(self, client: str) -> None:
        """Waits until *client* may run one more query; leave() must follow. Raises RefusedError (429, 503)."""
        if client and self._clients[client] >= self._per_client:
            raise RefusedError(429, "this address runs as many queries at a time as it may", {"Retry-After": "1"})
        self._clients[client] += 1
        try:
            await self._take_turn()
        except BaseException:
            self._forget(client)
            raise

    def leave(self, client: str) -> None:
        """A query has ended: the next may run."""
        self._forget(client)
        self._pass_turn()

    def close(self) -> None:
        """Nobody waits any more."""
        for turn in self._turns:
            turn.cancel()

    async def _take_turn(self) -> None:
        if self.busy < self._places and not self._turns:
            self.busy += 1
            return
        if len(self._turns) >= self._waiting:
            raise RefusedError(503, "too many queries are running; try again in a moment", {"Retry-After": "2"})
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._turns.append(turn)
        try:
            await asyncio.wait_for(turn, self._seconds)
        except TimeoutError as error:
            raise RefusedError(503, "too many queries are running; try again later", {"Retry-After": "5"}) from error
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._pass_turn()
            raise
        finally:
            with contextlib.suppress(ValueError):
                self._turns.remove(turn)

    def _pass_turn(self) -> None:
        while self._turns:
            turn = self._turns.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self.busy -= 1

    def _forget(self, client: str) -> None:
        self._clients[client] -= 1
        if self._clients[client] <= 0:
            del self._clients[client]
