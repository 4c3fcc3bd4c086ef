"""The server's side of a write to the embedded store."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from ...http.errors import RefusedError


async def write(output: Path, job: dict[str, Any], seconds: float) -> dict[str, Any]:
    """Has *job* carried out by a writer process (see writer.py) in at most *seconds*. Raises RefusedError."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "duikou.api.store.writing.writer",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        said, _ = await asyncio.wait_for(
            process.communicate(json.dumps({"output": str(output), **job}).encode()), seconds
        )
    except TimeoutError as error:
        raise RefusedError(504, f"the write was stopped after {seconds:g} s; nothing has changed") from error
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    if process.returncode == -signal.SIGSEGV:
        raise RefusedError(400, "the update is nested too deeply; nothing has changed")
    if process.returncode:
        raise RefusedError(500, "the write failed; nothing has changed")
    answer: dict[str, Any] = json.loads(said)
    if "status" in answer:
        raise RefusedError(answer["status"], answer["reason"])
    return answer
