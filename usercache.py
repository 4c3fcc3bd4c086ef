"""What programs of one user keep to make it once: each file's name holds the hash of all that it was made from, so none
is stale, and any of them may be deleted at any time."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from platformdirs import user_cache_path


def cache_folder() -> Path:
    """Where this user's programs keep what they can make again."""
    return user_cache_path("duikou", appauthor=False)


def keep(file: Path, data: bytes | memoryview, older: str, others: int = 0) -> None:
    """Writes *data* to *file*, beside first, then renamed. Of the *older* files of the folder, which is a pattern of
    names, so many *others* stay, the youngest. Raises OSError where the folder cannot be written."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(dir=file.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as beside:
            beside.write(data)
        Path(part).replace(file)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise
    old = sorted((one for one in file.parent.glob(older) if one != file), key=_age)
    for one in old[others:]:
        one.unlink(missing_ok=True)


def _age(file: Path) -> float:
    """Sorts the youngest first; what another process has removed meanwhile last."""
    try:
        return -file.stat().st_mtime
    except OSError:
        return 0.0
