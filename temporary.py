"""Folders for what a process needs only while it runs.

Their names hold the process's number, so that what killed processes left behind can be told from what is in use.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from .machine import alive

PREFIX = "duikou-run-"


def temporary_folder(place: Path | None = None) -> tempfile.TemporaryDirectory[str]:
    """A new folder in *place*, or where temporary files go.

    It is removed with the object that is returned, or when this process ends in order.
    """
    return tempfile.TemporaryDirectory(prefix=f"{PREFIX}{os.getpid()}-", dir=place, ignore_cleanup_errors=True)


def sweep(place: Path | None = None) -> None:
    """Removes the folders of this user's processes that are gone, from *place* or where temporary files go."""
    for folder in (place or Path(tempfile.gettempdir())).glob(f"{PREFIX}*"):
        pid = folder.name.removeprefix(PREFIX).partition("-")[0]
        with suppress(OSError):  # somebody else sweeps too
            if pid.isdecimal() and not alive(int(pid)) and folder.stat().st_uid == os.getuid():
                shutil.rmtree(folder)
