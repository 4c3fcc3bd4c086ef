"""Workers as the server sees them."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from collections import deque
from contextlib import suppress
from typing import cast

from ..engine import StoreError
from ..messages import Job, Message, Refused, encode, receive, take

FULL = 2 * 1024 * 1024
"""Bytes waiting for a client at which the worker is made to wait too."""
OWN_SECONDS = 60.0
"""Our own queries are short; one that is not has a fault."""


class Worker:
    """One worker process."""

    def __init__(self) -> None:
        self.pid = 0
        self.generation = 0
        """Which state of the data of its process it was forked with."""
        self.ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        """How the process ended: its exit status, or minus the signal."""
        self.lost = False
        self.spent = False
        """Has run for long: its priority is low and its memory grown, so it is not used again."""
        self.busy = False
        """Has a job whose last message has not been taken yet."""

    @property
    def fit(self) -> bool:
        """Can it take another job?"""
        return not (self.lost or self.busy or self.spent)

    def kill(self) -> None:
        """Ends the process at once, whatever it does."""
        self.spent = True
        if self.pid and not self.ended.done():
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)


class OwnWorker(Worker):
    """A worker for our own queries, asked from plain functions in threads."""

    channel: socket.socket

    def ask(self, job: Job) -> bytes:
        """The whole answer. Raises StoreError."""
        self.busy = True
        parts = []
        try:
            self.channel.settimeout(OWN_SECONDS)
            self.channel.sendall(encode(job))
            while self.busy:
                message = receive(self.channel.recv)
                self.busy = not message.final
                if isinstance(message, Refused):
                    raise StoreError(message.reason)
                parts.append(message.body)
        except TimeoutError as error:
            raise StoreError(f"one of our own queries was not answered in {OWN_SECONDS:g} s") from error
        except (OSError, EOFError) as error:
            raise StoreError("the process that answered one of our own queries has ended") from error
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def kill(self) -> None:
        super().kill()
        self.channel.close()


class Channel(Worker, asyncio.Protocol):
    """A worker for strangers' queries. Messages arrive in order; reading pauses while too much of them waits."""

    def __init__(self) -> None:
        super().__init__()
        self._transport: asyncio.Transport | None = None
        self._buffer = bytearray()
        self._messages: deque[Message] = deque()
        self._waiting = 0
        self._paused = False
        self._wake: asyncio.Future[None] | None = None

    def send(self, message: Message) -> None:
        """Gives the worker a job, or what it has asked for; nothing when it has gone, which is received next."""
        self.busy = True
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(encode(message))

    async def receive(self) -> Message | None:
        """The next message; None when the worker is gone."""
        while not self._messages:
            if self.lost:
                return None
            self._wake = asyncio.get_running_loop().create_future()
            await self._wake
        message = self._messages.popleft()
        self.busy = not message.final
        self._waiting -= len(message.body)
        if self._paused and self._waiting < FULL // 2 and self._transport is not None:
            self._paused = False
            self._transport.resume_reading()
        return message

    @property
    def waits_for_client(self) -> bool:
        """Is the worker held up because the client does not read?"""
        return self._paused

    def kill(self) -> None:
        super().kill()
        if self._transport is not None:
            self._transport.abort()

    # asyncio.Protocol

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        for message in take(self._buffer):
            self._messages.append(message)
            self._waiting += len(message.body)
        if self._waiting > FULL and not self._paused and self._transport is not None:
            self._paused = True
            self._transport.pause_reading()
        if self._messages:
            self._notify()

    def connection_lost(self, exc: Exception | None) -> None:
        self.lost = True
        self._notify()

    def _notify(self) -> None:
        if self._wake is not None and not self._wake.done():
            self._wake.set_result(None)
