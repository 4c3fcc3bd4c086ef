"""What the machine, or the container, has to give."""

from __future__ import annotations

import os
from pathlib import Path

_LIMITS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))
"""A container's limit under control groups v2 and v1 (Linux, Documentation/admin-guide/cgroup-v2.rst, cgroup-v1)."""


def memory(limits: tuple[Path, ...] = _LIMITS) -> int:
    """Bytes of memory that processes here may use: the machine's, or less where one of the files *limits* says so."""
    total = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    for file in limits:
        try:
            total = min(total, int(file.read_text(encoding="ascii")))
        except (OSError, ValueError):  # no such limit, or the word max
            continue
    return total
