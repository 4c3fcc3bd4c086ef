"""The server's side of a write to the embedded store."""

from __future__ import annotations

import asyncio
import signal
import sys
from contextlib import suppress

from ...http.errors import RefusedError
from ..messages import Refused, Write, Written, decode, encode


async def write(job: Write, seconds: float) -> Written:
    """Has *job* carried out by a writer process (writer.py) in at most *seconds*. Raises RefusedError."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "duikou.api.store.writing.writer",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        said, _ = await asyncio.wait_for(process.communicate(encode(job)), seconds)
    except TimeoutError as error:
        raise RefusedError(504, f"the write was stopped after {seconds:g} s; nothing has changed") from error
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    if process.returncode == -signal.SIGSEGV:
        raise RefusedError(400, "the update is nested too deeply; nothing has changed")
    answer = decode(said) if process.returncode == 0 else None
    if isinstance(answer, Refused):
        raise RefusedError(answer.status, answer.reason)
    if not isinstance(answer, Written):
        raise RefusedError(500, "the write failed; nothing has changed")
    return answer
