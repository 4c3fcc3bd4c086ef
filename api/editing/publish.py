"""Publishing: a build of the same folders in a process of its own; documents without new corrections are not read."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
from collections.abc import Mapping

from ...graph.standby import Finished, Standby
from ...printable import printable
from ...settings import Settings
from ..http.errors import RefusedError
from ..store.embedded.engine import LOOK_SECONDS, EmbeddedEngine
from ..store.engine import Engine
from .ahead import Ahead

SECONDS = 1800.0
"""How long a build may take that was started from a page."""
_PROGRAM = "from duikou.cli import app; app()"
_COMMAND = "duikou.commands.standby"
"""The same build where all is loaded."""
_PUBLISHED = "版本 release"
"""Stands in the line by which a build names what it has made; one may publish and still leave a document out."""
_SECRETS = ("DUIKOU_TOKEN", "DUIKOU_EDITORS", "DUIKOU_STORE_PASSWORD")
"""What a build needs nothing of."""
building = threading.Lock()
"""Held by whoever builds, or needs that nobody of this process does."""


def publish(settings: Settings, ahead: Ahead | None = None) -> str:
    """Builds, and gives the last line that the build says; a build that has begun *ahead* is there the sooner. Raises
    RefusedError: 409 while another build runs, 500 with the build's own line when it fails; then the old release
    stays."""
    if not building.acquire(blocking=False):
        raise RefusedError(409, "a build is running already: wait for its end")
    try:
        done = (ahead and ahead.build(SECONDS)) or _build(settings)
    except (subprocess.TimeoutExpired, TimeoutError) as error:
        raise RefusedError(
            500, f"the build took more than {SECONDS:.0f} s and was ended; nothing has changed"
        ) from error
    except OSError as error:
        raise RefusedError(500, f"the build could not be started: {error.strerror or error}") from error
    finally:
        building.release()
    lines = [printable(line) for line in done.said.decode(errors="replace").splitlines() if line.strip()]
    said = lines[-1] if lines else ""
    complaint = next((line for line in reversed(lines) if line.startswith("duikou: ")), said)
    if done.code and not any(_PUBLISHED in line for line in lines):
        raise RefusedError(409 if "another build" in complaint else 500, complaint.removeprefix("duikou: "))
    return said


def _build(settings: Settings) -> Finished:
    """Builds in a process that loads everything anew. Raises OSError and subprocess.TimeoutExpired."""
    done = subprocess.run(  # noqa: S603 - our own program, without a shell
        [sys.executable, "-c", _PROGRAM, "build", *arguments(settings)],
        env=environment(settings, os.environ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        timeout=SECONDS,
        check=False,
    )
    return Finished(done.returncode, done.stderr)


def standby(settings: Settings) -> Standby:
    """The same build, for a process that has everything loaded."""
    known = environment(settings, os.environ)
    return Standby(_COMMAND, settings.documents, settings.with_shipped, settings.output, known)


async def served(settings: Settings, engine: Engine) -> None:
    """Returns when every process of the server serves what was built. Raises StoreError when it cannot be opened."""
    if isinstance(engine, EmbeddedEngine):
        await engine.refresh()
        if settings.processes > 1:  # the others look by themselves
            await asyncio.sleep(LOOK_SECONDS + 0.5)


def arguments(settings: Settings) -> list[str]:
    """What the build is told: the folders and the place of the served release."""
    folders = [part for folder in settings.documents for part in ("--documents", str(folder))]
    shipped = ["--with-shipped"] if settings.with_shipped else []
    return ["--output", str(settings.output), *folders, *shipped]


def environment(settings: Settings, known: Mapping[str, str]) -> dict[str, str]:
    """The variables of the build: the server's own, without what is secret, and with what it was started with."""
    kept = {name: value for name, value in known.items() if name not in _SECRETS}
    rows = {"DUIKOU_CORRECTIONS": str(settings.corrections)} if settings.corrections else {}
    return {
        **kept,
        **rows,
        "DUIKOU_BASE": settings.base,
        "DUIKOU_RELEASES": str(settings.releases),
        "DUIKOU_DOCUMENT_SECONDS": str(settings.document_seconds),
        "DUIKOU_DOCUMENT_MEMORY": str(settings.document_memory),
        "DUIKOU_DOCUMENT_BYTES": str(settings.document_bytes),
    }
