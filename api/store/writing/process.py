"""The server's side of a write to the embedded store."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from ...http.errors import RefusedError
from ..messages import Message, Publish, Refused, Staged, Write, Written, encode, read

_FAILURES = {
    -signal.SIGSEGV: (400, "what was sent is nested too deeply"),
    -signal.SIGABRT: (507, "the write needs more memory than one write may use"),
    -signal.SIGKILL: (507, "the write was ended by the system, which has run out of memory"),
}

_TUNED = {"MALLOC_ARENA_MAX": "1"}
"""Each arena of a thread takes 64 MB of the address space that a writer may use, whether it fills it or not."""


class Writer:
    """A writer process (writer.py)."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.folder = ""
        """Where the changed release stands, beside the current one."""

    async def publish(self) -> Written:
        """Makes what was staged the current release. Raises RefusedError."""
        answer = await self.ask(Publish())
        assert isinstance(answer, Written)
        return answer

    async def ask(self, message: Message) -> Message:
        """The answer to a message. Raises RefusedError; then nothing has changed."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(encode(message))
            await self._process.stdin.drain()
            answer = await read(self._process.stdout)
        except (asyncio.IncompleteReadError, OSError) as error:
            status, reason = _FAILURES.get(await self._process.wait(), (500, "the write failed"))
            raise RefusedError(status, f"{reason}; nothing has changed") from error
        if isinstance(answer, Refused):
            raise RefusedError(answer.status, answer.reason)
        return answer


@asynccontextmanager
async def staged(job: Write, seconds: float) -> AsyncIterator[Writer]:
    """Has *job* carried out beside the current release in at most *seconds*; what is not published is dropped.

    Raises RefusedError; then nothing has changed.
    """
    command = [sys.executable, "-m", "duikou.api.store.writing.writer"]
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, env=os.environ | _TUNED)
    writer = Writer(process)
    try:
        try:
            answer = await asyncio.wait_for(writer.ask(job), seconds)
        except TimeoutError as error:
            raise RefusedError(504, f"the write was stopped after {seconds:g} s; nothing has changed") from error
        assert isinstance(answer, Staged)
        writer.folder = answer.folder
        yield writer
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
