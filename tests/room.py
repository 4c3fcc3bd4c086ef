"""Where tests keep what is temporary: in memory, where the machine has enough of it.

A build opens several stores on disk and removes them again. On a disk each costs a fifth of a second of waiting, and as
much processor time again as in memory.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")  # a folder for all programs, by the Linux standard
GIBIBYTE = 2**30
NEEDED = 6 * GIBIBYTE
"""Three times what a whole run holds at most."""


def use_memory() -> None:
    """Has this process and those that it starts keep temporary files in memory, unless TMPDIR names another folder or
    there is not room for all of them beside what the tests themselves take."""
    if "TMPDIR" not in os.environ and _room() >= NEEDED:
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None  # what was found before does not hold


def _room() -> int:
    """Bytes of files that the machine can hold in memory, where as much again is left to programs."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        (available,) = [int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:")]
        return min(shutil.disk_usage(MEMORY).free, available // 2) if os.access(MEMORY, os.W_OK) else 0
    except (OSError, ValueError):
        return 0
